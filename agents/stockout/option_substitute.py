"""Offering another product of the same site instead."""

from decimal import Decimal

import numpy as np

from agents.stockout import arithmetic
from agents.stockout.arithmetic import Sum, cents, plain, rounded
from agents.stockout.costing import Ahead, lost_so_far
from agents.stockout.option_rows import Deed, Risk, Row, Worked, action, down, impossible, possible
from agents.stockout.option_terms import Offer, SubstituteStock, Trouble
from domain.proposals import Notice, NotifyPerson

_ASSUMED = ("substitute.cost_per_unit", "substitute.accepted_share")


def substitutes(site: Ahead) -> tuple[Offer, ...]:
    """A row for each substitute that Odoo names; its stock at the site must be known."""
    trouble = site.trouble
    known = {stock.product.product_id: stock for stock in trouble.substitutes}
    if not trouble.position.substitutes:
        return (impossible(Row("substitute", "substitute", "Substitute"), "Odoo names no substitute of the product"),)
    rows = []
    for product in trouble.position.substitutes:
        row = Row("substitute", f"substitute:{product.product_id}", f"Offer {product.name} instead")
        stock = known.get(product.product_id)
        rows.append(_substitute(site, row, stock) if stock else impossible(row, "its stock at the site is not known"))
    return tuple(rows)


def _substitute(site: Ahead, row: Row, stock: SubstituteStock) -> Offer:
    trouble, assumed = site.trouble, site.trouble.assumptions.substitute
    usable = down(stock.free - stock.protected, trouble.position.multiple)
    if usable <= 0:
        free = max(stock.free, Decimal(0))
        return impossible(row, f"{plain(free)} are free, and {plain(stock.protected)} are needed for its own customers")
    lost = lost_so_far(site.demand, site.supply)[:, -1]
    taken = np.minimum(float(assumed.accepted_share) * lost, float(usable))
    served, left = rounded(float(taken.mean())), rounded(float((lost - taken).mean()))
    if served <= 0:
        return impossible(row, "no sale is expected to be lost that it could stand in for")
    facts = [
        f"{plain(usable)} usable: {plain(stock.free)} free, {plain(stock.protected)} for its own customers",
        f"Expected to be taken instead, of what would be lost: {served} {trouble.position.product.uom}",
    ]
    line = f"Expected not to be sold: {left} {trouble.position.product.uom}"
    worked = Worked(
        row=row,
        costs=_costs(site, stock, f"{served}"),
        risk=Risk((line,), f"{left}", rounded(float((lost - taken > 0).mean()), "0.0001")),
        arrives=trouble.now,
        assumed=_ASSUMED,
        facts=facts,
        deeds=(Deed(_notice(site.trouble, stock, usable)),),
    )
    return possible(site, worked)


def _costs(site: Ahead, stock: SubstituteStock, served: str) -> tuple[Sum, ...]:
    """The trouble of substituting, and the margin given up where the substitute earns less."""
    trouble, position = site.trouble, site.trouble.position
    effort = f"{served} x {cents(trouble.assumptions.substitute.cost_per_unit)}"
    own = f"({cents(position.list_price)} - {cents(position.standard_price)})"
    other = f"({cents(stock.list_price)} - {cents(stock.standard_price)})"
    costs = [arithmetic.money("Substituting", effort, trouble.currency)]
    if arithmetic.value(own) > arithmetic.value(other):
        costs.append(arithmetic.money("Margin given up", f"{served} x ({own} - {other})", trouble.currency))
    return tuple(costs)


def _notice(trouble: Trouble, stock: SubstituteStock, usable: Decimal) -> NotifyPerson:
    return NotifyPerson(
        **dict(action(trouble)),
        notice=Notice.USE_SUBSTITUTE,
        product=trouble.position.product,
        user_id=trouble.desk.planner.uid,
        on_model="product.product",
        on_id=stock.product.product_id,
        on_name=stock.product.name,
        quantity=usable,
        due=trouble.now,
    )
