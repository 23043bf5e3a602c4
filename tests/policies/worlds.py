"""Random books, proposals and circumstances: near ones, to compare two verdicts, and wild ones, for totality."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any, Literal, TypeVar

from hypothesis import strategies as st

from domain.approval import Circumstances, Exposure, Giving, Rate
from domain.money import Money
from domain.proposals import AdjustReorderRule, Grounds, MoveStock, Notice, Proposal, SplitSourcing
from domain.supplier import SupplierStanding
from domain.supplying import ChangeExpectedDate, Question, Review
from policies import exposure
from policies.book import PolicyBook
from policies.example import nothing_under
from policies.rules import RULES
from tests.policies.given import (
    BEARING,
    HOUSE,
    NOW,
    confirmation,
    eur,
    from_plain,
    notice,
    reorder,
    request,
    transfer,
    withdrawal,
)
from tests.policies.supplying import (
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
    stands_behind,
)

World = tuple[Proposal, Circumstances, PolicyBook]
T = TypeVar("T")
Maker = Literal["this_case", "another_case", "not_ours"]
Warning_ = Literal["none", "warning", "block"]
Plain = dict[str, Any]
"""The tables of a book as read from TOML."""

SWITCHES = (
    "draft_transfer",
    "reserve_transfer",
    "draft_purchase",
    "notify_person",
    "withdraw_draft",
    "ask_supplier",
    "change_expected_date",
    "split_sourcing",
    "raise_supplier_review",
)

cents = st.integers(1, 2_000).map(lambda n: Decimal(n) / 100)
factors = st.integers(1, 400).map(lambda n: Decimal(n) / 100)
quantities = st.integers(1, 40).map(Decimal)
currencies = st.sampled_from(["EUR", "USD"])
pickings = st.sampled_from([None, 412])
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs")), min_size=1, max_size=40)


def plain_books() -> st.SearchStrategy[Plain]:
    """The house book with every limit drawn anew, low enough that near proposals stand on both sides of it."""
    return st.integers(0, 2**32).map(_plain_book)


def _plain_book(seed: int) -> Plain:
    dice, plain = Random(seed), tomllib.loads(HOUSE, parse_float=Decimal)
    tight = dice.choice([0.0, 0.2, 1.0])
    for table in tables_with_limits(plain):
        table.update(_limits(table, dice, tight=dice.random() < tight))
    plain["alone"].update({switch: dice.random() < 0.8 for switch in SWITCHES})
    plain["grounds"].update({"least_confidence": dice.randint(0, 90) / 100})
    plain["supplier"].update({"refuse_on_warning": dice.random() < 0.5})
    return plain


def books() -> st.SearchStrategy[PolicyBook]:
    return plain_books().map(from_plain)


def tables_with_limits(table: Plain) -> list[Plain]:
    """Every table that limits a window."""
    inner = [found for value in table.values() if isinstance(value, dict) for found in tables_with_limits(value)]
    return [table, *inner] if "span" in table else inner


def _limits(table: Plain, dice: Random, *, tight: bool) -> Plain:
    ladder = [name for name in ("ask_above", "buyer_up_to", "manager_up_to", "refuse_above") if name in table]
    if ladder == ["ask_above"]:
        return {"ask_above": dice.randint(0 if tight else 70, 100) / 100}
    counts = isinstance(table["refuse_above"], int)
    most = (4 if counts else 1_000) if tight else (40 if counts else 20_000)
    least = 0 if tight else most // 4
    return dict(zip(ladder, sorted(dice.randint(least, most) for _ in ladder), strict=True))


@st.composite
def proposals(draw: st.DrawFn, of: Sequence[str] = tuple(RULES)) -> Proposal:
    """Every kind and stage, with amounts around the limits that `books` draws."""
    kind = draw(st.sampled_from(of))
    if kind == "move_stock":
        quantity, unit = draw(quantities), draw(cents)
        return transfer(unit * quantity, quantity=quantity, cost=draw(cents), picking_id=draw(pickings))
    if kind in {"raise_purchase", "confirm_purchase"}:
        draft = request(draw(cents), quantity=draw(quantities), currency=draw(currencies))
        return draft if kind == "raise_purchase" else confirmation(draft)
    if kind == "adjust_reorder_rule":
        return draw(_reorder_rules())
    if kind == "notify_person":
        return notice(draw(mostly(Notice.SHORTAGE, *Notice)))
    return withdrawal() if kind == "withdraw_draft" else draw(_ABOUT_SUPPLIERS[kind])


_LEVELS: st.SearchStrategy[Literal["warning", "block"]] = st.sampled_from(["warning", "block"])
_MONEY = st.integers(1, 20_000).map(Decimal)


@st.composite
def _splits(draw: st.DrawFn) -> SplitSourcing:
    goods = request(draw(cents), quantity=draw(quantities), currency=draw(currencies))
    return split(goods, open_quantity=draw(mostly(Decimal(200), goods.quantity)))


@st.composite
def _dates(draw: st.DrawFn) -> ChangeExpectedDate:
    because: Literal["statistics", "reply"] = draw(st.sampled_from(["statistics", "reply"]))
    later = draw(st.one_of(st.integers(1, 12), mostly(0.001, 20, 40, 800, -1, -19, -30)))
    return replan(later, draw(cents) * 40, because=because, currency=draw(currencies))


_ABOUT_SUPPLIERS: Mapping[str, st.SearchStrategy[Proposal]] = {
    "ask_supplier": st.sampled_from(list(Question)).map(question),
    "change_expected_date": _dates(),
    "split_sourcing": _splits(),
    "raise_supplier_review": st.sampled_from(list(Review)).map(review),
    "prefer_supplier": _MONEY.map(preference),
    "hold_supplier": st.builds(hold, _MONEY, _LEVELS),
    "release_supplier": _LEVELS.map(release),
}


@st.composite
def _reorder_rules(draw: st.DrawFn) -> AdjustReorderRule:
    old, new = (sorted(draw(st.lists(st.integers(0, 300), min_size=2, max_size=2))) for _ in range(2))
    return reorder((str(old[0]), str(old[1])), (str(new[0]), str(new[1])))


def mostly(fine: T, *others: T) -> st.SearchStrategy[T]:
    """Usually what stands in no one's way: with many things to be wrong at once, nothing would ever pass."""
    return st.sampled_from([*[fine] * 8 * len(others), *others])


