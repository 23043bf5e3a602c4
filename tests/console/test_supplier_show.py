"""`weighbridge supplier show` in the company of the five stories: figures, a picture, and plain refusals."""

import re
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from console.supplier_page import page, sparkline
from tests.agents.supplier_world import NOW, Suppliers, suppliers
from tests.console.conftest import Told, tell

pytestmark = pytest.mark.xdist_group("supplier_show")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suppliers]:
    with suppliers(tmp_path_factory.mktemp("suppliers")) as made:
        yield made


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands where the stories end."""
    monkeypatch.setattr("console.suppliers.now", lambda: NOW)


def shown(world: Suppliers, *words: str, **more: str) -> Told:
    env = {
        "ODOO_URL": world.odoo.url,
        "ODOO_DB": world.odoo.db,
        "ODOO_USER": "weighbridge",
        "ODOO_API_KEY": "weighbridge",
        "DATABASE_URL": world.ledger_url,
        "TEMPORAL_ADDRESS": "127.0.0.1:9",
        "WEIGHBRIDGE_SECRET": "a secret that is long enough for a house",
    }
    return tell("supplier", "show", *words, env={**env, **more})


def test_the_score_is_shown_with_parts_that_add_up_and_the_absent_ones_with_their_reason(world: Suppliers) -> None:
    told = shown(world, "drava")

    assert told.code == 0
    said = re.search(r"Risk ([\d.]+) of 100 points", told.out)
    assert said is not None
    parts = [Decimal(points) for points in re.findall(r"(\d+\.\d\d) of \d+", told.out)]
    assert len(parts) == 12
    assert f"{sum(parts):.1f}" == said[1]
    assert "comes late" in told.out
    assert "purchase.order.line 78, 77, 76" in told.out
    assert "no module for complaints is installed (helpdesk.ticket)" in told.out


def test_lead_times_are_drawn_with_the_break_and_its_date(world: Suppliers) -> None:
    told = shown(world, "Drava").out

    (bars,) = re.findall(r"^([▁-█]+)│([▁-█]+)", told, re.MULTILINE)
    assert (len(bars[0]), len(bars[1])) == (32, 8)
    assert max(bars[0]) < min(bars[1])
    assert "Slower since 2026-10-15: the median went from 9.0 days (69 orders) to 16.4 (8)" in told
    assert "Half of all orders within 16.7 days, nine of ten within 18.3" in told


def test_open_lines_show_promise_expectation_chance_and_what_waits_for_them(world: Suppliers) -> None:
    told = shown(world, "valpadana").out

    assert re.search(r"P00167 +PLT-S355 +24 Units +2026-11-19 +2026-11-27 +2026-11-27 +100 % +1,092.72 EUR", told)
    assert "now 11-28" in told
    assert "waited for by S00002 due 2026-11-26: 1,092.72 EUR" in told
    assert "P00167 PLT-S355: 2026-11-19 became 2026-11-28, 9 days later, open" in told
    assert re.search(r"PLT-S355 +Steinbach Guss AG +61.48 EUR +1 +10 days +40.4 days +16", told)


def test_where_nobody_else_delivers_it_is_said(world: Suppliers) -> None:
    assert "QRZ-TUB: nobody else has a price for it" in shown(world, "quarz").out


def test_a_number_of_odoo_names_a_supplier_too(world: Suppliers) -> None:
    assert shown(world, str(world.story.suppliers["GE"])).out.startswith("Gerber & Cie")


def test_a_hundred_columns_are_enough(world: Suppliers) -> None:
    for key in ("DR", "VP", "QK", "GE"):
        watch, paper = world.look(key), StringIO()
        Console(width=100, file=paper).print(page(watch))

        lines = paper.getvalue().splitlines()
        assert max(map(len, lines)) <= 100
        assert not any("…" in line for line in lines)
        assert all(any(line.order in row and str(line.stake) in row for row in lines) for line in watch.lines)


def test_a_picture_is_written_as_the_ending_of_its_name_says(world: Suppliers, tmp_path: Path) -> None:
    png, svg = tmp_path / "drava.png", tmp_path / "drava.svg"

    told = shown(world, "drava", "--chart", str(png)), shown(world, "drava", "--chart", str(svg))

    assert [one.code for one in told] == [0, 0]
    assert f"The chart is in {png}." in told[0].out
    assert png.read_bytes().startswith(b"\x89PNG")
    assert png.stat().st_size > 20_000
    assert "<svg" in svg.read_text(encoding="utf-8")


def test_a_name_that_several_have_lists_them_and_what_to_type(world: Suppliers) -> None:
    told = shown(world, "a")

    assert told.code == 1
    names = ("Drava Antriebe d.o.o.", "Valpadana Metalli S.p.A.", "Quarzwerk Kufstein GmbH", "Steinbach Guss AG")
    assert [next(n for n in names if n in line) for line in told.out.splitlines()] == [*names]
    assert str(world.story.suppliers["QK"]) in told.out
    assert "weighbridge supplier show NUMBER" in told.err


@pytest.mark.parametrize(
    ("words", "env", "said"),
    [
        (("nobody at all",), {}, "Try a shorter part of the name"),
        (("",), {}, "Try a shorter part of the name"),
        (("Petra Winter",), {}, "Name a supplier with a confirmed purchase order"),
        (("drava",), {"ODOO_URL": "http://127.0.0.1:9"}, "Check ODOO_URL and that Odoo is running"),
        (("drava",), {"ODOO_API_KEY": "wrong"}, "Check ODOO_USER and renew ODOO_API_KEY"),
        (("drava", "--chart", "x.gif"), {}, "Name a file that ends in .png or .svg"),
        (("drava", "--chart", "/nowhere/x.png"), {}, "Name a file in a folder that is there"),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_line_with_what_to_do(
    world: Suppliers, words: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    told = shown(world, *words, **env)

    assert told.code == 1
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("days", "bars"),
    [((9, 9, 9), "███"), ((9, 18), "▁█"), ((39, 40, 41), "▇██"), ((0, 0), "▁▁"), ((0, 10), "▁█"), ((5,), "█")],
)
def test_bars_are_high_for_the_slow_and_small_differences_stay_small(days: tuple[int, ...], bars: str) -> None:
    assert sparkline([Decimal(day) for day in days]) == bars
