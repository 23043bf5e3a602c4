"""One product as a case sees it, and a network as a sweep sees it: the same facts, as words and as arrays."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from domain.fact import tame
from domain.money import Money
from domain.stock import Arrival, Commitment, Position, Shelf
from tools.odoo import plain
from tools.odoo.flows import Flow
from tools.odoo.network import Network
from tools.odoo.orders import Kind

_Line = TypeVar("_Line", Arrival, Commitment)
_DAY = timedelta(days=1)


def position_of(network: Network, product: int) -> Position:
    """Product number `product` of a network, as `read_position` would give it at the same moment."""

    def money(amount: float) -> Money:
        return Money(amount=plain.number(float(amount)), currency=network.currency)

    return Position(
        product=network.products[product],
        standard_price=money(network.standard_price[product]),
        list_price=money(network.list_price[product]),
        shelves=tuple(
            Shelf(
                site=site,
                on_hand=plain.number(float(network.on_hand[product, s])),
                reserved=plain.number(float(network.reserved[product, s])),
            )
            for s, site in enumerate(network.sites)
        ),
        arrivals=tuple(_arrival(network, int(row)) for row in np.flatnonzero(network.arrivals.product == product)),
        commitments=tuple(
            _commitment(network, int(row)) for row in np.flatnonzero(network.commitments.product == product)
        ),
        rules=tuple(rule for (p, _), rule in network.rules.items() if p == product),
        prices=network.prices.get(product, ()),
        substitutes=tuple(network.products[other] for other in network.substitutes.get(product, ())),
        multiple=plain.number(float(network.multiple[product])),
        read_at=network.read_at,
    )


def network_of(positions: Sequence[Position], *, company_id: int) -> Network:
    """A network of a few products without a past: what stands now, for the same arithmetic as in a sweep.

    All positions are of the same company and read with the same sites.
    """
    first = positions[0]
    sites = tuple(shelf.site for shelf in first.shelves)
    place = {site.warehouse_id: s for s, site in enumerate(sites)}
    shape = (len(positions), len(sites))

    def shelves(value: Callable[[Shelf], float]) -> NDArray[np.float64]:
        return np.array([[value(shelf) for shelf in p.shelves] for p in positions], dtype=np.float64).reshape(shape)

    return Network(
        company_id=company_id,
        currency=first.standard_price.currency,
        read_at=first.read_at,
        sites=sites,
        products=tuple(p.product for p in positions),
        standard_price=np.array([float(p.standard_price.amount) for p in positions]),
        list_price=np.array([float(p.list_price.amount) for p in positions]),
        on_hand=shelves(lambda shelf: float(shelf.on_hand)),
        reserved=shelves(lambda shelf: float(shelf.reserved)),
        demand=np.zeros((*shape, 1), dtype=np.float32),
        first_seen=np.zeros(shape, dtype=np.int32),
        arrivals=_flow([(n, a) for n, p in enumerate(positions) for a in p.arrivals], place, first.read_at),
        commitments=_flow([(n, c) for n, p in enumerate(positions) for c in p.commitments], place, first.read_at),
        rules={(n, place[r.warehouse_id]): r for n, p in enumerate(positions) for r in p.rules},
        prices={n: p.prices for n, p in enumerate(positions)},
        substitutes={},
        multiple=np.array([float(p.multiple) for p in positions]),
        lanes=(),
        calls=0,
        seconds={},
    )


def _arrival(network: Network, row: int) -> Arrival:
    flow = network.arrivals
    kind = flow.kind[row]
    purchase = kind == "purchase"
    return Arrival(
        warehouse_id=network.sites[int(flow.site[row])].warehouse_id,
        quantity=plain.number(float(flow.quantity[row])),
        due=network.read_at + float(flow.due[row]) * _DAY,
        source="purchase" if purchase else "transfer" if kind == "transfer" else "other",
        name=tame(flow.name[row], 120) or kind,
        order_id=flow.order_id[row],
        order_line_id=flow.line_id[row],
        supplier_id=flow.partner_id[row] if purchase else None,
        supplier=tame(flow.partner[row]) if purchase else "",
    )


def _commitment(network: Network, row: int) -> Commitment:
    flow = network.commitments
    return Commitment(
        warehouse_id=network.sites[int(flow.site[row])].warehouse_id,
        quantity=plain.number(float(flow.quantity[row])),
        due=network.read_at + float(flow.due[row]) * _DAY,
        name=tame(flow.name[row], 120) or flow.kind[row],
        sale_order_id=flow.order_id[row] if flow.kind[row] == "sale" else None,
    )


def _flow(lines: Sequence[tuple[int, _Line]], place: dict[int, int], now: datetime) -> Flow:
    return Flow(
        product=np.array([n for n, _ in lines], dtype=np.int64),
        site=np.array([place[line.warehouse_id] for _, line in lines], dtype=np.int64),
        quantity=np.array([float(line.quantity) for _, line in lines], dtype=np.float64),
        due=np.array([(line.due - now) / _DAY for _, line in lines], dtype=np.float64),
        kind=[_kind(line) for _, line in lines],
        name=[line.name for _, line in lines],
        order_id=[line.order_id if isinstance(line, Arrival) else line.sale_order_id for _, line in lines],
        line_id=[line.order_line_id if isinstance(line, Arrival) else None for _, line in lines],
        partner_id=[line.supplier_id if isinstance(line, Arrival) else None for _, line in lines],
        partner=[line.supplier if isinstance(line, Arrival) else "" for _, line in lines],
    )


def _kind(line: Arrival | Commitment) -> Kind:
    if isinstance(line, Arrival):
        return line.source
    return "sale" if line.sale_order_id is not None else "other"
