"""Suppliers that drift are found with numbers that a case finds again; those that keep their word are left alone."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from agents.supplier_risk.assumptions import shipped
from agents.supplier_risk.facts import facts
from agents.supplier_risk.look import look
from agents.supplier_risk.watch import SupplierWatch, Trend
from domain.money import Money
from sandbox.seed_suppliers_cast import DRIFT_DAYS
from tests.agents.supplier_world import NOW, Suppliers, suppliers
from tools.errors import Gone
from tools.odoo.session import opened


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suppliers]:
    with suppliers(tmp_path_factory.mktemp("suppliers")) as made:
        yield made


@pytest.fixture(scope="module")
def drifting(world: Suppliers) -> SupplierWatch:
    return world.look("DR")


def test_the_drifting_the_laundering_and_the_shoddy_are_found_the_dearest_first(world: Suppliers) -> None:
    found = world.spotted()

    keys = {supplier: key for key, supplier in world.story.suppliers.items()}
    assert [(keys[s], one.opened_by) for s, one in found.items()] == [
        ("DR", ("expected_loss", "trend")), ("VP", ("expected_loss",)), ("QK", ("points",)),
    ]  # fmt: skip


def test_a_slow_supplier_that_keeps_its_word_and_one_that_has_recovered_open_no_case(world: Suppliers) -> None:
    found = world.spotted()

    assert not {world.story.suppliers[key] for key in ("SB", "GE")} & found.keys()


def good(watch: SupplierWatch, **changed: object) -> bool:
    return shipped().levels.good(watch.model_copy(update=changed))


def test_a_look_is_good_below_all_levels_of_closing(world: Suppliers) -> None:
    seen, levels = world.look("GE"), shipped().levels
    too_much = Money(amount=levels.close_loss + 1, currency="EUR")
    slower = Trend(
        since=NOW, before_days=Decimal(9), after_days=Decimal(16), orders_before=9, orders_after=9, chance=Decimal(0)
    )

    assert good(seen)
    assert not good(seen, score=seen.score.model_copy(update={"points": levels.close_points}))
    assert not good(seen, expected_loss=too_much)
    assert good(seen, late_lines=1)
    assert good(seen, trend=slower)
    assert not good(seen, trend=slower, late_lines=1)


def test_between_the_levels_a_case_neither_opens_nor_closes(world: Suppliers) -> None:
    seen, levels = world.look("GE"), shipped().levels
    between = (levels.open_points + levels.close_points) / 2
    loss = Money(amount=(levels.open_loss + levels.close_loss) / 2, currency="EUR")

    assert not levels.by_points(between, Decimal(1))
    assert not levels.by_loss(loss)
    assert not good(seen, score=seen.score.model_copy(update={"points": between}))
    assert not good(seen, expected_loss=loss)


def test_a_finding_has_one_case_for_each_supplier_and_company(world: Suppliers) -> None:
    finding = world.sweep(limit=1).findings[0]

    assert finding.case == f"case/supplier_risk/{world.odoo.db}/1/{world.story.suppliers['DR']}"
    assert finding.title.startswith("Drava Antriebe d.o.o.: risk 2")
    assert finding.title.endswith("3 of 3 open lines likely late, slower since 2026-10-15")
    assert len(finding.model_dump_json()) < 3000


def test_what_is_left_out_is_counted(world: Suppliers) -> None:
    found = world.sweep(limit=1)

    assert (len(found.findings), found.left_out) == (1, 2)


def test_a_case_finds_the_figures_of_the_sweep_again_to_the_cent(world: Suppliers) -> None:
    found = world.spotted()

    for key in ("DR", "VP", "QK"):
        spotted, seen = found[world.story.suppliers[key]], world.look(key)
        assert (spotted.at_stake, spotted.expected_loss) == (seen.at_stake, seen.expected_loss)
        assert (spotted.points, spotted.confidence) == (seen.score.points, seen.score.confidence)
        assert spotted.open_lines == len(seen.lines) + seen.lines_left_out
        assert spotted.trend == seen.trend


def test_the_loss_of_a_supplier_is_the_sum_over_its_lines(drifting: SupplierWatch) -> None:
    lines = drifting.lines

    assert drifting.at_stake.amount == sum(line.stake.amount for line in lines)
    assert drifting.expected_loss.amount == sum(line.stake.times(line.late_probability).amount for line in lines)
    assert [*lines] == sorted(lines, key=lambda line: -line.expected_loss.amount)


def test_the_trend_is_named_with_its_date(drifting: SupplierWatch) -> None:
    trend = drifting.trend

    assert trend is not None
    assert trend.slower
    first_arrival = NOW - timedelta(days=DRIFT_DAYS) + timedelta(days=16)
    assert abs(trend.since - first_arrival) <= timedelta(days=6)
    assert trend.before_days == Decimal("9.0")
    assert trend.after_days == pytest.approx(Decimal("16.2"), abs=Decimal("0.5"))


def test_after_a_break_only_what_came_since_says_how_long_it_takes(world: Suppliers, drifting: SupplierWatch) -> None:
    recovered = world.look("GE")

    assert drifting.lead_time.p50 is not None
    assert drifting.lead_time.p50 > 14
    assert all(line.late_probability > Decimal("0.6") for line in drifting.lines)
    assert recovered.late_rate == 0
    assert all(line.late_probability < Decimal("0.15") for line in recovered.lines)


def test_the_order_that_waits_is_named_with_its_date_and_its_money(world: Suppliers, drifting: SupplierWatch) -> None:
    first, second = drifting.lines[:2]

    sale, due = world.story.sales["DR"], NOW + timedelta(days=2)
    assert first.depends == (f"sale.order,{sale} S00001 due {due:%Y-%m-%d}: {first.stake}",)
    margin, price = Decimal("58.80"), Decimal("142.80")
    assert first.stake.amount == 24 * margin + (24 * price * Decimal("0.05")).quantize(Decimal("0.01"))
    assert second.stake.amount == 16 * margin + (16 * price * Decimal("0.05")).quantize(Decimal("0.01"))
    assert drifting.lines[2].stake.amount == 0


def test_promises_that_were_moved_are_told_with_both_dates(world: Suppliers) -> None:
    seen = world.look("VP")
    open_line = next(line for line in seen.lines if line.line_id == world.story.open_lines["VP"][0])

    assert open_line.first_promise == world.story.first_promises[open_line.line_id]
    assert open_line.promised > NOW > open_line.first_promise
    assert open_line.overdue
    told = next(words for words in seen.laundered if words.startswith(f"purchase.order.line,{open_line.line_id} "))
    assert f"{open_line.first_promise:%Y-%m-%d} became {open_line.promised:%Y-%m-%d}" in told


def test_lateness_counts_against_the_first_promise_where_it_is_on_record(world: Suppliers) -> None:
    kept, as_odoo_says = world.look("VP"), world.look("VP", promises=False)

    assert kept.late_rate is not None
    assert kept.late_rate > Decimal("0.7")
    assert as_odoo_says.late_rate == 0
    assert as_odoo_says.laundered == ()
    assert any("may have been moved" in part.note for part in as_odoo_says.score.parts if part.part == "late_rate")
    assert any("no promise is on record" in note for note in as_odoo_says.notes)


def test_a_score_is_the_sum_of_its_parts_and_falls_by_what_a_part_states(world: Suppliers) -> None:
    for key in world.story.suppliers:
        score = world.look(key).score

        assert score.points == sum(part.points for part in score.parts)
        for part in score.parts:
            assert score.without(part.part).points == score.points - part.points
            assert part.absent or part.value is not None


def test_alternatives_come_with_price_terms_and_standing(world: Suppliers, drifting: SupplierWatch) -> None:
    (other,), (sourcing,) = drifting.alternatives, drifting.sourcing

    assert (other.supplier, other.price.amount, other.lead_days) == ("Gerber & Cie", Decimal("89.04"), 12)
    assert other.points == world.look("GE").score.points
    assert other.lead_time.p90 is not None
    assert len(sourcing.vendor_prices) == 2
    assert sourcing.own == sourcing.vendor_prices[:1]
    assert sourcing.bought_year.amount == drifting.spend_year.amount


def test_the_only_source_of_a_product_is_told_from_one_with_another_price(world: Suppliers) -> None:
    def share(key: str) -> Decimal | None:
        return next(part.value for part in world.look(key).score.parts if part.part == "sole_source")

    assert (share("QK"), share("DR")) == (Decimal(1), Decimal(0))


def test_every_fact_has_its_record_and_its_age(drifting: SupplierWatch) -> None:
    told = facts(drifting)

    assert all(datum.read_at == NOW for datum in told)
    names = {datum.name: datum for datum in told}
    assert names["slower"].value == "since 2026-10-15: from 9.0 to 16.4 days"
    assert names["risk score"].record == f"res.partner,{drifting.supplier_id}"
    line = drifting.lines[0]
    assert names[f"open: {line.order} GEA-I20"].record == f"purchase.order.line,{line.line_id}"
    assert any(datum.record.startswith("sale.order,") for datum in told)
    assert any("not known" in datum.value for datum in told if datum.name == "part: fails quality checks")


def test_a_supplier_of_whom_nothing_was_bought_is_gone(world: Suppliers) -> None:
    with opened(world.access) as session, pytest.raises(Gone, match="nothing was bought"):
        look(session, None, company_id=1, supplier_id=1, now=NOW)
