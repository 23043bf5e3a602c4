"""What was found wrong with goods: scrap, checks that failed, and from which receipt the goods were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import numpy as np

from domain.fact import Json
from tools.odoo import plain
from tools.odoo.columns import Among, floats, ids
from tools.odoo.goods import Units
from tools.odoo.records import Reader
from tools.odoo.supplier_modules import Kept, allowed, fields_of

_SCRAP = ("id", "product_id", "lot_id", "picking_id", "scrap_qty", "product_uom_id")


@dataclass(frozen=True)
class Flaw:
    """One record about goods; whose they were is told by the receipt, the lot, or the product, in this order.

    `quantity` is in the reference unit. `failed` is False for a check that found nothing.
    """

    record: str
    failed: bool
    product_id: int | None
    lot_id: int | None
    picking_id: int | None
    quantity: float = 0.0
    partner_id: int | None = None


@dataclass(frozen=True)
class Origins:
    """Purchase lines by receipt and product, and by lot and product."""

    by_picking: Mapping[tuple[int, int], int] = field(default_factory=dict)
    by_lot: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def line_of(self, flaw: Flaw) -> int | None:
        """The purchase line that the goods came with, if the receipt or the lot tells."""
        product = flaw.product_id or 0
        return self.by_picking.get((flaw.picking_id or 0, product)) or self.by_lot.get((flaw.lot_id or 0, product))


@dataclass(frozen=True)
class _Source:
    """A model that holds checks: how it is called, which states it ends in, and which of them is a failure."""

    model: str
    state: str
    done: tuple[str, ...]
    failed: str
    at: str


_SOURCES = (
    _Source("qc.inspection", "state", ("success", "failed"), "failed", "date"),
    _Source("quality.check", "quality_state", ("pass", "fail"), "fail", "create_date"),
)
_OF_CHECK = ("product_id", "lot_id", "picking_id", "company_id")


def read_scrap(reader: Reader, units: Units, *, since: datetime) -> Kept[Flaw]:
    """Scrap that was done since then, of goods of all suppliers."""
    return allowed(lambda: _scrap(reader, units, since), "scrap")


def read_checks(reader: Reader, *, since: datetime) -> Kept[Flaw]:
    """Checks that ended since then, passed and failed: of quality_control_oca, or of the Enterprise module.

    Only the Community module was tried on a real server; the fields of the other are looked up before they are read.
    """
    reasons = []
    for source in _SOURCES:
        known = fields_of(reader, source.model, [*_OF_CHECK, source.state, source.at])
        if {source.state, source.at, "product_id"} <= known:
            return allowed(partial(_checks, reader, source, known, since), "quality checks")
        reasons.append(source.model)
    return Kept(absent=f"no module for quality is installed ({', '.join(reasons)})")


def read_origins(reader: Reader, flaws: Iterable[Flaw]) -> Origins:
    """The purchase lines behind the receipts and lots of some flaws."""
    known = tuple(flaws)
    pickings = sorted({flaw.picking_id for flaw in known if flaw.picking_id is not None})
    lots = sorted({flaw.lot_id for flaw in known if flaw.lot_id is not None})
    received: list[Json] = [["purchase_line_id", "!=", False], ["location_id.usage", "=", "supplier"]]
    moves = reader.columns(
        "stock.move", received, ("picking_id", "product_id", "purchase_line_id"), Among("picking_id", pickings)
    )
    by_picking = zip(ids(moves["picking_id"]), ids(moves["product_id"]), ids(moves["purchase_line_id"]), strict=True)
    return Origins(
        by_picking={(int(p), int(product)): int(line) for p, product, line in by_picking},
        by_lot=_by_lot(reader, lots),
    )


def _by_lot(reader: Reader, lots: list[int]) -> dict[tuple[int, int], int]:
    if not lots:
        return {}
    received: list[Json] = [["move_id.purchase_line_id", "!=", False], ["move_id.location_id.usage", "=", "supplier"]]
    found = reader.columns("stock.move.line", received, ("lot_id", "move_id"), Among("lot_id", lots))
    moves = sorted(set(ids(found["move_id"]).tolist()))
    behind = reader.columns("stock.move", [], ("id", "product_id", "purchase_line_id"), Among("id", moves))
    line = dict(zip(ids(behind["id"]).tolist(), ids(behind["purchase_line_id"]).tolist(), strict=True))
    product = dict(zip(ids(behind["id"]).tolist(), ids(behind["product_id"]).tolist(), strict=True))
    pairs = zip(ids(found["lot_id"]).tolist(), ids(found["move_id"]).tolist(), strict=True)
    return {(lot, product[move]): line[move] for lot, move in pairs if move in line}


def _scrap(reader: Reader, units: Units, since: datetime) -> Kept[Flaw]:
    domain: list[Json] = [["state", "=", "done"], ["company_id", "=", reader.company_id]]
    domain += [["date_done", ">=", plain.stamped(since)]]
    rows = reader.odoo.rows("stock.scrap", domain, _SCRAP, company_id=reader.company_id)
    factors = np.array([units.factors.get(plain.link(row["product_uom_id"]) or 0, np.nan) for row in rows])
    amounts = floats([row["scrap_qty"] for row in rows]) / factors
    return Kept(
        tuple(
            Flaw(
                record=f"stock.scrap,{row['id']}",
                failed=True,
                product_id=plain.link(row["product_id"]),
                lot_id=plain.link(row["lot_id"]),
                picking_id=plain.link(row["picking_id"]),
                quantity=float(amount),
            )
            for row, amount in zip(rows, amounts, strict=True)
            if np.isfinite(amount) and amount > 0
        )
    )


def _checks(reader: Reader, source: _Source, known: frozenset[str], since: datetime) -> Kept[Flaw]:
    domain: list[Json] = [[source.state, "in", [*source.done]], [source.at, ">=", plain.stamped(since)]]
    domain += [["company_id", "in", [reader.company_id, False]]] if "company_id" in known else []
    fields = sorted(known - {"company_id"})
    rows = reader.odoo.rows(source.model, domain, fields, company_id=reader.company_id)
    return Kept(
        tuple(
            Flaw(
                record=f"{source.model},{row['id']}",
                failed=row[source.state] == source.failed,
                product_id=plain.link(row.get("product_id")),
                lot_id=plain.link(row.get("lot_id")),
                picking_id=plain.link(row.get("picking_id")),
            )
            for row in rows
        )
    )
