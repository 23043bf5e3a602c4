"""The book is read strictly, and refuses to contradict itself or the rules of the house."""

from datetime import timedelta

import pytest

from domain.identity import Role
from policies.book import BookRefused, load
from tests.policies.given import HOUSE, house


def _with(old: str, new: str) -> str:
    assert HOUSE.count(old) >= 1, old
    return HOUSE.replace(old, new, 1)


def test_the_book_as_delivered_loads() -> None:
    book = load(HOUSE)

    assert book.groups(Role.BUYER) == ("purchase.group_purchase_user",)
    assert book.lifetime == timedelta(hours=24)


def test_silence_goes_up_until_nobody_is_left() -> None:
    assert house().chain(Role.PLANNER) == (Role.SUPPLY_MANAGER, Role.PURCHASING_MANAGER, Role.FINANCE)
    assert house().chain(Role.FINANCE) == ()


@pytest.mark.parametrize("role", list(Role))
def test_everybody_is_reminded_before_time_is_up(role: Role) -> None:
    assert timedelta(0) < house().remind_after(role) < house().answer_within(role)


def test_comments_and_layout_do_not_change_the_name_of_the_book() -> None:
    plain = "\n".join(line for line in HOUSE.splitlines() if not line.startswith("#"))
    rewritten = plain.replace("5_000.00", "5000.0").replace('"7 days"', '"168 hours"')

    assert load(rewritten).digest == house().digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("least_confidence = 0.70", "least_confidence = 0.71"),
        ("companies = [1]", "companies = [1, 2]"),
        ('"account.group_account_manager"', '"account.group_account_invoice"'),
        ("refuse_above = 2_500.00", "refuse_above = 2_500.01"),
        ('lifetime = "24 hours"', 'lifetime = "25 hours"'),
    ],
)
def test_another_value_is_another_book(old: str, new: str) -> None:
    assert load(_with(old, new)).digest != house().digest


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("confirm_purchase = false", "confirm_purchase = true", "alone: confirm_purchase must be false"),
        ("adjust_reorder_rule = false", "adjust_reorder_rule = true", "alone: adjust_reorder_rule must be false"),
        ("prefer_supplier = false", "prefer_supplier = true", "prefer_supplier must be false: which supplier is asked"),
        (
            "hold_supplier = false",
            "hold_supplier = true",
            "hold_supplier must be false: a warning or block is supplier",
        ),
        ("release_supplier = false", "release_supplier = true", "release_supplier must be false: a warning or block"),
        ("buyer_up_to = 45,", "buyer_up_to = 13,", r"replan.statistics: ask_above \(14\) is above buyer_up_to \(13\)"),
        (
            "ask_above = 7, buyer",
            "ask_above = 31, buyer",
            r"replan.reply: ask_above \(31\) is above buyer_up_to \(30\)",
        ),
        (
            "buyer_up_to = 25_000.00, refuse",
            "buyer_up_to = 4_999.99, refuse",
            r"replan.supplier: ask_above .* is above",
        ),
        ('furthest = "730 days"', 'furthest = "two years"', "replan.furthest: write a time as a number and a unit"),
        ("confirm_purchase = false", "", "alone.confirm_purchase is missing; add it"),
        ("[pace]", "[pase]", "pase is not a known key; did you mean pace?"),
        ("[pace]", "[zzzz]", "zzzz is not a known key; remove it"),
        ("buyer_up_to = 5_000.00", "buyer_up_to = 25_000.01", r"buyer_up_to \(25000.01\) is above manager_up_to"),
        ("manager_up_to = 25_000.00", "manager_up_to = 100_000.01", r"manager_up_to \(.*\) is above refuse_above"),
        (
            "ask_above = 2_500.00",
            "ask_above = 100_000.01",
            r"purchase.draft.supplier: ask_above \(100000.01\) is above",
        ),
        ("ask_above = 15,", "ask_above = 41,", r"notify.person: ask_above \(41\) is above refuse_above \(40\)"),
        ("bold_factor = 2.0", "bold_factor = 6.0", r"bold_factor \(6.0\) is above wild_factor"),
        ("bold_factor = 2.0", "bold_factor = 0.9", "reorder.bold_factor"),
        ('ask_older_than = "4 hours"', 'ask_older_than = "8 days"', "ask_older_than .* is above refuse_older_than"),
        ("ask_above = 2_500.00", "ask_above = -1", "ask_above: Input should be greater than or equal to 0"),
        ("ask_above = 2_500.00", "ask_above = nan", "ask_above: Input should be a finite number"),
        ("ask_above = 2_500.00", "ask_above = inf", "ask_above: Input should be a finite number"),
        ("ask_above = 2_500.00", "ask_above = 0.001", "no more than 2 decimal places"),
        ("ask_above = 2_500.00", "ask_above = true", "purchase.draft.supplier.ask_above"),
        ("ask_above = 200\n", "ask_above = 200.5\n", "pace.ask_above"),
        ("ask_above = 0.50", "ask_above = 1.01", "transfer.draft.giving.ask_above"),
        ('remind_after = "4 hours"', 'remind_after = "8 hours"', "roles.planner: remind_after must be shorter"),
        ('escalate_to = "nobody"', 'escalate_to = "buyer"', "finance.escalate_to: buyer does not stand above finance"),
        ('escalate_to = "finance"', 'escalate_to = "purchasing_manager"', "does not stand above purchasing_manager"),
        ('"planner", "buyer"', '"planner", "planner"', "lowest_first must name each role once"),
        ('"planner", "buyer", ', '"planner", ', "lowest_first must name each role once"),
        ('["stock.group_stock_user"]', "[]", "roles.planner.groups"),
        ('["stock.group_stock_user"]', '["Stock / User"]', "roles.planner.groups.0"),
        ("companies = [1]", "companies = []", "companies"),
        ('currency = "EUR"', 'currency = "euro"', "currency"),
        ('lifetime = "24 hours"', 'lifetime = "73 hours"', "clearance: lifetime must be at most 3 days"),
        ('lifetime = "24 hours"', 'lifetime = "0 hours"', "clearance.lifetime"),
        ('lifetime = "24 hours"', 'lifetime = "a day"', "clearance.lifetime: write a time as a number and a unit"),
        ('lifetime = "24 hours"', "lifetime = 24", "clearance.lifetime: write a time as a number and a unit"),
        ('lifetime = "24 hours"', "lifetime = 1979-05-27", "clearance.lifetime: write a time as a number and a unit"),
        ("[pace]", "[pace", "not readable as TOML: .*line"),
        ("[pace]", "[grounds]\n[pace]", "not readable as TOML: .*twice"),
    ],
)
def test_a_book_that_contradicts_itself_or_the_house_is_refused(old: str, new: str, problem: str) -> None:
    with pytest.raises(BookRefused, match=problem) as refused:
        load(_with(old, new))

    assert refused.value.problems


def test_a_key_may_last_three_days_and_limits_may_meet() -> None:
    assert load(_with('lifetime = "24 hours"', 'lifetime = "72 hours"')).lifetime == timedelta(hours=72)
    assert load(_with("ask_above = 2_500.00", "ask_above = 100_000.00")).purchase.draft.supplier.ask_above == 100_000


def test_an_empty_text_is_no_book_and_every_missing_table_is_named() -> None:
    with pytest.raises(BookRefused) as refused:
        load("")

    assert len(refused.value.problems) == 20
    assert all("is missing; add it" in problem for problem in refused.value.problems)
