"""Days and amounts as people read them."""

from datetime import datetime
from decimal import Decimal

from tools.odoo.plain import figure


def day_of(at: datetime, today: datetime | None = None) -> str:
    """A day for people, in UTC: 1 Dec, with its year where it is not this year's."""
    return f"{at.day} {at:%b}" if today is not None and at.year == today.year else f"{at.day} {at:%b %Y}"


def amount(quantity: Decimal, uom: str) -> str:
    """A quantity with its unit: 30 Units."""
    return f"{figure(quantity)} {uom}"
