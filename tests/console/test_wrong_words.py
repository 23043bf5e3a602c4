"""Every verb with something wrong: one line that says what to do next, an exit code of 1, and never a traceback."""

import json
from pathlib import Path

import pytest

import policies
from tests.console.conftest import tell
from tests.replay.record import FOLDER

EXAMPLES = Path(policies.__file__).with_name("cases")
HOUSE = {
    "ODOO_URL": "http://127.0.0.1:9",
    "ODOO_DB": "nowhere",
    "ODOO_USER": "weighbridge",
    "ODOO_API_KEY": "planted-key",
    "WEIGHBRIDGE_SECRET": "planted secret that is long enough for it",
    "TEMPORAL_ADDRESS": "127.0.0.1:9",
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in: nothing is read or left behind where the tests run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "empty.json").write_text("{}")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    (tmp_path / "broken.toml").write_text("currency = ")
    (tmp_path / "short.toml").write_text('currency = "EUR"\n')
    (tmp_path / "text.sqlite").write_text("no database, but long enough not to be taken for an empty one" * 20)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("worker",), ("sweep", "stockout"), ("provision",), ("provision", "--check"), ("doctor",),
        ("decide", "1", "approve", "--login", "petra"),
    ],
)  # fmt: skip
def test_without_settings_every_missing_one_is_named_at_once(words: tuple[str, ...]) -> None:
    told = tell(*words, env={})

    assert told.code == 1
    for name in ("ODOO_URL", "ODOO_DB", "ODOO_USER", "ODOO_API_KEY", "WEIGHBRIDGE_SECRET"):
        assert f"{name} is not set. Set it to" in told.err
    assert len(told.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "env", "said"),
    [
        (("worker", "elsewhere"), {}, "Say reason, execute, or nothing for both"),
        (("worker",), HOUSE, "check TEMPORAL_ADDRESS"),
        (("worker",), {**HOUSE, "WEIGHBRIDGE_BOOK": "nowhere.toml"}, "Give the path of an existing file"),
        (("worker",), {**HOUSE, "WEIGHBRIDGE_COMPANY": "ours"}, "Set it to 1, or anything from 1 on"),
        (("worker",), {**HOUSE, "ODOO_URL": "http://odoo.example.com"}, "https"),
        (("sweep", "stockouts"), {}, "Known: stockout, supplier_risk."),
        (("sweep", "stockout"), HOUSE, "check TEMPORAL_ADDRESS"),
        (("provision",), HOUSE, "Set ODOO_ADMIN_USER and ODOO_ADMIN_API_KEY"),
        (
            ("provision",),
            {**HOUSE, "ODOO_ADMIN_USER": "admin", "ODOO_ADMIN_API_KEY": "admin"},
            "Check ODOO_URL and that Odoo is running",
        ),
        (("case", "show", "nothing"), {}, "`weighbridge case list` shows them all"),
        (("case", "list"), {"DATABASE_URL": "mysql://u:planted-key@h/d"}, "Check DATABASE_URL"),
        (("case", "list"), {"DATABASE_URL": "postgresql://u:planted-key@127.0.0.1:9/d"}, "Check DATABASE_URL"),
        (("inbox",), {"DATABASE_URL": "sqlite:///text.sqlite"}, "Check DATABASE_URL"),
        (("audit", "verify"), {"DATABASE_URL": "sqlite:///text.sqlite"}, "Check DATABASE_URL"),
        (("audit", "verify", "--anchor", "yesterday"), {}, "Give it as SEQ:sha256:"),
        (("audit", "verify", "--anchor", "1:sha256:abc"), {}, "Give it as SEQ:sha256:"),
        (("decide", "1", "approve", "--login", "petra"), HOUSE, "`weighbridge inbox` shows those that are open"),
        (("policy", "check", "nowhere.toml"), {}, "Check the path"),
        (("policy", "check"), {"WEIGHBRIDGE_BOOK": "nowhere.toml"}, "Check the path"),
        (("policy", "explain", "nowhere.json"), {}, "Check the path"),
        (("policy", "explain", "."), {}, "Check the path"),
        (("policy", "explain", "bytes.json"), {}, "the file is UTF-8 text"),
        (("replay", "nothing"), {}, "`weighbridge case list` shows them all"),
        (("replay", "broken.json"), {}, "Save one with `temporal workflow show --output json`"),
        (("replay", "empty.json"), {}, "Save one with `temporal workflow show --output json`"),
        (("replay", "bytes.json"), {}, "Save one with `temporal workflow show --output json`"),
        (
            ("replay", str(FOLDER / "sweep.json"), "--strict"),
            {"WEIGHBRIDGE_ASSUMPTIONS": "nowhere.toml"},
            "Set WEIGHBRIDGE_ASSUMPTIONS to a file",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_what_to_do(
    words: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    told = tell(*words, env=env)

    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("weighbridge: ")
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert "planted" not in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("policy", "check", "broken.toml"), "not readable as TOML"),
        (("policy", "check", "short.toml"), "roles is missing; add it"),
        (("policy", "explain", "broken.json"), "not readable as JSON"),
        (("policy", "explain", "empty.json"), "proposal is missing; add it"),
    ],
)
def test_a_file_with_mistakes_has_each_of_them_named(words: tuple[str, ...], said: str) -> None:
    told = tell(*words, env={})

    assert (told.code, told.out) == (1, "")
    assert "is not accepted" in told.err.splitlines()[0]
    assert all(line.startswith("  - ") for line in told.err.splitlines()[1:])
    assert said in told.err


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "1", "perhaps", "--login", "petra"),
        ("decide", "1", "approve"),
        ("sweep", "stockout", "--limit", "0"),
        ("policy", "explain"),
        ("dance",),
    ],
)
def test_a_verb_that_cannot_be_read_shows_how_it_is_used(words: tuple[str, ...]) -> None:
    told = tell(*words, env={})

    assert told.code == 2
    assert "Usage:" in told.err


