"""One plan for all shortages of a sweep: sites in trouble share what the others can spare, and nothing is given twice.

Goods of different products never compete (each case makes a transfer of its own, and pays the lane's fixed cost for
it), so the optimum falls apart into one small mixed-integer programme for each product.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Annotated

from pydantic import Field

from agents.stockout import balance_cost
from agents.stockout.arithmetic import rounded
from agents.stockout.balance_binding import binding
from agents.stockout.balance_model import Model, carried, left, model, solve
from agents.stockout.balance_program import Solved
from agents.stockout.option_prices import Tier
from agents.stockout.option_terms import Moved, Trouble
from agents.stockout.option_transfer import Giver
from domain.fact import Amount, Fact, Id, Line
from domain.money import Money


class Bought(Fact):
    """A quantity from one line of a price list."""

    supplierinfo_id: Id
    supplier_id: Id
    quantity: Amount


class Allocation(Fact):
    """What the plan gives one site in trouble.

    `taken` is what the plan gives to other sites from the same givers. `expected` is the expected cost with the plan,
    `nothing` without any action, over the plan's paths of demand. `binding` says which limit keeps from doing more.
    """

    product_id: Id
    warehouse_id: Id
    transfers: tuple[Moved, ...]
    purchases: tuple[Bought, ...]
    taken: tuple[Moved, ...]
    expected: Money
    nothing: Money
    binding: Line
    proven: bool


class Plan(Fact):
    """All allocations of a sweep; `gap` is the largest relative distance to a proven optimum."""

    allocations: tuple[Allocation, ...]
    objective: Money
    nothing: Money
    gap: Annotated[Decimal, Field(ge=0, le=1, decimal_places=6)]
    unproven: Annotated[int, Field(ge=0)]

    def of(self, product_id: int, warehouse_id: int) -> Allocation | None:
        """The allocation of one shortage."""
        return next((a for a in self.allocations if (a.product_id, a.warehouse_id) == (product_id, warehouse_id)), None)


def plan(troubles: Sequence[Trouble], *, seconds: float = 2.0) -> Plan:
    """The least expected cost over all shortages; the programme of one product is stopped after so many seconds.

    One that was stopped gives the best plan so far, and says that it is not proven best.
    """
    ordered = sorted(troubles, key=lambda t: (t.position.product.product_id, t.warehouse_id))
    groups = [list(group) for _, group in groupby(ordered, key=lambda t: t.position.product.product_id)]
    allocations: list[Allocation] = []
    gap = 0.0
    for group in groups:
        models = [model(trouble, others=group) for trouble in group]
        solved = solve(models, seconds=seconds)
        gap = max(gap, solved.gap)
        allocations += [_allocation(models, index, solved) for index in range(len(models))]
    currency = troubles[0].currency if troubles else "XXX"
    return Plan(
        allocations=tuple(allocations),
        objective=_sum([a.expected for a in allocations], currency),
        nothing=_sum([a.nothing for a in allocations], currency),
        gap=rounded(min(1.0, gap), "0.000001"),
        unproven=sum(not a.proven for a in allocations),
    )


def _allocation(models: Sequence[Model], index: int, solved: Solved) -> Allocation:
    own = models[index]
    given = [carried(m, q) for m, q in zip(models, solved.quantities, strict=True)]
    sources = {s.shelf.site.warehouse_id for s in own.sources if isinstance(s, Giver)}
    others = [
        Moved(from_warehouse_id=source.shelf.site.warehouse_id, quantity=quantity)
        for i, pairs in enumerate(given)
        for source, quantity in pairs
        if i != index and isinstance(source, Giver) and source.shelf.site.warehouse_id in sources
    ]
    trouble, idle = own.site.trouble, [0.0] * len(own.receiver.ways)
    return Allocation(
        product_id=trouble.position.product.product_id,
        warehouse_id=trouble.warehouse_id,
        transfers=tuple(
            Moved(from_warehouse_id=s.shelf.site.warehouse_id, quantity=q)
            for s, q in given[index]
            if isinstance(s, Giver)
        ),
        purchases=tuple(
            Bought(supplierinfo_id=s.price.supplierinfo_id, supplier_id=s.price.supplier_id, quantity=q)
            for s, q in given[index]
            if isinstance(s, Tier)
        ),
        taken=tuple(others),
        expected=_money(balance_cost.cost([own.receiver], [solved.quantities[index]]), trouble),
        nothing=_money(balance_cost.cost([own.receiver], [idle]), trouble),
        binding=binding(own, solved.quantities[index], left(models, solved)),
        proven=solved.proven,
    )


def _sum(amounts: Sequence[Money], currency: str) -> Money:
    return sum(amounts, Money(amount=Decimal(0), currency=currency))


def _money(amount: float, trouble: Trouble) -> Money:
    return Money(amount=rounded(amount), currency=trouble.currency)
