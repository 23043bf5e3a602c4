"""What was bought within a year, of a supplier or of a product, as the judge needs to know it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from domain.fact import Json
from domain.money import Money
from tools.odoo import plain
from tools.odoo.purchasing import rate
from tools.odoo.records import Notes, Reader
from tools.odoo.session import OdooSession
from tools.odoo.sites import read_currencies

YEAR: Final = timedelta(days=365)
_CENT = Decimal("0.01")
_CONFIRMED: list[Json] = ["purchase", "done"]


def spent_with(odoo: OdooSession, supplier_id: int, *, company_id: int, now: datetime) -> Money | None:
    """Confirmed orders with a commercial entity and its contacts, net of tax, in company currency.

    Foreign money counts at its dearest rate of the last 30 days; None where a currency has no rate.
    """
    whom: list[Json] = ["order_id.partner_id", "child_of", supplier_id]
    return _spent(Reader(odoo, company_id, Notes()), whom, now)


def spent_on(odoo: OdooSession, product_id: int, *, company_id: int, now: datetime) -> Money | None:
    """Confirmed orders of a product, with whomever; otherwise as `spent_with`."""
    return _spent(Reader(odoo, company_id, Notes()), ["product_id", "=", product_id], now)


def _spent(reader: Reader, of: list[Json], now: datetime) -> Money | None:
    ours, codes = read_currencies(reader)
    domain: list[Json] = [
        of,
        ["company_id", "=", reader.company_id],
        ["order_id.state", "in", _CONFIRMED],
        ["order_id.date_approve", ">=", plain.stamped(now - YEAR)],
    ]
    total = Decimal(0)
    for currency, amount in _by_currency(reader, domain, codes).items():
        worst = rate(reader.odoo, currency, company_id=reader.company_id, now=now)
        if worst is None:
            return None
        total += amount * worst.factor
    return Money(amount=max(total, Decimal(0)).quantize(_CENT, rounding=ROUND_CEILING), currency=ours)


def _by_currency(reader: Reader, domain: list[Json], codes: Mapping[int, str]) -> dict[str, Decimal]:
    groups = reader.groups("purchase.order.line", domain, ["price_subtotal:sum"], ["currency_id"])
    named = ((codes.get(plain.link(group["currency_id"]) or 0, ""), group) for group in groups)
    return {code: plain.number(group["price_subtotal"]) for code, group in named}
