"""What the giving site of a transfer has of the product, as the judge needs to know it."""

from domain.approval import Giving
from domain.fact import Json
from domain.money import Currency, Money
from domain.proposals import MoveStock
from tools.odoo.plain import number, rows_of
from tools.odoo.session import OdooSession


def giving(proposal: MoveStock, odoo: OdooSession, *, currency: Currency) -> Giving:
    """Free units at the giving location (its own and below), and the worth of one in the company's `currency`."""
    place: dict[str, Json] = {"location": proposal.from_location_id}
    fields: list[Json] = ["free_qty", "standard_price"]
    ids: list[Json] = [proposal.product.product_id]
    found = odoo.call("product.product", "read", ids, fields, company_id=proposal.company_id, context=place)
    row = rows_of(found)[0]
    return Giving(
        free=number(row["free_qty"]),
        unit_value=Money(amount=number(row["standard_price"]), currency=currency),
    )
