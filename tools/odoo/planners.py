"""Who plans a product: the person whom a notice about it goes to."""

from domain.identity import Person
from tools.errors import Gone
from tools.odoo.people import holders
from tools.odoo.records import Notes, Reader, Record, Ref
from tools.odoo.session import OdooSession

_PLANNING = ("stock.group_stock_manager",)


class _Planned(Record):
    responsible_id: Ref


def planner(odoo: OdooSession, product_id: int, *, company_id: int) -> Person:
    """The product's responsible in Odoo, else the first stock manager of the company; `Gone` where there is neither."""
    reader = Reader(odoo, company_id, Notes())
    product = reader.by_id(_Planned, "product.product", [product_id]).get(product_id)
    managers = holders(odoo, groups=_PLANNING, company_id=company_id)
    everybody = holders(odoo, groups=("base.group_user",), company_id=company_id)
    wanted = product.responsible_id if product is not None else None
    found = next((p for p in everybody if p.uid == wanted), None) or next(iter(managers), None)
    if found is None:
        message = f"nobody plans product {product_id}: it has no responsible, and there is no stock manager"
        raise Gone(message, remedy="Set the product's responsible in Odoo, or make somebody a stock administrator.")
    return found
