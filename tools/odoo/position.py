"""One product over all sites of a company, as it stands now; and the past of a few products."""

from collections.abc import Sequence
from datetime import datetime

from domain.fact import tame
from domain.identity import Product
from domain.money import Money
from domain.stock import Arrival, Commitment, Position, Shelf
from tools.errors import Gone
from tools.odoo import plain
from tools.odoo.demand import Demand, read_daily_demand
from tools.odoo.goods import read_goods
from tools.odoo.ground import Ground, Stopwatch, read_ground
from tools.odoo.orders import OpenLine
from tools.odoo.records import Notes, Reader
from tools.odoo.session import OdooSession
from tools.odoo.sites import read_places


def read_position(odoo: OdooSession, *, company_id: int, product_id: int, now: datetime) -> Position:
    """Stock, open lines, rules, prices and substitutes of one product; `Gone` when it is archived or not kept.

    Every site has a shelf, an empty one where the product never was. A sales line without a move is a commitment too.
    """
    reader = Reader(odoo, company_id, Notes())
    ground = read_ground(reader, Stopwatch(), ["id", "=", product_id])
    if not ground.goods.products:
        message = f"product {product_id} is not among the products of company {company_id} whose stock is kept"
        raise Gone(message, remedy="It was archived or changed; nothing more can be done for it.")
    money = ground.currency
    return Position(
        product=ground.goods.products[0],
        standard_price=Money(amount=plain.number(float(ground.goods.standard_price[0])), currency=money),
        list_price=Money(amount=plain.number(float(ground.goods.list_price[0])), currency=money),
        shelves=tuple(_shelf(ground, site) for site in range(len(ground.places.sites))),
        arrivals=tuple(_arrival(line, ground) for line in ground.arrivals),
        commitments=tuple(_commitment(line, ground) for line in ground.commitments),
        rules=tuple(ground.rules.values()),
        prices=ground.prices.get(0, ()),
        substitutes=_substitutes(reader, ground),
        multiple=plain.number(float(ground.multiple[0])),
        read_at=now,
    )


def read_demand(
    odoo: OdooSession, *, company_id: int, product_ids: Sequence[int], now: datetime, days: int = 364
) -> Demand:
    """Daily demand of some products, ordered by product id; those whose stock is not kept are left out."""
    reader = Reader(odoo, company_id, Notes())
    goods, places = read_goods(reader, ["id", "in", [*product_ids]]), read_places(reader)
    return read_daily_demand(reader, goods, places, now=now, days=days)


def _substitutes(reader: Reader, ground: Ground) -> tuple[Product, ...]:
    templates = ground.others.get(ground.goods.template[0], [])
    return read_goods(reader, ["product_tmpl_id", "in", [*templates]]).products if templates else ()


def _shelf(ground: Ground, site: int) -> Shelf:
    return Shelf(
        site=ground.places.sites[site],
        on_hand=plain.number(float(ground.shelves.on_hand[0, site])),
        reserved=plain.number(float(ground.shelves.reserved[0, site])),
    )


def _arrival(line: OpenLine, ground: Ground) -> Arrival:
    return Arrival(
        warehouse_id=ground.places.sites[line.site].warehouse_id,
        quantity=plain.number(line.quantity),
        due=line.due,
        source="purchase" if line.kind == "purchase" else "transfer" if line.kind == "transfer" else "other",
        name=tame(line.name, 120) or line.kind,
        order_id=line.order_id,
        order_line_id=line.line_id,
        supplier_id=line.partner_id if line.kind == "purchase" else None,
        supplier=tame(line.partner) if line.kind == "purchase" else "",
    )


def _commitment(line: OpenLine, ground: Ground) -> Commitment:
    return Commitment(
        warehouse_id=ground.places.sites[line.site].warehouse_id,
        quantity=plain.number(line.quantity),
        due=line.due,
        name=tame(line.name, 120) or line.kind,
        sale_order_id=line.order_id if line.kind == "sale" else None,
    )
