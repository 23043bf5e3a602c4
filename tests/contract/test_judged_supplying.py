"""What the book says of wishes about suppliers when everything beside them is read from an Odoo."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from domain.approval import Circumstances, StateStamp, Verdict
from domain.fact import Json
from domain.ledger import EffectState
from domain.proposals import Grounds, Proposal, Wish, digest
from domain.supplying import ReleaseSupplier
from policies.book import PolicyBook, load
from tests.contract.conftest import Place
from tests.contract.shop import COMPANY, Shop
from tests.contract.supply import Order, Supply, supply
from tests.contract.world import World, now, settle
from tests.policies.given import HOUSE, SlidingLedger
from tools.ledger import By, Intent, Judgement, Ledger, Settled
from tools.odoo import plain
from workflows.activities.gathering import circumstances

CASE, OTHER = "case/supplier_risk/contract/1/31", "case/supplier_risk/contract/1/32"
SLOT = f"{CASE}#e1/1.0"


@pytest.fixture(scope="module")
def world(place: Place, shop: Shop) -> World:
    return settle(place, shop)


@pytest.fixture
def supplied(world: World) -> Supply:
    return supply(world)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    yield made
    made.close()


def known(supplied: Supply, ledger: Ledger, proposal: Proposal, *, case: str = CASE) -> Circumstances:
    grounds = Grounds(confidence=Decimal("0.95"), method="lead_time", sample_days=364, read_at=now())
    wish = Wish(proposal=proposal, grounds=grounds, option="ask")
    return circumstances(wish, supplied.world.robot, ledger, case=case, now=now())


def judged(supplied: Supply, ledger: Ledger, proposal: Proposal, *, case: str = CASE) -> Verdict:
    """The verdict of the house book, in the currency of this Odoo, with empty windows."""
    return SlidingLedger().judged(proposal, known(supplied, ledger, proposal, case=case), in_their_money(supplied))


def in_their_money(supplied: Supply) -> PolicyBook:
    ours = supplied.hold().value.currency
    return load(HOUSE.replace('currency = "EUR"', f'currency = "{ours}"'))


def heard(given: Verdict) -> set[str]:
    """What decides: the rules that refuse, or else those that ask."""
    refused = {hit.rule for hit in given.hits if hit.effect == "refuses"}
    return refused or {hit.rule for hit in given.hits if hit.effect == "asks"}


NEW = {"supplier.new", "supplier.untried"}
"""What is said of every supplier that was made a moment ago."""


def test_a_question_and_a_date_pass_and_what_is_new_or_master_data_asks(supplied: Supply, ledger: Ledger) -> None:
    order = supplied.order()
    wishes: dict[str, Proposal] = {
        "ask": supplied.ask(order),
        "replan": supplied.replan(order),
        "split": supplied.split(order),
        "prefer": supplied.prefer(),
        "review": supplied.review(),
        "hold": supplied.hold("warning"),
    }

    said = {name: judged(supplied, ledger, proposal) for name, proposal in wishes.items()}

    assert {name: verdict.kind for name, verdict in said.items()} == {
        "ask": "cleared",
        "replan": "cleared",
        "split": "needs_approval",
        "prefer": "needs_approval",
        "review": "cleared",
        "hold": "needs_approval",
    }
    assert heard(said["split"]) == NEW
    assert heard(said["prefer"]) == NEW | {"prefer.needs_a_person"}
    assert heard(said["hold"]) == {"hold.needs_a_person"}


def test_what_is_read_is_what_stands_in_odoo(supplied: Supply, ledger: Ledger) -> None:
    order = supplied.order(20)

    asked, split = known(supplied, ledger, supplied.ask(order)), known(supplied, ledger, supplied.split(order))
    preferred, held = known(supplied, ledger, supplied.prefer()), known(supplied, ledger, supplied.hold())

    assert asked.order is not None
    assert (asked.order.order_id, asked.order.entity_id, asked.spent) == (order.order_id, supplied.late, None)
    assert split.passed_over is not None
    assert split.supplier is not None
    assert (split.supplier.supplier_id, split.passed_over.supplier_id) == (supplied.other, supplied.late)
    assert split.order == asked.order
    assert held.spent is not None
    assert (held.spent, held.company_currency) == (preferred.spent, held.spent.currency)
    assert held.spent.amount == 60


def test_a_question_about_an_order_of_somebody_else_is_refused(supplied: Supply, ledger: Ledger) -> None:
    order, theirs = supplied.order(), supplied.order(partner=supplied.other)
    foreign = supplied.ask(Order(theirs.order_id, theirs.name, order.line_id, order.partner_id))

    given = judged(supplied, ledger, foreign)

    assert heard(given) == {"order.of_another_supplier", "order.line_not_there", "ask.other_address"}


def test_a_blocked_supplier_may_be_asked_with_a_buyer_s_yes_and_not_be_ordered_from(
    supplied: Supply, ledger: Ledger
) -> None:
    order = supplied.order()
    question, part, preference = supplied.ask(order), supplied.split(order), supplied.prefer()
    for partner in (supplied.late, supplied.other):
        supplied.shop.change("res.partner", partner, purchase_warn="block", purchase_warn_msg="ask Petra")

    said = [heard(judged(supplied, ledger, proposal)) for proposal in (question, part, preference)]

    assert said == [{"ask.buying_blocked"}, {"supplier.blocked"}, {"supplier.blocked"}]


def test_a_double_record_of_the_late_supplier_is_no_other_source(supplied: Supply, ledger: Ledger) -> None:
    for partner, number in ((supplied.late, "BE0477472701"), (supplied.other, "BE 0477 472 701")):
        supplied.shop.change("res.partner", partner, vat=number)

    given = judged(supplied, ledger, supplied.split(supplied.order()))

    assert heard(given) == {"supplier.same_entity"}


def replied(supplied: Supply, order: Order, author: int) -> int:
    text = {"body": "<p>nine days later</p>", "message_type": "email", "email_from": "somebody@example.com"}
    values: dict[str, Json] = {**text, "model": "purchase.order", "res_id": order.order_id, "author_id": author}
    return plain.whole(supplied.shop.admin.call("mail.message", "create", values, company_id=COMPANY))


@pytest.mark.parametrize(("days", "rules"), [(6, set()), (9, {"replan.reply.above_limit"})])
def test_a_reply_of_the_supplier_moves_a_date_so_far_and_no_further(
    supplied: Supply, ledger: Ledger, days: int, rules: set[str]
) -> None:
    order = supplied.order()
    message = replied(supplied, order, supplied.late)
    says = {"because": "reply", "evidence": f"mail.message,{message}"}

    given = judged(supplied, ledger, supplied.replan(order, days).model_copy(update=says))

    assert heard(given) == rules


def test_a_message_of_a_stranger_asks_and_one_that_is_not_there_is_refused(supplied: Supply, ledger: Ledger) -> None:
    order, elsewhere = supplied.order(), supplied.order()
    strange, away = replied(supplied, order, supplied.other), replied(supplied, elsewhere, supplied.late)

    def by(evidence: str) -> set[str]:
        says = {"because": "reply", "evidence": evidence}
        return heard(judged(supplied, ledger, supplied.replan(order, 3).model_copy(update=says)))

    assert by(f"mail.message,{strange}") == {"replan.reply_of_a_stranger"}
    for unknown in (
        f"mail.message,{away}",
        "mail.message,999999999",
        "mail.message,0",
        "mail.message,99999999999",
        "x",
    ):
        assert by(unknown) == {"replan.reply_unknown"}


def carried_out(supplied: Supply, ledger: Ledger, state: EffectState, level: str = "warning") -> None:
    """A hold that a case of this house has set, as the ledger keeps it."""
    hold, by = supplied.hold(level), By(actor="weighbridge", case=CASE, at=now())
    told, book = known(supplied, ledger, hold), in_their_money(supplied)
    given = Judgement(
        slot=SLOT,
        proposal=hold,
        circumstances=told,
        verdict=SlidingLedger().judged(hold, told, book),
        state=StateStamp(digest=digest(hold), words=(), seen_at=now()),
    )
    ledger.judged(SLOT, digest(hold), [], decide=lambda _: given, by=by)
    intent = Intent(slot=SLOT, key="k", digest=digest(hold), kind=hold.kind, option="hold", clearance_id="key/1")
    ledger.begin(intent, by)
    done = Settled(
        slot=SLOT, state=state, model="res.partner", record_id=supplied.late, record="late", read_back=("x",)
    )
    ledger.settle(done, by)


def release(supplied: Supply) -> ReleaseSupplier:
    return supplied.release(was="warning").model_copy(update={"made_by": SLOT})


@pytest.mark.parametrize(
    ("case", "state", "maker"),
    [
        (CASE, EffectState.VERIFIED, "this_case"),
        (OTHER, EffectState.VERIFIED, "another_case"),
        (CASE, EffectState.REFUSED, "not_ours"),
        (CASE, EffectState.UNKNOWN, "not_ours"),
    ],
)
def test_a_hold_is_ours_when_the_ledger_says_that_it_was_set(
    supplied: Supply, ledger: Ledger, case: str, state: EffectState, maker: str
) -> None:
    carried_out(supplied, ledger, state)

    assert known(supplied, ledger, release(supplied), case=case).made_by == maker


def test_a_hold_of_another_supplier_or_of_nobody_is_not_ours(supplied: Supply, ledger: Ledger) -> None:
    carried_out(supplied, ledger, EffectState.VERIFIED)
    elsewhere = release(supplied).model_copy(update={"supplier_id": supplied.other})
    unheard = release(supplied).model_copy(update={"made_by": f"{CASE}#e1/9.0"})

    assert [known(supplied, ledger, one).made_by for one in (elsewhere, unheard)] == ["not_ours", "not_ours"]
    assert heard(judged(supplied, ledger, elsewhere)) == {"record.not_ours"}
    assert heard(judged(supplied, ledger, release(supplied))) == {"release.needs_a_person"}
