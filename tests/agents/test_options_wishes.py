"""A chosen option becomes one write after the other, from what the case has already made."""

import pytest

from agents.stockout.option_terms import Offer, Trouble
from agents.stockout.option_wishes import Draft, under_way, wishes
from agents.stockout.options import offers
from domain.action import SiteAction
from domain.ledger import Effect, EffectState
from domain.proposals import (
    ConfirmPurchase,
    Grounds,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    Wish,
    WithdrawDraft,
    digest,
)
from tests.agents.shortages import MUC, NOW, D, Shop, days, eur, incoming, price, promised

GROUNDS = Grounds(confidence=D("0.8"), method="negative_binomial", sample_days=364, read_at=NOW)
SHOP = Shop(
    shelves={MUC: 80},
    keeps={MUC: 60},
    prices=[price("13.50"), price("12.00", least=50)],
    arrivals=[incoming(20, 6)],
    commitments=[promised(8, 3), promised(6, 5, order=33)],
)
TROUBLE = SHOP.trouble()
OFFERS = {o.option.option: o for o in offers(TROUBLE)}
TRANSFER, BUY, MIX, DEFER = (OFFERS[name] for name in ("transfer:MUC", "buy:50", "combined:MUC+50", "defer"))
NOTHING = OFFERS["nothing"]


def done(proposal: Proposal, record_id: int, *, option: Offer, state: EffectState = EffectState.VERIFIED) -> Effect:
    picking = proposal.kind == "move_stock" or getattr(proposal, "on_model", "") == "stock.picking"
    return Effect(
        slot=f"case/slot/{proposal.kind}/{record_id}",
        key=f"key-{record_id}-{proposal.kind}",
        digest=digest(proposal),
        kind=proposal.kind,
        option=option.option.option,
        state=state,
        model="stock.picking" if picking else "purchase.order",
        record_id=record_id,
        record=f"R{record_id:05}",
        at=NOW,
    )


def next_(offer: Offer | None, *effects: Effect, drafts: tuple[Draft, ...] = ()) -> tuple[Wish, ...]:
    return wishes(offer, TROUBLE, effects=effects, grounds=GROUNDS, drafts=drafts)


def only(found: tuple[Wish, ...]) -> Proposal:
    (wish,) = found
    return wish.proposal


def test_a_transfer_is_drafted_then_reserved_and_then_nothing_is_left() -> None:
    (first,) = next_(TRANSFER)
    drafted = done(first.proposal, 5, option=TRANSFER)
    second = only(next_(TRANSFER, drafted))

    assert first.proposal == TRANSFER.steps[0]
    assert (first.option, first.bounds, first.grounds) == ("transfer:MUC", TRANSFER.bounds[0], GROUNDS)
    assert first.reason.startswith("Transfer 20 Units from Warehouse MUC. Total to compare: ")
    assert isinstance(second, MoveStock)
    assert (second.stage, second.picking_id, second.quantity) == ("reserve", 5, D(20))
    assert next_(TRANSFER, drafted, done(second, 5, option=TRANSFER)) == ()


def test_an_order_is_drafted_then_confirmed_and_then_nothing_is_left() -> None:
    drafted = done(only(next_(BUY)), 9, option=BUY)
    second = only(next_(BUY, drafted))

    assert isinstance(second, ConfirmPurchase)
    assert (second.order_id, second.order, second.gross) == (9, "R00009", eur("600.00"))
    assert next_(BUY, drafted, done(second, 9, option=BUY)) == ()


def test_the_second_write_is_for_the_draft_as_it_stands_not_as_it_was_proposed() -> None:
    moved, bought = done(TRANSFER.steps[0], 5, option=TRANSFER), done(BUY.steps[0], 5, option=BUY)
    drafts = (
        Draft(on_model="stock.picking", record_id=5, quantity=D(12), due=days(4)),
        Draft(on_model="purchase.order", record_id=5, quantity=D(55), unit_price=eur("12.50")),
    )

    reserve, confirm = only(next_(TRANSFER, moved, drafts=drafts)), only(next_(BUY, bought, drafts=drafts))

    assert isinstance(reserve, MoveStock)
    assert (reserve.quantity, reserve.scheduled, reserve.value) == (D(12), days(4), eur("168.00"))
    assert isinstance(confirm, ConfirmPurchase)
    assert (confirm.quantity, confirm.gross, confirm.expected) == (D(55), eur("687.50"), days(7))


