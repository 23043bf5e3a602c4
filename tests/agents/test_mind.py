"""One turn of the stockout mind after another: what it proposes, what it does with a no, and when it lets go."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal, get_args

import pytest

from agents.stockout.compare import total
from agents.stockout.option_rows import Kind
from agents.stockout.option_terms import Offer
from agents.stockout.shortage import Listed, Reckoned, Seen
from domain.approval import Rejection
from domain.case import Finding, Option, Thought
from domain.ledger import Effect, EffectState
from domain.money import Money
from domain.proposals import (
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    WithdrawDraft,
    digest,
    gross_of,
)
from tests.journeys.world import World
from tests.nordlager import ONE_WORKER, TODAY, Swept, think, turn, walk, writes
from tools.errors import Gone

pytestmark = ONE_WORKER

BEARINGS, TAPE, LAMPS, FILTERS = ("BRG-6204", "MUC"), ("TAP-PP", "LEJ"), ("LED-PNL60", "CGN"), ("FLT-OIL5", "BER")
NO_PRICE, BLOCKED = ("CLN-DEG", "BER"), ("TOL-TRQ", "MUC")


def no(
    option: str, *, by: Literal["person", "policy", "drift", "nobody", "odoo"] = "person", instead: str | None = None
) -> Rejection:
    return Rejection(option=option, digest="sha256:" + "0" * 64, reason="not now", by=by, instead=instead)


def rows(thought: Thought) -> dict[str, Option]:
    return {option.option: option for option in thought.options}


def chosen(thought: Thought) -> str:
    assert thought.chosen is not None
    return thought.chosen


def proposals(thought: Thought) -> list[Proposal]:
    return [wish.proposal for wish in thought.wishes]


def drafted(stage: World, thought: Thought, *, quantity: float | None = None) -> tuple[Effect, ...]:
    """The drafts that a thought wished for, as they would stand in Odoo, and the effects that tell of them."""
    return tuple(_written(stage, wish.proposal, wish.option, n, quantity) for n, wish in enumerate(thought.wishes))


def _written(stage: World, proposal: Proposal, option: str, number: int, quantity: float | None) -> Effect:
    env = stage.odoo.env("weighbridge")
    match proposal:
        case RaisePurchase():
            line = {
                "product_id": proposal.product.product_id,
                "product_qty": quantity or float(proposal.quantity),
                "product_uom": proposal.product.uom_id,
                "price_unit": float(proposal.unit_price.amount),
            }
            values = {
                "partner_id": proposal.supplier_id,
                "picking_type_id": proposal.picking_type_id,
                "order_line": [(0, 0, line)],
            }
            model, record = "purchase.order", env.create("purchase.order", values)
        case MoveStock():
            move: dict[str, str | int | float] = {
                "name": proposal.product.name,
                "product_id": proposal.product.product_id,
                "product_uom_qty": quantity or float(proposal.quantity),
                "product_uom": proposal.product.uom_id,
                "location_id": proposal.from_location_id,
                "location_dest_id": proposal.to_location_id,
            }
            values = {
                "picking_type_id": proposal.picking_type_id,
                "location_id": proposal.from_location_id,
                "location_dest_id": proposal.to_location_id,
                "move_ids": [(0, 0, move)],
            }
            model, record = "stock.picking", env.create("stock.picking", values)
        case _:
            pytest.fail(f"a {proposal.kind} makes no draft")
    return effect(proposal, option, number, model=model, record_id=record)


def effect(proposal: Proposal, option: str, number: int, *, model: str, record_id: int) -> Effect:
    return Effect(
        slot=f"case#1/1.{number}",
        key=f"key{number}",
        digest=digest(proposal),
        kind=proposal.kind,
        option=option,
        state=EffectState.VERIFIED,
        model=model,
        record_id=record_id,
        record=f"record {record_id}",
        at=TODAY,
    )


@dataclass(frozen=True)
class Turned:
    """The first turn of one case."""

    thought: Thought
    offers: tuple[Offer, ...]
    writes: list[str]


@pytest.fixture(scope="module")
def first_turns(swept: Swept, shared: World) -> tuple[Turned, ...]:
    """The first turn of every case of the sweep, without a model."""

    def first(stage: World, finding: Finding) -> Turned:
        state = walk(stage, turn(finding))
        offers = stage.ledger.fetch(state["listed"], Listed).offers
        return Turned(stage.ledger.fetch(state["thought"], Thought), offers, writes(stage.odoo))

    return tuple(first(shared, finding) for finding in swept.detected.findings)


def test_every_kind_of_option_is_always_looked_at(first_turns: tuple[Turned, ...]) -> None:
    for turned in first_turns:
        assert {option.kind for option in turned.thought.options} == {*get_args(Kind)}
        for option in turned.thought.options:
            assert option.feasible == (not option.why_not)
            assert (option.cost is not None, option.risk is not None) == (option.feasible, option.feasible)
            assert option.arithmetic or not option.feasible


def test_the_cheapest_possible_option_is_chosen_and_said_so(first_turns: tuple[Turned, ...]) -> None:
    for thought in (turned.thought for turned in first_turns):
        possible = [o for o in thought.options if o.feasible and not o.comparison_only]

        assert thought.chosen_by == "solver"
        assert total(rows(thought)[chosen(thought)]).amount == min(total(option).amount for option in possible)
        assert rows(thought)[chosen(thought)].title in thought.explanation[1].text
        assert {sentence.by for sentence in thought.explanation} == {"arithmetic"}


def test_every_wish_is_a_step_of_the_chosen_option(first_turns: tuple[Turned, ...]) -> None:
    for turned in first_turns:
        steps = next(offer.steps for offer in turned.offers if offer.option.option == turned.thought.chosen)

        assert proposals(turned.thought) == list(steps)
        assert {wish.option for wish in turned.thought.wishes} == {turned.thought.chosen}


def test_thinking_writes_nothing_in_odoo(first_turns: tuple[Turned, ...]) -> None:
    assert len(first_turns) > 5
    assert [turned.writes for turned in first_turns] == [[]] * len(first_turns)


def test_a_house_without_a_model_is_told_so(swept: Swept, stage: World) -> None:
    thought = think(stage, turn(swept.found[TAPE]))

    assert "no chat model is configured; causes were not investigated" in thought.notes
    assert "no chat model is configured; the solver's choice stands" in thought.notes
    assert thought.wishes


def test_what_was_turned_down_is_not_proposed_again(swept: Swept, stage: World) -> None:
    finding = swept.found[TAPE]
    first = think(stage, turn(finding))

    second = think(stage, turn(finding, rejections=(no(chosen(first)),)))

    assert second.chosen not in {first.chosen, None}
    assert {digest(p) for p in proposals(first)}.isdisjoint(digest(p) for p in proposals(second))


def test_after_a_second_no_nothing_more_is_proposed(swept: Swept, stage: World) -> None:
    finding = swept.found[TAPE]
    first = think(stage, turn(finding))
    second = think(stage, turn(finding, rejections=(no(chosen(first)),)))

    third = think(stage, turn(finding, rejections=(no(chosen(first)), no(chosen(second)))))

    assert (third.chosen, third.wishes) == (None, ())
    assert "a person said no twice; nothing more is proposed" in third.notes
    assert third.options


@pytest.mark.parametrize("by", ["policy", "odoo"])
def test_what_the_book_or_odoo_refused_is_left_and_the_next_best_is_tried(
    swept: Swept, stage: World, by: Literal["policy", "odoo"]
) -> None:
    finding, said = swept.found[TAPE], tuple[Rejection, ...]()
    tried: list[str] = []

    while (thought := think(stage, turn(finding, rejections=said))).wishes:
        tried.append(chosen(thought))
        said = (*said, no(tried[-1], by=by))

    assert len(tried) >= 2
    assert len(tried) == len({*tried})
    assert thought.chosen in {"nothing", None}


def test_silence_ends_the_case_and_takes_the_draft_back(swept: Swept, stage: World) -> None:
    finding = swept.found[TAPE]
    first = think(stage, turn(finding))
    made = drafted(stage, first)

    thought = think(stage, turn(finding, effects=made, rejections=(no(chosen(first), by="nobody"),)))

    assert "nobody answered; nothing more is proposed" in thought.notes
    assert {type(p) for p in proposals(thought)} == {WithdrawDraft}
    assert {p.on_id for p in proposals(thought) if isinstance(p, WithdrawDraft)} == {e.record_id for e in made}


def test_a_person_may_have_another_possible_option(swept: Swept, stage: World) -> None:
    finding = swept.found[TAPE]
    first = think(stage, turn(finding))
    other = next(
        o.option for o in first.options if o.feasible and not o.comparison_only and o.option != first.chosen
        and o.kind == "transfer"
    )  # fmt: skip

    second = think(stage, turn(finding, rejections=(no(chosen(first), instead=other),)))

    assert (second.chosen, second.chosen_by) == (other, "person")
    assert {wish.option for wish in second.wishes} == {other}


def test_an_option_that_is_not_possible_cannot_be_had_instead(swept: Swept, stage: World) -> None:
    finding = swept.found[TAPE]
    first = think(stage, turn(finding))
    impossible = next(o.option for o in first.options if not o.feasible)

    second = think(stage, turn(finding, rejections=(no(chosen(first), instead=impossible),)))

    assert second.chosen_by == "solver"
    assert second.chosen not in {first.chosen, impossible}


def test_a_draft_that_was_amended_is_confirmed_as_it_stands(swept: Swept, stage: World) -> None:
    finding = swept.found[TAPE]
    first = think(stage, turn(finding))
    (raised,) = (p for p in proposals(first) if isinstance(p, RaisePurchase))
    made = drafted(stage, first, quantity=410.0)
    stage.env.write(
        "purchase.order.line",
        stage.env.search("purchase.order.line", [["order_id", "=", made[-1].record_id]]),
        {"price_unit": 20.5},
    )

    (confirm,) = (p for p in proposals(think(stage, turn(finding, effects=made))) if isinstance(p, ConfirmPurchase))

    price = Money(amount=Decimal("20.5"), currency="EUR")
    assert (confirm.quantity, confirm.unit_price) == (Decimal(410), price)
    assert confirm.gross == gross_of(Decimal(410), price)
    assert (confirm.order_id, confirm.supplier_id) == (made[-1].record_id, raised.supplier_id)


def test_a_transfer_that_was_made_smaller_is_reserved_as_it_stands(swept: Swept, stage: World) -> None:
    finding = swept.found[BEARINGS]
    first = think(stage, turn(finding))
    (moved,) = (p for p in proposals(first) if isinstance(p, MoveStock))
    made = drafted(stage, first, quantity=7.0)

    (reserve,) = (p for p in proposals(think(stage, turn(finding, effects=made))) if isinstance(p, MoveStock))

    assert (reserve.stage, reserve.picking_id, reserve.quantity) == ("reserve", made[0].record_id, Decimal(7))
    assert reserve.value.amount == (moved.value.amount / moved.quantity * 7).quantize(Decimal("0.01"))


def test_a_draft_that_nothing_needs_any_more_is_taken_back(swept: Swept, stage: World) -> None:
    finding = swept.found[BEARINGS]
    made = drafted(stage, think(stage, turn(finding)))
    fill(stage, BEARINGS)

    thought = think(stage, turn(finding, effects=made))

    assert not thought.still_troubled
    assert [(p.kind, p.on_id) for p in proposals(thought) if isinstance(p, WithdrawDraft)] == [
        ("withdraw_draft", made[0].record_id)
    ]
    assert any("is not possible any more, its drafts are withdrawn" in note for note in thought.notes)


def test_a_transfer_that_is_reserved_already_stays_when_the_trouble_has_passed(swept: Swept, stage: World) -> None:
    finding = swept.found[BEARINGS]
    first = think(stage, turn(finding))
    made = drafted(stage, first)
    (reserve,) = think(stage, turn(finding, effects=made)).wishes
    stage.env.call("stock.picking", "action_confirm", [made[0].record_id])
    fill(stage, BEARINGS)
    reserved = effect(reserve.proposal, reserve.option, 9, model="stock.picking", record_id=made[0].record_id or 0)

    thought = think(stage, turn(finding, effects=(*made, reserved)))

    assert (thought.chosen, thought.wishes) == (first.chosen, ())


def test_a_draft_of_an_option_that_was_turned_down_is_withdrawn_first(swept: Swept, stage: World) -> None:
    finding = swept.found[TAPE]
    first = think(stage, turn(finding))
    made = drafted(stage, first)

    thought = think(stage, turn(finding, effects=made, rejections=(no(chosen(first)),)))

    withdrawn = [p for p in proposals(thought) if isinstance(p, WithdrawDraft)]
    assert proposals(thought)[: len(withdrawn)] == withdrawn
    assert [p.on_id for p in withdrawn] == [e.record_id for e in made]
    assert len(thought.wishes) > len(withdrawn)


def test_a_trouble_that_has_passed_is_left_alone(swept: Swept, stage: World) -> None:
    fill(stage, BEARINGS)

    thought = think(stage, turn(swept.found[BEARINGS]))

    assert (thought.still_troubled, thought.wishes, thought.chosen) == (False, (), None)
    assert "the trouble has passed by itself" in thought.notes


def test_a_forecast_of_yesterday_is_made_anew_and_said_so(swept: Swept, stage: World) -> None:
    stage.later += timedelta(hours=25)

    thought = think(stage, turn(swept.found[BEARINGS]))

    assert any("was too old; demand was forecast anew" in note for note in thought.notes)
    assert {option.kind for option in thought.options} == {*get_args(Kind)}


def test_a_forecast_of_this_morning_is_used_as_it_is(swept: Swept, stage: World) -> None:
    stage.later += timedelta(hours=23)

    thought = think(stage, turn(swept.found[BEARINGS]))

    assert not any("forecast anew" in note for note in thought.notes)


def test_a_substitute_that_is_new_since_the_sweep_keeps_what_its_own_customers_need(swept: Swept, stage: World) -> None:
    env, demo, finding = stage.env, stage.demo, swept.found[BEARINGS]
    of = {
        c: env.one("product.product", demo.products[c], ["product_tmpl_id"])["product_tmpl_id"] for c in demo.products
    }
    env.write("product.template", [of["BRG-6204"]], {"optional_product_ids": [[6, 0, [of["FLT-OIL5"]]]]})

    state = walk(stage, turn(finding))

    thought = stage.ledger.fetch(state["thought"], Thought)
    others = [o for o in stage.ledger.fetch(state["reckoned"], Reckoned).outlooks if o.product.code == "FLT-OIL5"]
    assert "a site or a substitute is new since the sweep; demand was forecast anew" in thought.notes
    assert [o.site.code for o in others] == ["MUC"]
    assert others[0].keep > 0


def test_a_substitute_that_is_gone_while_it_is_looked_at_is_left_out(swept: Swept, stage: World) -> None:
    stage.odoo.faults.refuse("odoo.exceptions.MissingError", "product.product", "search_read", nth=3)

    state = walk(stage, turn(swept.found[LAMPS]))

    assert stage.odoo.faults.fired()
    assert stage.ledger.fetch(state["seen"], Seen).others == ()
    assert stage.ledger.fetch(state["thought"], Thought).wishes


def test_a_product_that_was_archived_meanwhile_is_gone_for_good(swept: Swept, stage: World) -> None:
    stage.env.write("product.product", [stage.demo.products["BRG-6204"]], {"active": False})

    with pytest.raises(Gone, match="archived"):
        think(stage, turn(swept.found[BEARINGS]))


def test_a_site_that_was_closed_meanwhile_is_gone_for_good(swept: Swept, stage: World) -> None:
    stage.env.write("stock.warehouse", [stage.demo.sites["MUC"]], {"active": False})

    with pytest.raises(Gone, match="no site of the company any more"):
        think(stage, turn(swept.found[BEARINGS]))


def test_without_a_price_nothing_is_bought(swept: Swept, stage: World) -> None:
    thought = think(stage, turn(swept.found[NO_PRICE]))

    (buy,) = (option for option in thought.options if option.kind == "buy")
    assert not buy.feasible
    assert not any(isinstance(p, RaisePurchase) for p in proposals(thought))


def test_a_supplier_that_the_book_refuses_is_not_asked_for_ever(swept: Swept, stage: World) -> None:
    finding, said = swept.found[BLOCKED], tuple[Rejection, ...]()

    def buys(thought: Thought) -> bool:
        return any(isinstance(p, RaisePurchase) for p in proposals(thought))

    while buys(thought := think(stage, turn(finding, rejections=said))):
        said = (*said, no(chosen(thought), by="policy"))

    assert len(said) <= 2
    assert thought.wishes


def test_a_person_is_turned_to_with_the_numbers_of_the_option(swept: Swept, stage: World) -> None:
    finding = swept.found[LAMPS]
    first = think(stage, turn(finding))
    notices = [
        option.option
        for option in first.options
        if option.kind in {"expedite", "substitute", "defer", "split_ship"} and option.feasible
    ]
    assert notices

    for option in notices:
        thought = first
        if first.chosen != option:
            thought = think(stage, turn(finding, rejections=(no(chosen(first), instead=option),)))

        assert [type(p) for p in proposals(thought)] == [NotifyPerson]


def fill(stage: World, place: tuple[str, str]) -> None:
    """Somebody counts a full shelf."""
    env = stage.env
    at = env.one("stock.warehouse", stage.demo.sites[place[1]], ["lot_stock_id"])["lot_stock_id"]
    here = [["product_id", "=", stage.demo.products[place[0]]], ["location_id", "=", at]]
    env.write("stock.quant", env.search("stock.quant", here), {"quantity": 100_000.0})
