"""Findings become a verdict, and every rule that the book can switch speaks when it should."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest

from domain.approval import Circumstances, Giving, NeedsApproval, Refused, Verdict
from domain.identity import Role
from domain.proposals import Proposal
from policies import rules
from policies.finding import Asks, Clears, Forbids
from policies.judge import NOT_COVERED, judge, verdict
from policies.rules import NEVER, RULES
from tests.policies.given import (
    about,
    alone,
    book,
    confirmation,
    eur,
    house,
    known,
    notice,
    rate,
    reorder,
    request,
    supplier,
    transfer,
    withdrawal,
)
from tests.policies.supplying import hold, preference, question, release, replan, review, split

CLEAR, OTHER_CLEAR = Clears(rule="a", words="a"), Clears(rule="b", words="b")
BUYER, FINANCE = (
    Asks(rule="c", words="c", role=Role.BUYER),
    Asks(rule="d", words="d", role=Role.FINANCE),
)
FORBID = Forbids(rule="e", words="e")


def _fired(given: Verdict) -> set[str]:
    return {hit.rule for hit in given.hits}


def test_what_no_rule_speaks_of_is_refused() -> None:
    assert verdict((), house(), {}) == Refused(book=house().digest, hits=(NOT_COVERED,))


def test_only_findings_that_clear_clear() -> None:
    assert verdict((CLEAR, OTHER_CLEAR), house(), {}).kind == "cleared"


def test_one_that_asks_is_enough_to_ask_and_the_highest_role_is_asked() -> None:
    given = verdict((CLEAR, BUYER, FINANCE, BUYER), house(), {})

    assert isinstance(given, NeedsApproval)
    assert given.role is Role.FINANCE
    assert [hit.rule for hit in given.hits] == ["c", "d", "a"]


def test_which_role_is_the_highest_is_for_the_book_to_say() -> None:
    order = [Role.FINANCE, Role.PLANNER, Role.BUYER, Role.SUPPLY_MANAGER, Role.PURCHASING_MANAGER]
    ends_there = {f"roles__{role}__escalate_to": "nobody" for role in order}
    turned = book(roles__lowest_first=[role.value for role in order], **ends_there)

    given = verdict((BUYER, FINANCE), turned, {})

    assert isinstance(given, NeedsApproval)
    assert given.role is Role.BUYER


def test_one_that_forbids_wins_over_everything() -> None:
    given = verdict((CLEAR, FINANCE, FORBID), house(), {})

    assert given.kind == "refused"
    assert given.hits[0].rule == "e"


def test_a_finding_without_words_speaks_with_the_description_of_its_rule() -> None:
    given = verdict((Forbids(rule="supplier.blocked"),), house(), RULES["raise_purchase"])

    assert given.hits[0].words == "purchases from this supplier are blocked in Odoo"


ALONE = [
    (transfer(), "draft_transfer", "transfer.draft_not_alone", Role.PLANNER),
    (transfer(picking_id=412), "reserve_transfer", "transfer.reserve_not_alone", Role.SUPPLY_MANAGER),
    (request(), "draft_purchase", "purchase.draft_not_alone", Role.BUYER),
    (notice(), "notify_person", "notice.not_alone", Role.PLANNER),
    (withdrawal(), "withdraw_draft", "withdraw.not_alone", Role.SUPPLY_MANAGER),
    (question(), "ask_supplier", "ask.not_alone", Role.BUYER),
    (replan(), "change_expected_date", "replan.not_alone", Role.BUYER),
    (split(request()), "split_sourcing", "split.not_alone", Role.BUYER),
    (review(), "raise_supplier_review", "review.not_alone", Role.BUYER),
]


@pytest.mark.parametrize(("proposal", "switch", "rule", "role"), ALONE, ids=[row[1] for row in ALONE])
def test_a_kind_that_the_book_lets_pass_asks_as_soon_as_the_book_does_not(
    proposal: Proposal, switch: str, rule: str, role: Role
) -> None:
    strict = book(**{f"alone__{switch}": False})

    assert alone(proposal, about(proposal), house()).kind == "cleared"
    asked = alone(proposal, about(proposal), strict)

    assert isinstance(asked, NeedsApproval)
    assert (asked.role, _fired(asked)) == (role, {rule})


def test_a_warning_of_odoo_refuses_when_the_book_says_so() -> None:
    warned = known(supplier=supplier(warning="warning"))

    asked = alone(request(), warned, house())
    refused = alone(request(), warned, book(supplier__refuse_on_warning=True))

    assert (asked.kind, refused.kind) == ("needs_approval", "refused")


@pytest.mark.parametrize(
    ("proposal", "told", "rule"),
    [
        (transfer(), known(company_currency=None), "money.company_currency_unknown"),
        (transfer(), known(company_currency="USD"), "money.book_in_other_currency"),
        (transfer(), known(giving=None), "transfer.giving_site_unknown"),
        (transfer("-1"), known(), "money.below_zero"),
        (transfer(cost="-1"), known(), "money.below_zero"),
        (transfer(), known(giving=Giving(free=Decimal(99), unit_value=eur("-1"))), "money.below_zero"),
        (transfer(currency="USD"), known(), "money.rate_unknown"),
        (transfer(quantity="40"), known(giving=Giving(free=Decimal(-5), unit_value=eur(1))), ".more_than_is_free"),
        (transfer(picking_id=1), known(made_by=None), "record.maker_unknown"),
        (request(), known(supplier=None), "supplier.unknown"),
        (request(), known(supplier=supplier(supplier_id=32)), "supplier.unknown"),
        (request(currency="USD"), known(), "money.rate_unknown"),
        (request(currency="USD"), known(rate=rate("1", "CHF")), "money.rate_unknown"),
        (confirmation(request()), known(made_by=None), "record.maker_unknown"),
        (withdrawal(), known(made_by=None), "record.maker_unknown"),
    ],
)
def test_what_is_not_known_is_refused(proposal: Proposal, told: Circumstances, rule: str) -> None:
    given = alone(proposal, told, house())

    assert given.kind == "refused"
    assert [hit.rule for hit in given.hits if hit.effect == "refuses" and hit.rule.endswith(rule)]


@pytest.mark.parametrize(
    "proposal",
    [
        transfer(),
        request(),
        confirmation(request()),
        reorder(),
        notice(),
        withdrawal(),
        question(),
        replan(),
        split(request()),
        review(),
        preference(),
        hold(),
        release(),
    ],
    ids=lambda p: p.kind,
)
def test_a_window_of_which_nothing_is_known_is_refused(proposal: Proposal) -> None:
    given = judge(proposal, about(proposal), house())

    assert given.kind == "refused"
    assert "exposure.unknown" in _fired(given)


def test_every_rule_in_the_code_is_described_in_words_and_none_is_described_that_is_not_there() -> None:
    folder = Path(rules.__file__).parent
    named = {
        keyword.value.value
        for path in folder.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "rule" and isinstance(keyword.value, ast.Constant)
    }
    described = {rule for of_kind in RULES.values() for rule in of_kind}

    assert named
    assert named <= described
    assert all(0 < len(words) <= 200 for of_kind in RULES.values() for words in of_kind.values())


def test_kinds_that_never_clear_have_no_rule_that_could() -> None:
    sources = {kind: (Path(rules.__file__).parent / f"{kind}.py").read_text() for kind in RULES}

    assert {kind for kind, source in sources.items() if "Clears(" not in source} == set(NEVER)