def test_a_mix_drafts_everything_before_anything_is_committed() -> None:
    drafts = next_(MIX)
    half = done(drafts[0].proposal, 5, option=MIX)
    rest = only(next_(MIX, half))
    whole = (half, done(rest, 5, option=MIX))  # a transfer and an order may have the same number
    commits = next_(MIX, *whole)

    assert [type(w.proposal) for w in drafts] == [MoveStock, RaisePurchase]
    assert isinstance(rest, RaisePurchase)
    assert [type(w.proposal) for w in commits] == [MoveStock, ConfirmPurchase]
    one = done(commits[0].proposal, 5, option=MIX)
    assert isinstance(only(next_(MIX, *whole, one)), ConfirmPurchase)
    assert next_(MIX, *whole, one, done(commits[1].proposal, 5, option=MIX)) == ()


@pytest.mark.parametrize("instead", [BUY, NOTHING, None], ids=["another option", "nothing", "no option"])
def test_a_draft_of_another_option_is_withdrawn_first(instead: Offer | None) -> None:
    drafted = done(TRANSFER.steps[0], 5, option=TRANSFER)

    found = next_(instead, drafted)

    withdrawal = found[0].proposal
    assert isinstance(withdrawal, WithdrawDraft)
    assert (withdrawal.on_model, withdrawal.on_id, withdrawal.on_name) == ("stock.picking", 5, "R00005")
    assert withdrawal.made_by == drafted.slot
    assert found[0].option == "transfer:MUC"
    assert [w.proposal for w in found[1:]] == (list(BUY.steps) if instead is BUY else [])
    gone = done(withdrawal, 5, option=TRANSFER)
    assert [w.proposal for w in next_(instead, drafted, gone)] == [w.proposal for w in found[1:]]


def test_what_is_reserved_or_confirmed_is_not_withdrawn() -> None:
    drafted = done(BUY.steps[0], 9, option=BUY)
    confirmed = done(only(next_(BUY, drafted)), 9, option=BUY)

    assert next_(None, drafted, confirmed) == ()


def test_a_withdrawn_draft_can_be_made_anew() -> None:
    drafted = done(TRANSFER.steps[0], 5, option=TRANSFER)
    gone = done(only(next_(None, drafted)), 5, option=TRANSFER)

    assert only(next_(TRANSFER, drafted, gone)) == TRANSFER.steps[0]


def test_notices_are_given_one_after_the_other_and_each_once() -> None:
    notices = [w.proposal for w in next_(DEFER)]
    given = done(notices[0], 71, option=DEFER)

    assert all(isinstance(n, NotifyPerson) for n in notices)
    assert len(notices) >= 1
    assert [w.proposal for w in next_(DEFER, given)] == notices[1:]


@pytest.mark.parametrize("state", [EffectState.REFUSED, EffectState.UNKNOWN, EffectState.TOMBSTONE])
def test_a_write_that_did_not_come_true_does_not_count(state: EffectState) -> None:
    failed = done(TRANSFER.steps[0], 5, option=TRANSFER, state=state)

    assert only(next_(TRANSFER, failed)) == TRANSFER.steps[0]
    assert under_way([failed]) is None


def test_the_option_under_way_is_the_last_one_that_still_stands() -> None:
    drafted = done(TRANSFER.steps[0], 5, option=TRANSFER)
    gone = done(only(next_(None, drafted)), 5, option=TRANSFER)
    bought = done(BUY.steps[0], 9, option=BUY)
    told = done(DEFER.steps[0], 3, option=DEFER)

    assert under_way([]) is None
    assert under_way([drafted]) == "transfer:MUC"
    assert under_way([drafted, gone]) is None
    assert under_way([drafted, gone, bought]) == "buy:50"
    assert under_way([bought, told]) == "defer"


def test_the_case_is_about_one_site_of_one_company() -> None:
    every = [w.proposal for name in ("transfer:MUC", "buy:50", "defer") for w in next_(OFFERS[name])]
    sites = [p for p in every if isinstance(p, SiteAction)]

    assert len(sites) == len(every)
    assert {(p.company_id, p.warehouse_id, p.warehouse) for p in sites} == {(1, 1, "Warehouse HAM")}
    assert isinstance(TROUBLE, Trouble)