@st.composite
def rates(draw: st.DrawFn, of: st.SearchStrategy[Decimal]) -> Rate:
    age = timedelta(days=draw(mostly(0, 31, 32, 400)))
    return Rate(currency="USD", company_currency="EUR", factor=draw(of), as_of=NOW - age)


@st.composite
def _standings(draw: st.DrawFn) -> SupplierStanding:
    warnings: st.SearchStrategy[Warning_] = mostly("none", "warning", "block")
    return SupplierStanding(
        supplier_id=31,
        commercial_id=30,
        name="Kugel",
        active=draw(mostly(True, False)),
        warning=draw(warnings),
        known_since=NOW - timedelta(days=draw(mostly(900, 30, 29))),
        orders_confirmed=draw(mostly(40, 1, 0)),
        tax_id=draw(st.sampled_from(["", "DE 1", "/"])),
    )


@st.composite
def _grounds(draw: st.DrawFn) -> Grounds:
    return Grounds(
        confidence=draw(mostly(Decimal(1), Decimal("0.9"), Decimal("0.5"), Decimal(0))),
        method="lightgbm",
        sample_days=draw(mostly(364, 0, 55, 56)),
        read_at=NOW - timedelta(hours=draw(mostly(0, 4, 5, 167, 169))),
    )


@st.composite
def circumstances(draw: st.DrawFn, *, known_only: bool = False) -> Circumstances:
    """What might be known, exposures apart; without `known_only`, anything may be unknown."""
    giving = Giving(free=Decimal(draw(mostly(400, 40, 10, 0, -5))), unit_value=eur(draw(cents)))
    makers: st.SearchStrategy[Maker] = mostly("this_case", "another_case", "not_ours")

    def or_none(known: T) -> T | None:
        return known if known_only else draw(mostly(known, None))

    return Circumstances(
        grounds=draw(_grounds()),
        judged_at=NOW,
        company_currency=or_none("EUR"),
        rate=or_none(draw(rates(factors))),
        supplier=or_none(draw(_standings())),
        exposures=(),
        giving=or_none(giving),
        made_by=or_none(draw(makers)),
        passed_over=or_none(roller(commercial_id=draw(mostly(44, 30)), tax_id=draw(st.sampled_from(["", "DE 2"])))),
        order=or_none(order(confirmed=draw(mostly(True, False)), partner_id=draw(mostly(32, 99)))),
        reply=or_none(reply(entity_id=draw(mostly(30, None, 99)))),
        spent=or_none(eur(draw(cents) * 400)),
    )


