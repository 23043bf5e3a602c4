"""How a supplier stands, and what a currency was worth at its dearest."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from domain.approval import Rate
from domain.fact import Json, tame
from domain.supplier import SupplierStanding
from tools.errors import Gone
from tools.odoo import plain
from tools.odoo.records import Instant, Notes, Pointer, Reader, Record, Ref, Text
from tools.odoo.session import OdooSession
from tools.odoo.sites import read_currencies

_CONFIRMED: list[Json] = ["purchase", "done"]
_WARNINGS = {"warning": "warning", "block": "block"}


class _Supplier(Record):
    name: Text
    active: bool
    commercial_partner_id: Pointer
    purchase_warn: Text
    create_date: Instant
    vat: Text


class _Rated(Record):
    name: Annotated[date, BeforeValidator(plain.day)]
    rate: float
    currency_id: Pointer
    company_id: Ref


def standing(odoo: OdooSession, supplier_id: int, *, company_id: int) -> SupplierStanding:
    """What Odoo knows of a supplier and of the commercial entity behind it; `Gone` when there is no such record.

    The stricter of the two counts: both must be active, and the younger record says since when the supplier is known.
    Orders are counted for the whole entity in this company.
    """
    reader = Reader(odoo, company_id, Notes())
    found = reader.by_id(_Supplier, "res.partner", [supplier_id]).get(supplier_id)
    entity_id = found.commercial_partner_id if found is not None else supplier_id
    entity = reader.by_id(_Supplier, "res.partner", [entity_id]).get(entity_id)
    if found is None or entity is None:
        message = f"supplier {supplier_id} is not there"
        raise Gone(message, remedy="Choose another supplier.")
    confirmed: list[Json] = [["partner_id", "child_of", entity.id], ["state", "in", _CONFIRMED]]
    ours: list[Json] = [*confirmed, ["company_id", "=", company_id]]
    count = odoo.call("purchase.order", "search_count", ours, company_id=company_id)
    warning = found.purchase_warn if found.purchase_warn in _WARNINGS else entity.purchase_warn
    return SupplierStanding(
        supplier_id=found.id,
        commercial_id=entity.id,
        name=tame(found.name or entity.name, 120) or f"#{found.id}",
        active=found.active and entity.active,
        warning="block" if warning == "block" else "warning" if warning == "warning" else "none",
        known_since=max(found.create_date, entity.create_date),
        orders_confirmed=plain.whole(count),
        tax_id=tame(entity.vat),
    )


def rate(odoo: OdooSession, currency: str, *, company_id: int, now: datetime, days: int = 30) -> Rate | None:
    """The dearest rate of a currency within the last `days`; None where Odoo has none (it would then reckon with 1).

    As in Odoo, a rate holds until the next one, and one of the company goes before one that all companies share.
    `as_of` is the day of the newest rate that is known: how well the table is kept, not when the dearest one began.
    """
    reader = Reader(odoo, company_id, Notes())
    ours, codes = read_currencies(reader)
    if currency == ours:
        return Rate(currency=currency, company_currency=ours, factor=Decimal(1), as_of=now)
    ids = {code: currency_id for currency_id, code in codes.items()}
    if currency not in ids:
        return None
    today = now.astimezone(UTC).date()
    domain: list[Json] = [["currency_id", "in", [ids[currency], ids[ours]]], ["name", "<=", today.isoformat()]]
    rows = reader.records(_Rated, "res.currency.rate", [*domain, ["company_id", "in", [company_id, False]]])
    since = today - timedelta(days=days)
    changes = {max(row.name, since) for row in rows}
    worth = {day: found for day in changes if (found := _worth(rows, ids[currency], ids[ours], day)) is not None}
    if not worth:
        return None
    worst = max(worth, key=lambda day: (worth[day], day))
    return Rate(
        currency=currency,
        company_currency=ours,
        factor=Decimal(f"{worth[worst]:.12g}"),
        as_of=datetime.combine(_newest(rows, ids[currency]), time(), tzinfo=UTC),
    )


def _newest(rows: Sequence[_Rated], currency: int) -> date:
    return max(row.name for row in rows if row.currency_id == currency)


def _worth(rows: Sequence[_Rated], currency: int, ours: int, day: date) -> float | None:
    theirs = _in_force(rows, currency, day)
    return (_in_force(rows, ours, day) or 1.0) / theirs if theirs else None


def _in_force(rows: Sequence[_Rated], currency: int, day: date) -> float | None:
    known = [row for row in rows if row.currency_id == currency and row.name <= day and row.rate > 0]
    latest = max(known, key=lambda row: (row.company_id is not None, row.name), default=None)
    return latest.rate if latest is not None else None