def test_a_new_house_has_nothing_to_show() -> None:
    assert tell("inbox", env={}).out == "Nothing waits.\n"
    assert (
        tell("case", "list", env={}).out
        == "There are no cases yet. Run `weighbridge sweep stockout` or `weighbridge sweep supplier_risk`.\n"
    )
    assert tell("case", "list", "--open", env={}).out == "There are no cases open.\n"
    assert tell("audit", "verify", env={}).out.startswith("sound: 0 entries")


def test_the_book_that_came_along_has_no_gaps() -> None:
    told = tell("policy", "check", env={})

    assert told.code == 0
    assert told.out.splitlines()[-1].endswith(", no gap")


def test_an_example_is_explained_rule_by_rule() -> None:
    path = min(EXAMPLES.rglob("*.json"))

    told = tell("policy", "explain", str(path), env={})

    assert told.code == 0
    assert json.loads(path.read_text())["expect"]["outcome"].replace("_", " ") in told.out.replace("_", " ")


@pytest.mark.parametrize("name", ["cleared", "sweep"])
def test_a_saved_history_replays(name: str) -> None:
    told = tell("replay", str(FOLDER / f"{name}.json"), env={})

    assert told.code == 0
    assert f"{name} replays cleanly" in told.out


def test_sums_whose_documents_are_elsewhere_are_named_as_not_done_again() -> None:
    told = tell("replay", str(FOLDER / "cleared.json"), "--strict", env={})

    assert told.code == 0
    assert told.out.count("not run again") == 12
    assert "0 sums done again" in told.out


def test_a_history_that_was_changed_tells_another_story(elsewhere: Path) -> None:
    history = json.loads((FOLDER / "cleared.json").read_text())
    steps = [
        e["activityTaskScheduledEventAttributes"]
        for e in history["events"]
        if "activityTaskScheduledEventAttributes" in e
    ]
    steps[0]["activityType"]["name"] = "close_case"
    (elsewhere / "changed.json").write_text(json.dumps(history))

    told = tell("replay", "changed.json", env={})

    assert told.code == 1
    assert "tells another story today" in told.out


def test_the_doctor_says_what_each_failure_needs() -> None:
    told = tell("doctor", env=HOUSE)

    assert told.code == 1
    assert "FAIL odoo: version: the server cannot be reached. Check ODOO_URL" in told.out
    assert "check TEMPORAL_ADDRESS" in told.out
    assert "planted" not in told.out