@st.composite
def _fitting(draw: st.DrawFn, told: Circumstances, proposal: Proposal) -> Circumstances:
    """The same, with an order that is the one the proposal is about."""
    if told.order is None:
        return told
    entity = stands_behind(proposal)["order"].entity_id  # type: ignore[attr-defined]
    lines = draw(mostly((ordered_line(value=eur(draw(cents) * 40)),), ()))
    return told.model_copy(update={"order": told.order.model_copy(update={"entity_id": entity, "lines": lines})})


@st.composite
def worlds(draw: st.DrawFn, *, known_only: bool = False, of: Sequence[str] = tuple(RULES)) -> World:
    """A book, a proposal and circumstances with a past in each of its windows."""
    by, proposal = draw(books()), draw(proposals(of))
    told = draw(_fitting(draw(circumstances(known_only=known_only)), proposal))
    pasts = [draw(_past(key, known_only=known_only)) for key in exposure.keys(proposal, told, by)]
    return proposal, told.model_copy(update={"exposures": tuple(past for past in pasts if past is not None)}), by


@st.composite
def _past(draw: st.DrawFn, key: exposure.ExposureKey, *, known_only: bool) -> Exposure | None:
    if not known_only and draw(mostly(*[False] * 4, True)):
        return None
    amount = draw(mostly(Decimal(0), Decimal("0.01"), Decimal(100), Decimal(1_000), Decimal(10_000)))
    return nothing_under(key).model_copy(
        update={
            "committed": Money(amount=amount, currency=key.amount.currency),
            "quantity": draw(mostly(Decimal(0), Decimal(1), Decimal(100))),
            "count": draw(mostly(0, 1, 3, 9)),
        }
    )


@st.composite
def wild_proposals(draw: st.DrawFn) -> Proposal:
    """Values at the far ends of what a proposal may hold, and names of any kind."""
    quantity = draw(st.sampled_from([Decimal("0.000001"), Decimal(1), Decimal("999999999.999999"), Decimal(10) ** 9]))
    amount = st.sampled_from([Decimal(0), Decimal("0.000001"), Decimal("0.004"), Decimal("999999999999.999999")])
    price = draw(amount)
    product = {"product": BEARING.model_copy(update={"name": draw(names), "code": draw(names)})}
    if draw(st.booleans()):
        return draw(_wild_about_suppliers(price))
    if draw(st.booleans()) and quantity * price < Decimal(10) ** 12 - 1:
        asked = request(price, quantity=quantity, currency=draw(currencies), company_id=draw(st.sampled_from([1, 2])))
        renamed = asked.model_copy(update=product | {"supplier": draw(names)})
        return renamed if draw(st.booleans()) else confirmation(renamed)
    value = draw(st.sampled_from([price, -price]))
    moved: MoveStock = transfer(value, quantity=quantity, cost=draw(amount), picking_id=draw(pickings))
    return moved.model_copy(update=product)


@st.composite
def _wild_about_suppliers(draw: st.DrawFn, amount: Decimal) -> Proposal:
    value, currency = draw(st.sampled_from([amount, -amount])), draw(currencies)
    later = draw(st.sampled_from([-739_000.0, -0.000001, 0.000001, 2_900_000.0]))
    wild: list[Proposal] = [
        question(lines=question().lines * 20, partner=draw(names)),
        replan(later, value, currency=currency),
        preference(value, currency=currency),
        hold(value, currency=currency),
        review().model_copy(update={"points": Decimal(10) ** 9}),
        release(),
    ]
    return draw(st.sampled_from(wild))
