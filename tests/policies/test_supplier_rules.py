"""Where each rule about suppliers begins to speak, and whom it asks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.approval import Circumstances, NeedsApproval, Verdict
from domain.identity import Role
from domain.proposals import Proposal
from domain.supplying import Question, Review
from policies.finding import Asks
from policies.judge import findings
from tests.policies.given import NOW, about, alone, eur, house, known, rate, request, supplier
from tests.policies.supplying import (
    PLANNED,
    ROLLER,
    days,
    hold,
    order,
    ordered_line,
    preference,
    question,
    release,
    replan,
    reply,
    review,
    roller,
    split,
)

SPLIT = split(request())
PASSED, ASKED, REFUSED = "cleared", "needs_approval", "refused"


def _judged(proposal: Proposal, **changes: object) -> Verdict:
    return alone(proposal, about(proposal, **changes), house())


def _role(given: Verdict) -> Role | None:
    return given.role if isinstance(given, NeedsApproval) else None


def _rules(given: Verdict, effect: str) -> set[str]:
    return {hit.rule for hit in given.hits if hit.effect == effect}


UNSURE = known().grounds.model_copy(update={"confidence": Decimal("0.1")})
OLD = NOW + timedelta(hours=5)

ALL: list[Proposal] = [question(), replan(), replan(because="reply"), SPLIT, review(), preference(), hold(), release()]
NAMES = [f"{one.kind}{n}" for n, one in enumerate(ALL)]


@pytest.mark.parametrize(
    ("proposal", "outcome", "role"),
    [
        (question(), PASSED, None),
        (replan(), PASSED, None),
        (replan(because="reply"), PASSED, None),
        (SPLIT, PASSED, None),
        (review(), PASSED, None),
        (preference(), ASKED, Role.PURCHASING_MANAGER),
        (hold(), ASKED, Role.PURCHASING_MANAGER),
        (hold(level="block"), ASKED, Role.FINANCE),
        (release(), ASKED, Role.PURCHASING_MANAGER),
        (release("block"), ASKED, Role.FINANCE),
    ],
)
def test_what_nobody_objects_to_passes_and_master_data_asks(
    proposal: Proposal, outcome: str, role: Role | None
) -> None:
    given = _judged(proposal)

    assert (given.kind, _role(given)) == (outcome, role)


@pytest.mark.parametrize("proposal", ALL, ids=NAMES)
def test_another_company_is_none_of_this_book_s_business(proposal: Proposal) -> None:
    abroad = proposal.model_copy(update={"company_id": 2})

    given = _judged(abroad, order=about(proposal).order)

    assert "scope.other_company" in _rules(given, "refuses")


@pytest.mark.parametrize("proposal", ALL, ids=NAMES)
def test_old_data_is_never_acted_on_alone(proposal: Proposal) -> None:
    given = _judged(proposal, judged_at=OLD)

    assert "grounds.old_data" in _rules(given, "asks")
    assert _role(given) is (Role.PURCHASING_MANAGER if proposal in {ALL[-1], ALL[-2], ALL[-3]} else Role.BUYER)


@pytest.mark.parametrize(
    ("proposal", "needs_sure_numbers"),
    [
        (question(Question.CONFIRM), False),
        (question(Question.EXPEDITE), True),
        (question(Question.EXPLAIN), True),
        (replan(because="statistics"), True),
        (replan(because="reply"), False),
        (SPLIT, True),
        (review(Review.UNREAD_REPLY), False),
        (review(Review.SCORE), True),
        (review(Review.TREND), True),
        (review(Review.LATE_LINES), True),
        (preference(), True),
        (hold(), True),
        (release(), True),
    ],
)
def test_only_what_presses_moves_or_judges_needs_sure_numbers(proposal: Proposal, needs_sure_numbers: bool) -> None:
    given = _judged(proposal, grounds=UNSURE)

    assert ("grounds.unsure" in _rules(given, "asks")) is needs_sure_numbers


@pytest.mark.parametrize(
    ("level", "outcomes"),
    [
        ("none", {"ask": PASSED, "split": PASSED, "prefer": ASKED, "hold": ASKED, "block": ASKED}),
        ("warning", {"ask": PASSED, "split": ASKED, "prefer": ASKED, "hold": REFUSED, "block": ASKED}),
        ("block", {"ask": ASKED, "split": REFUSED, "prefer": REFUSED, "hold": REFUSED, "block": REFUSED}),
    ],
)
def test_what_odoo_says_of_a_supplier_stops_buying_before_it_stops_asking(level: str, outcomes: dict[str, str]) -> None:
    wishes: dict[str, Proposal] = {
        "ask": question(),
        "split": SPLIT,
        "prefer": preference(),
        "hold": hold(),
        "block": hold(level="block"),
    }

    said = {name: _judged(wish, supplier=supplier(warning=level)).kind for name, wish in wishes.items()}

    assert said == outcomes


@pytest.mark.parametrize(
    ("proposal", "outcome"),
    [
        (question(), REFUSED),
        (replan(), PASSED),
        (SPLIT, REFUSED),
        (review(), PASSED),
        (preference(), REFUSED),
        (hold(), REFUSED),
        (release(), REFUSED),
    ],
)
def test_an_archived_supplier_is_only_planned_with_and_looked_at(proposal: Proposal, outcome: str) -> None:
    assert _judged(proposal, supplier=supplier(active=False)).kind == outcome


@pytest.mark.parametrize("proposal", ALL, ids=NAMES)
@pytest.mark.parametrize("standing", [None, supplier(supplier_id=77)])
def test_a_supplier_of_whom_nothing_is_known_is_refused(proposal: Proposal, standing: object) -> None:
    given = _judged(proposal, supplier=standing)

    assert "supplier.unknown" in _rules(given, "refuses")


ORDERED = [question(), replan(), SPLIT]


@pytest.mark.parametrize("proposal", ORDERED, ids=lambda p: p.kind)
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (None, "order.unknown"),
        ({"order_id": 871}, "order.unknown"),
        ({"company_id": 2}, "order.unknown"),
        ({"confirmed": False}, "order.not_confirmed"),
        ({"entity_id": 77}, "order.of_another_supplier"),
        ({"lines": ()}, "order.line_not_there"),
        ({"lines": (ordered_line(line_id=8702),)}, "order.line_not_there"),
        ({"lines": (ordered_line(product_id=56),)}, "order.line_not_there"),
    ],
)
def test_what_a_wish_says_of_an_order_is_not_taken_on_trust(
    proposal: Proposal, change: dict[str, object] | None, rule: str
) -> None:
    known_order = about(proposal).order
    assert known_order is not None
    changed = known_order.model_copy(update=change) if change is not None else None

    given = _judged(proposal, order=changed)

    assert _rules(given, "refuses") == {rule}


def test_one_foreign_line_among_others_is_enough() -> None:
    lines = (*question().lines, question().lines[0].model_copy(update={"line_id": 9999}))

    assert _rules(_judged(question(lines=lines)), "refuses") == {"order.line_not_there"}


@pytest.mark.parametrize(
    ("by", "outcome"), [(NOW - timedelta(seconds=1), REFUSED), (NOW, REFUSED), (NOW + timedelta(seconds=1), PASSED)]
)
def test_an_answer_is_wanted_after_the_question(by: object, outcome: str) -> None:
    assert _judged(question(answer_by=by)).kind == outcome


def test_a_letter_goes_where_the_order_went() -> None:
    assert _rules(_judged(question(partner_id=33)), "refuses") == {"ask.other_address"}


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("later", "because", "role"),
    [
        (14, "statistics", None),
        (14.00001, "statistics", Role.BUYER),
        (45, "statistics", Role.BUYER),
        (45.00001, "statistics", Role.PURCHASING_MANAGER),
        (365, "statistics", Role.PURCHASING_MANAGER),
        (7, "reply", None),
        (7.00001, "reply", Role.BUYER),
        (30, "reply", Role.BUYER),
        (30.00001, "reply", Role.PURCHASING_MANAGER),
    ],
)
def test_the_days_decide_who_is_asked(later: float, because: object, role: Role | None) -> None:
    given = _judged(replan(later, because=because))  # type: ignore[arg-type]

    assert (given.kind, _role(given)) == (ASKED if role else PASSED, role)


@pytest.mark.parametrize(
    ("value", "found", "role"),
    [
        ("5000.00", "0.01", None),
        ("5000.01", "0.01", Role.BUYER),
        ("0.01", "5000.01", Role.BUYER),
        ("25000.00", "0.01", Role.BUYER),
        ("25000.01", "0.01", Role.PURCHASING_MANAGER),
        ("0.01", "25000.01", Role.PURCHASING_MANAGER),
    ],
)
def test_the_value_of_what_is_to_come_decides_who_is_asked(value: str, found: str, role: Role | None) -> None:
    line = ordered_line(value=eur(found))

    given = _judged(replan(5, value), order=order(lines=(line,)))

    assert (given.kind, _role(given)) == (ASKED if role else PASSED, role)


def test_days_count_from_the_date_that_odoo_holds_where_that_is_further_off() -> None:
    line = ordered_line(planned=PLANNED - days(12))

    given = _judged(replan(5), order=order(lines=(line,)))

    assert _rules(given, "asks") == {"replan.statistics.above_limit"}


def test_a_line_without_a_date_counts_from_the_date_that_is_said() -> None:
    assert _judged(replan(5), order=order(lines=(ordered_line(planned=None),))).kind == PASSED


@pytest.mark.parametrize("line", [ordered_line(), ordered_line(planned=PLANNED - days(9))])
def test_a_date_earlier_than_the_one_before_asks(line: object) -> None:
    given = _judged(replan(-1), order=order(lines=(line,)))

    assert _rules(given, "asks") == {"replan.earlier"}
    assert _role(given) is Role.BUYER


def test_a_date_earlier_than_odoo_holds_asks_although_it_is_later_than_is_said() -> None:
    line = ordered_line(planned=PLANNED + days(7))

    assert _rules(_judged(replan(5), order=order(lines=(line,))), "asks") == {"replan.earlier"}


def test_a_date_that_odoo_holds_already_is_not_earlier() -> None:
    line = ordered_line(planned=PLANNED + days(5))

    assert _judged(replan(5), order=order(lines=(line,))).kind == PASSED


@pytest.mark.parametrize(
    ("new", "rule"),
    [
        (NOW, None),
        (NOW - timedelta(seconds=1), "replan.in_the_past"),
        (NOW + days(730), None),
        (NOW + days(730) + timedelta(seconds=1), "replan.too_far"),
    ],
)
def test_no_date_has_passed_or_is_beyond_two_years(new: object, rule: str | None) -> None:
    proposal = replan().model_copy(update={"new_date": new})

    refusing = {hit for hit in _rules(_judged(proposal), "refuses") if "above_ceiling" not in hit}

    assert refusing == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("message", "rule", "effect"),
    [
        (None, "replan.reply_unknown", "refuses"),
        (reply(order_id=871), "replan.reply_unknown", "refuses"),
        (reply(entity_id=None), "replan.reply_of_a_stranger", "asks"),
        (reply(entity_id=77), "replan.reply_of_a_stranger", "asks"),
    ],
)
def test_a_message_counts_only_on_its_order_and_alone_only_from_the_supplier(
    message: object, rule: str, effect: str
) -> None:
    assert rule in _rules(_judged(replan(because="reply"), reply=message), effect)
    assert _judged(replan(because="statistics"), reply=message).kind == PASSED


def test_a_message_on_an_order_that_is_not_known_is_no_supplier_s() -> None:
    given = _judged(replan(because="reply"), order=None)

    assert {"order.unknown"} == _rules(given, "refuses")
    assert "replan.reply_of_a_stranger" in _rules(given, "asks")


@pytest.mark.parametrize(("age", "asks"), [(days(31), False), (days(31) + timedelta(seconds=1), True)])
@pytest.mark.parametrize(
    ("proposal", "role"), [(replan(currency="USD"), Role.BUYER), (split(request(currency="USD")), Role.FINANCE)]
)
def test_an_old_rate_asks(proposal: Proposal, role: Role, age: timedelta, asks: bool) -> None:
    at = rate("0.9").model_copy(update={"as_of": NOW - age})

    given = _judged(proposal, rate=at)

    assert (_rules(given, "asks"), _role(given)) == (({"money.old_rate"}, role) if asks else (set(), None))


# --- another supplier ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("proposal", [SPLIT, preference()], ids=lambda p: p.kind)
@pytest.mark.parametrize(
    ("other", "rule"),
    [
        (None, "supplier.other_unknown"),
        (roller(supplier_id=45), "supplier.other_unknown"),
        (roller(commercial_id=30), "supplier.same_entity"),
        (roller(tax_id="de 811 907 980"), "supplier.same_entity"),
        (roller(tax_id="DE811907981"), None),
    ],
)
def test_whoever_takes_a_supplier_s_place_is_another_legal_entity(
    proposal: Proposal, other: object, rule: str | None
) -> None:
    entity = other.commercial_id if other is not None else ROLLER  # type: ignore[attr-defined]
    orders = {"order": order(entity)} if proposal is SPLIT else {}

    given = _judged(proposal, supplier=supplier(tax_id="DE811907980"), passed_over=other, **orders)

    assert _rules(given, "refuses") == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("quantity", "open_then", "open_now", "outcome"),
    [
        ("50", "100", "100", PASSED),
        ("50.000001", "100", "100", ASKED),
        ("100", "100", "100", ASKED),
        ("50", "100", "99", ASKED),
        ("100", "100", "99.999999", REFUSED),
        ("50", "50", "1000", ASKED),
        ("1", "100", "0", REFUSED),
    ],
)
def test_a_large_share_of_a_late_line_asks_and_more_than_is_late_is_refused(
    quantity: str, open_then: str, open_now: str, outcome: str
) -> None:
    proposal = split(request("1.00", quantity=quantity), open_quantity=open_then)
    line = ordered_line(open_quantity=Decimal(open_now))

    assert _judged(proposal, order=order(ROLLER, lines=(line,))).kind == outcome


@pytest.mark.parametrize(
    ("change", "rule"),
    [({"known_since": NOW - days(29)}, "supplier.new"), ({"orders_confirmed": 0}, "supplier.untried")],
)
@pytest.mark.parametrize("proposal", [SPLIT, preference()], ids=lambda p: p.kind)
def test_a_new_supplier_is_for_finance_to_look_at(proposal: Proposal, change: dict[str, object], rule: str) -> None:
    given = _judged(proposal, supplier=supplier(**change))

    assert rule in _rules(given, "asks")
    assert _role(given) is Role.FINANCE


@pytest.mark.parametrize("proposal", [SPLIT, preference()], ids=lambda p: p.kind)
def test_a_supplier_known_for_thirty_days_with_one_order_is_not_new(proposal: Proposal) -> None:
    given = _judged(proposal, supplier=supplier(known_since=NOW - days(30), orders_confirmed=1))

    assert not _rules(given, "asks") & {"supplier.new", "supplier.untried"}


# --- master data -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proposal", "spent", "role"),
    [
        (preference("25000.00"), "0.01", Role.PURCHASING_MANAGER),
        (preference("25000.01"), "0.01", Role.FINANCE),
        (preference("0.01"), "25000.01", Role.FINANCE),
        (preference("0.01"), "5000000.01", None),
        (hold("50000.00"), "0.01", Role.PURCHASING_MANAGER),
        (hold("50000.01"), "0.01", Role.FINANCE),
        (hold("0.01"), "50000.01", Role.FINANCE),
        (release(), "50000.00", Role.PURCHASING_MANAGER),
        (release(), "50000.01", Role.FINANCE),
        (release(), "50000000.01", None),
    ],
)
def test_much_money_is_for_finance_whatever_is_said(proposal: Proposal, spent: str, role: Role | None) -> None:
    given = _judged(proposal, spent=eur(spent))

    assert (given.kind, _role(given)) == (ASKED if role else REFUSED, role)


@pytest.mark.parametrize("proposal", [preference(), hold(level="block"), release("block")], ids=lambda p: p.kind)
def test_no_doubt_about_master_data_goes_to_anybody_below_the_purchasing_manager(proposal: Proposal) -> None:
    told = about(proposal, judged_at=OLD, grounds=UNSURE, made_by="another_case")

    asked = {said.role for said in findings(proposal, told, house()) if isinstance(said, Asks)}

    assert asked <= {Role.PURCHASING_MANAGER, Role.FINANCE}


@pytest.mark.parametrize(
    ("proposal", "changes", "rule"),
    [
        (preference(), {"spent": None}, "money.spent_unknown"),
        (hold(), {"spent": None}, "money.spent_unknown"),
        (release(), {"spent": None}, "money.spent_unknown"),
        (release(), {"spent": eur(-1)}, "money.below_zero"),
        (release(), {"company_currency": "USD"}, "money.book_in_other_currency"),
        (hold(), {"company_currency": None}, "money.company_currency_unknown"),
        (hold(currency="USD"), {}, "money.rate_unknown"),
        (hold("-1"), {}, "money.below_zero"),
        (preference(currency="USD"), {}, "money.rate_unknown"),
        (replan(currency="USD"), {}, "money.rate_unknown"),
        (replan(5, "-1"), {}, "money.below_zero"),
        (split(request(currency="USD")), {}, "money.rate_unknown"),
    ],
)
def test_money_that_cannot_be_weighed_is_refused(proposal: Proposal, changes: dict[str, object], rule: str) -> None:
    assert rule in _rules(_judged(proposal, **changes), "refuses")


@pytest.mark.parametrize(
    ("maker", "outcome", "rule"),
    [
        ("this_case", ASKED, "release.needs_a_person"),
        ("another_case", ASKED, "release.of_another_case"),
        ("not_ours", REFUSED, "record.not_ours"),
        (None, REFUSED, "record.maker_unknown"),
    ],
)
def test_only_a_hold_of_this_house_is_released(maker: object, outcome: str, rule: str) -> None:
    given = _judged(release(), made_by=maker)

    assert given.kind == outcome
    assert rule in _rules(given, "asks") | _rules(given, "refuses")


def test_circumstances_of_other_kinds_do_not_matter() -> None:
    bare = {"order": None, "reply": None, "passed_over": None, "spent": None}

    def as_before(told: Circumstances) -> str:
        return alone(request(), told, house()).kind

    assert as_before(known(**bare)) == as_before(about(request())) == PASSED
