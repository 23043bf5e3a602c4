"""`policy check` finds what is odd about a book, and `policy explain` says why a verdict is what it is."""

from datetime import timedelta
from pathlib import Path

import pytest

from policies import check as checking
from policies.book import PolicyBook
from policies.check import Remark, check
from policies.example import read
from policies.explain import explain
from policies.limits import span_in_words
from policies.rules import RULES
from tests.policies.given import book, house

CASES = Path(__file__).resolve().parents[2] / "policies" / "cases"


def _odd(by: PolicyBook) -> set[tuple[str, str, str]]:
    return {(r.what, r.kind, r.rule) for r in check(by) if r.what != "switched_off"}


def test_the_book_as_delivered_has_no_gap_and_no_rule_in_vain() -> None:
    remarks = check(house())

    assert {remark.what for remark in remarks} == {"switched_off"}
    assert {remark.rule for remark in remarks} == {
        "transfer.draft_not_alone",
        "transfer.reserve_not_alone",
        "purchase.draft_not_alone",
        "notice.not_alone",
        "withdraw.not_alone",
        "ask.not_alone",
        "replan.not_alone",
        "split.not_alone",
        "review.not_alone",
        "supplier.warned_off",
    }


def test_a_switch_of_the_book_turns_other_rules_off() -> None:
    remarks = {remark.rule for remark in check(book(alone__draft_transfer=False, supplier__refuse_on_warning=True))}

    assert {"transfer.draft_between_own_sites", "supplier.warned"} <= remarks
    assert not {"transfer.draft_not_alone", "supplier.warned_off"} & remarks


def test_a_limit_that_is_set_to_nothing_can_never_fire() -> None:
    assert _odd(book(grounds__least_confidence=0)) == {
        ("never_fires", kind, "grounds.unsure") for kind in RULES.keys() - {"withdraw_draft"}
    }


def test_a_limit_above_which_nothing_is_left_to_ask_can_never_fire() -> None:
    closed = book(purchase__draft__site={"span": "7 days", "ask_above": 5000, "refuse_above": 5000})

    assert ("never_fires", "raise_purchase", "purchase.draft.site.above_limit") in _odd(closed)


def test_a_company_limit_below_those_of_its_parts_makes_them_vain() -> None:
    tight = book(purchase__draft__company={"span": "7 days", "ask_above": 1000, "refuse_above": 1000000})

    assert _odd(tight) == {
        ("never_decides", kind, f"purchase.draft.{part}.above_limit")
        for kind in ("raise_purchase", "split_sourcing")
        for part in ("supplier", "product", "site")
    }


def test_a_shorter_company_window_leaves_the_longer_ones_their_say() -> None:
    short = book(purchase__draft__company={"span": "1 day", "ask_above": 1000, "refuse_above": 1000000})

    assert _odd(short) == set()


def test_a_proposal_of_which_no_rule_speaks_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "findings", lambda *_: ())

    gaps = [remark for remark in check(house()) if remark.what == "gap"]

    assert gaps[0] == Remark(
        what="gap",
        kind="move_stock",
        rule="book.not_covered",
        words="at some point around the limits no rule speaks, so that it is refused",
    )
    assert len(gaps) == len(RULES) == 13


def test_a_book_that_forbids_everything_leaves_nobody_to_ask() -> None:
    closed = book(**{f"purchase__draft__{part}": _closed() for part in ("supplier", "product", "site", "company")})

    assert ("never_fires", "raise_purchase", "purchase.draft.supplier.above_limit") in _odd(closed)


def _closed() -> dict[str, str | int]:
    return {"span": "7 days", "ask_above": 0, "refuse_above": 0}


def test_a_book_in_dollars_is_checked_as_well() -> None:
    assert _odd(book(currency="USD")) == set()


@pytest.mark.parametrize(
    ("example", "words"),
    [
        (
            "move_stock/asks/split_over_days",
            "is asked and has 1 day, then purchasing_manager 1 day, then finance 2 days; silence",
        ),
        (
            "move_stock/asks/split_over_days",
            (
                "  asks    transfer.draft.product.above_limit: draft transfers of this product within 7 days: "
                "4,800.00 EUR before this one, 320.00 EUR for this one, 5,120.00 EUR in all; the limit is 5,000.00 EUR"
            ),
        ),
        ("move_stock/asks/split_over_days", "  clears  transfer.draft_between_own_sites: a draft between two of our"),
        (
            "move_stock/asks/split_over_days",
            "more; asks above 5,000.00, refuses above 50,000.00",
        ),
        (
            "move_stock/asks/split_over_days",
            "0 units, 40 more of 200 free; asks above a share of 0.50, refuses",
        ),
        ("move_stock/asks/split_over_days", "within 1 hour (pace/1/site/2): 0, 1 more; asks above 200, refuses"),
        ("move_stock/asks/split_over_days", "  scope.other_company: the company is not one that this book covers"),
        ("confirm_purchase/asks/small_order", "a buyer up to 5,000.00, a manager up to 25,000.00, finance up to 100,0"),
        ("move_stock/clears/modest_draft", "Cleared: it is carried out without asking."),
        ("move_stock/refuses/windows_unknown", "  actions at this site (pace/1/site/2): not known"),
        ("raise_purchase/refuses/no_rate", "Refused."),
        ("raise_purchase/refuses/no_rate", "  none: it cannot be measured"),
    ],
)
def test_an_explanation_tells_every_rule_and_every_window(example: str, words: str) -> None:
    told = explain(read((CASES / f"{example}.json").read_text()), house())

    assert [line for line in told.lines() if words in line]


def test_every_rule_of_the_kind_is_in_the_explanation_once() -> None:
    told = explain(read((CASES / "raise_purchase" / "clears" / "modest_draft.json").read_text()), house())

    fired = {hit.rule for hit in told.fired}
    quiet = {line.split(":")[0] for line in told.quiet}

    assert not fired & quiet
    assert len(fired | quiet) == len(RULES["raise_purchase"])


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=7), "7 days"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(seconds=59), "59 seconds"),
        (timedelta(seconds=61), "61 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(milliseconds=500), "0.5 seconds"),
    ],
)
def test_a_span_is_told_in_its_largest_whole_unit(span: timedelta, words: str) -> None:
    assert span_in_words(span) == words
