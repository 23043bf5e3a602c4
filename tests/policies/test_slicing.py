"""The ten ways in which buyers slice a purchase so that it stays below the approval limit; none of them helps.

The catalogue is the auditors' own: aufinia.com, "Top 10 tips for slicing your sausage in purchasing".
"""

from decimal import Decimal

import pytest

from domain.approval import Circumstances, NeedsApproval, Verdict
from domain.identity import Role
from domain.proposals import RaisePurchase
from tests.policies.given import SlidingLedger, book, confirmation, house, known, later, rate, request, supplier

Slice = tuple[RaisePurchase, Circumstances]


DUPLICATE = supplier(supplier_id=99, commercial_id=99, tax_id="DE 811907980")
ORIGINAL = supplier(tax_id="DE811907980")

TRICKS: dict[str, list[Slice]] = {
    "never exactly the same amount": [(request("1300.10"), later(0)), (request("1299.90"), later(0))],
    "not on the same day": [(request("1300.00"), later(0)), (request("1300.00"), later(5 * 24))],
    "one by a colleague, for another site": [
        (request("1300.00"), later(0)),
        (request("1300.00", warehouse_id=3), later(0)),
    ],
    "another material number": [(request("1300.00"), later(0)), (request("1300.00", product_id=56), later(0))],
    "the supplier entered twice": [
        (request("1300.00"), later(0, supplier=ORIGINAL)),
        (request("1300.00", supplier_id=99), later(0, supplier=DUPLICATE)),
    ],
    "each just below the limit": [(request("2499.99"), later(0)), (request("2499.99"), later(0))],
    "many small ones as a habit": [(request("99.00"), later(2 * n)) for n in range(26)],
    "marked as automated": [(request("2000.00"), later(0)), (request("600.00"), later(0))],
    "a text that looks like an interface": [
        (request("2000.00").model_copy(update={"warehouse": "EDI AUTO 0001"}), later(0)),
        (request("600.00").model_copy(update={"supplier": "EDI AUTO 0001"}), later(0)),
    ],
    "one in local and one in foreign currency": [
        (request("1300.00"), later(0, rate=rate("0.0075", "JPY"))),
        (request("173400", currency="JPY"), later(0, rate=rate("0.0075", "JPY"))),
    ],
}


def _all_judged(slices: list[Slice]) -> list[Verdict]:
    ledger = SlidingLedger()
    return [ledger.judged(proposal, told, house()) for proposal, told in slices]


@pytest.mark.parametrize("trick", TRICKS)
def test_slicing_a_purchase_does_not_get_it_past_the_limit(trick: str) -> None:
    *first, last = _all_judged(TRICKS[trick])

    assert {verdict.kind for verdict in first} == {"cleared"}
    assert isinstance(last, NeedsApproval)
    assert last.role is Role.PURCHASING_MANAGER


def test_there_are_ten_tricks() -> None:
    assert len(TRICKS) == 10


def test_one_need_spread_over_suppliers_is_seen_by_its_product() -> None:
    ledger = SlidingLedger()
    sellers = [supplier(supplier_id=n, commercial_id=n) for n in (41, 42, 43)]

    verdicts = [
        ledger.judged(request("2000.00", supplier_id=s.supplier_id), known(supplier=s), house()) for s in sellers
    ]

    assert [verdict.kind for verdict in verdicts] == ["cleared", "cleared", "needs_approval"]


def test_pieces_below_a_cent_are_worth_what_they_are_worth_together() -> None:
    ledger = SlidingLedger()
    small = book(purchase__draft__supplier={"span": "7 days", "ask_above": "0.05", "refuse_above": "100.00"})

    verdicts = [ledger.judged(request("0.004", quantity="2"), known(), small).kind for _ in range(6)]

    assert verdicts == ["cleared"] * 5 + ["needs_approval"]


def test_confirming_in_slices_climbs_the_same_ladder() -> None:
    ledger = SlidingLedger()
    order = confirmation(request("4900.00"))

    roles = [
        verdict.role if isinstance(verdict, NeedsApproval) else None
        for verdict in (ledger.judged(order, known(), house()) for _ in range(21))
    ]

    assert roles[:6] == [Role.BUYER, *[Role.PURCHASING_MANAGER] * 4, Role.FINANCE]
    assert roles[20] is None


def test_after_the_window_the_same_amount_passes_again() -> None:
    first, second = _all_judged([(request("2500.00"), later(0)), (request("2500.00"), later(7 * 24 + 0.1))])

    assert (first.kind, second.kind) == ("cleared", "cleared")


def test_a_credit_line_does_not_make_room() -> None:
    ledger = SlidingLedger()
    ledger.judged(request("2400.00"), known(), house(), credit=Decimal("2400.00"))

    assert ledger.judged(request("200.00"), known(), house()).kind == "needs_approval"
