"""Small documents of the tests, the folder that lists them, and a model that counts what it is asked."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from typing_extensions import override

from domain.fact import Name
from tools.errors import Unavailable
from tools.knowledge.words import Audience, Embeds, Vectors

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BUYER = Audience(company_id=1, groups=("purchase.group_purchase_user",))
DOCK = "Check the delivery note before the first pallet leaves the truck."
DELAY = "For each started week of delay the supplier pays half a percent of the late lines."
ABOUT_DOCK = "What is checked before unloading a truck?"
ABOUT_DELAY = "What does the supplier pay for each week of delay?"


class Counting(Embeds):
    """The real model, counting the texts that it is given; under another name it counts as another model."""

    def __init__(self, real: Embeds, name: str = "", *, away: bool = False) -> None:
        self._real = real
        self._name = name or real.name
        self.away = away
        self.texts: list[str] = []

    @property
    @override
    def name(self) -> Name:
        return self._name

    @override
    def vectors(self, texts: Sequence[str]) -> Vectors:
        if self.away:
            message = "the model's server did not answer"
            raise Unavailable(message)
        self.texts += texts
        return self._real.vectors(texts)


def entry(number: str, file: str, title: str, **said: str) -> str:
    """One entry of a manifest; what is said is written as TOML."""
    lines = {"version": '"1"', "status": '"approved"', "readers": '"everyone"'} | said
    more = "".join(f"{key} = {value}\n" for key, value in lines.items())
    return f'[[document]]\nid = "{number}"\nfile = "{file}"\ntitle = "{title}"\n{more}'


def listed(folder: Path, *entries: str) -> Path:
    """Write the manifest of a folder."""
    (folder / "approved.toml").write_text("\n".join(entries), encoding="utf-8")
    return folder


def shelf(folder: Path, **delay: str) -> Path:
    """A folder with a procedure and a contract; `delay` is what the manifest says more of the contract."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dock.txt").write_text(DOCK, encoding="utf-8")
    (folder / "contract.md").write_text(f"# Contract\n\n## 5 Penalty\n\n{DELAY}\n", encoding="utf-8")
    return listed(
        folder, entry("SOP-1", "dock.txt", "Receiving"), entry("CON-1", "contract.md", "Supply contract", **delay)
    )
