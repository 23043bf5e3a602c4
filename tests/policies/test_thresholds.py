"""Forty rows of amount, currency, history and company against who is asked: the table a controller signs."""

from datetime import timedelta

import pytest

from domain.approval import Circumstances, Exposure, NeedsApproval
from domain.proposals import Proposal
from policies import exposure
from policies.example import nothing_under
from policies.judge import judge
from tests.policies.given import confirmation, eur, house, known, rate, request, supplier, transfer

DRAFT, COMMIT, MOVE, RESERVE = "draft", "commit", "move", "reserve"

ROWS = [
    # what    amount       currency  before       in window   company  outcome
    (DRAFT, "0.01", "EUR", "0", "supplier", 1, "cleared"),
    (DRAFT, "2499.99", "EUR", "0", "supplier", 1, "cleared"),
    (DRAFT, "2500.00", "EUR", "0", "supplier", 1, "cleared"),
    (DRAFT, "2500.01", "EUR", "0", "supplier", 1, "purchasing_manager"),
    (DRAFT, "100000.00", "EUR", "0", "supplier", 1, "purchasing_manager"),
    (DRAFT, "100000.01", "EUR", "0", "supplier", 1, "refused"),
    (DRAFT, "500.00", "EUR", "2000.00", "supplier", 1, "cleared"),
    (DRAFT, "500.00", "EUR", "2000.01", "supplier", 1, "purchasing_manager"),
    (DRAFT, "500.00", "EUR", "4500.01", "product", 1, "purchasing_manager"),
    (DRAFT, "500.00", "EUR", "9500.01", "site", 1, "purchasing_manager"),
    (DRAFT, "500.00", "EUR", "24500.01", "company", 1, "purchasing_manager"),
    (DRAFT, "500.00", "EUR", "999500.01", "company", 1, "refused"),
    (DRAFT, "2500.00", "USD", "0", "supplier", 1, "cleared"),
    (DRAFT, "2777.77", "USD", "0", "supplier", 1, "cleared"),
    (DRAFT, "2777.78", "USD", "0", "supplier", 1, "purchasing_manager"),
    (DRAFT, "500.00", "CHF", "0", "supplier", 1, "refused"),
    (DRAFT, "500.00", "EUR", "0", "supplier", 2, "refused"),
    (COMMIT, "0.01", "EUR", "0", "supplier", 1, "buyer"),
    (COMMIT, "5000.00", "EUR", "0", "supplier", 1, "buyer"),
    (COMMIT, "5000.01", "EUR", "0", "supplier", 1, "purchasing_manager"),
    (COMMIT, "25000.00", "EUR", "0", "supplier", 1, "purchasing_manager"),
    (COMMIT, "25000.01", "EUR", "0", "supplier", 1, "finance"),
    (COMMIT, "100000.00", "EUR", "0", "supplier", 1, "finance"),
    (COMMIT, "100000.01", "EUR", "0", "supplier", 1, "refused"),
    (COMMIT, "100.00", "EUR", "4900.01", "supplier", 1, "purchasing_manager"),
    (COMMIT, "100.00", "EUR", "24900.01", "supplier", 1, "finance"),
    (COMMIT, "100.00", "EUR", "99900.01", "supplier", 1, "refused"),
    (COMMIT, "100.00", "EUR", "39900.01", "product", 1, "finance"),
    (COMMIT, "100.00", "EUR", "49900.01", "site", 1, "finance"),
    (COMMIT, "100.00", "EUR", "149900.01", "company", 1, "finance"),
    (COMMIT, "5555.56", "USD", "0", "supplier", 1, "purchasing_manager"),
    (COMMIT, "100.00", "EUR", "0", "supplier", 2, "refused"),
    (MOVE, "5000.00", "EUR", "0", "product", 1, "cleared"),
    (MOVE, "5000.01", "EUR", "0", "product", 1, "supply_manager"),
    (MOVE, "50000.01", "EUR", "0", "product", 1, "refused"),
    (MOVE, "100.00", "EUR", "24900.01", "site", 1, "supply_manager"),
    (MOVE, "100.00", "EUR", "0", "product", 2, "refused"),
    (RESERVE, "2000.00", "EUR", "0", "product", 1, "cleared"),
    (RESERVE, "2000.01", "EUR", "0", "product", 1, "supply_manager"),
    (RESERVE, "100.00", "EUR", "39900.01", "company", 1, "supply_manager"),
]


def _proposal(what: str, amount: str, currency: str, company: int) -> Proposal:
    if what in {MOVE, RESERVE}:
        picking = 412 if what == RESERVE else None
        return transfer(amount, cost="0", currency=currency, company_id=company, picking_id=picking)
    draft = request(amount, currency=currency, company_id=company)
    return draft if what == DRAFT else confirmation(draft)


def _with_history(proposal: Proposal, told: Circumstances, window: str, before: str) -> Circumstances:
    def standing(key: exposure.ExposureKey) -> Exposure:
        empty = nothing_under(key)
        return empty.model_copy(update={"committed": eur(before)}) if f".{window}/" in key.key else empty

    keys = exposure.keys(proposal, told, house())
    return told.model_copy(update={"exposures": tuple(standing(key) for key in keys)})


@pytest.mark.parametrize(("what", "amount", "currency", "before", "window", "company", "outcome"), ROWS)
def test_amount_and_history_decide_who_is_asked(
    what: str, amount: str, currency: str, before: str, window: str, company: int, outcome: str
) -> None:
    proposal = _proposal(what, amount, currency, company)
    told = _with_history(proposal, known(rate=rate("0.9"), supplier=supplier()), window, before)

    verdict = judge(proposal, told, house())

    assert (verdict.role.value if isinstance(verdict, NeedsApproval) else verdict.kind) == outcome


def test_the_table_has_forty_rows_and_they_all_differ() -> None:
    assert len(set(ROWS)) == len(ROWS) == 40


def test_who_is_asked_comes_with_the_terms_of_the_book() -> None:
    proposal = confirmation(request("5000.01"))

    verdict = judge(proposal, _with_history(proposal, known(), "supplier", "0"), house())

    assert isinstance(verdict, NeedsApproval)
    assert verdict.book == house().digest
    assert [(rung.role.value, rung.answer_within, rung.remind_after) for rung in verdict.chain] == [
        ("purchasing_manager", timedelta(hours=24), timedelta(hours=8)),
        ("finance", timedelta(hours=48), timedelta(hours=24)),
    ]
