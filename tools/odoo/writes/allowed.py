"""What may be written at all: one table of model, method and fields, and a pen that writes nothing else."""

from collections.abc import Mapping
from typing import Final

from domain.fact import Json
from tools.errors import Misused
from tools.odoo.provision.model import ERRAND, NOTICE
from tools.odoo.session import OdooSession

ALLOWED: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("stock.picking", "load"): frozenset(
        {
            "id",
            "company_id/.id",
            "picking_type_id/.id",
            "location_id/.id",
            "location_dest_id/.id",
            "origin",
            "scheduled_date",
            "move_ids/name",
            "move_ids/product_id/.id",
            "move_ids/product_uom/.id",
            "move_ids/product_uom_qty",
            "move_ids/location_id/.id",
            "move_ids/location_dest_id/.id",
            "move_ids/date",
        }
    ),
    ("stock.picking", "action_confirm"): frozenset(),
    ("stock.picking", "action_assign"): frozenset(),
    ("stock.picking", "action_cancel"): frozenset(),
    ("purchase.order", "load"): frozenset(
        {
            "id",
            "company_id/.id",
            "partner_id/.id",
            "currency_id",
            "picking_type_id/.id",
            "origin",
            "order_line/product_id/.id",
            "order_line/product_uom/.id",
            "order_line/product_qty",
            "order_line/price_unit",
            "order_line/date_planned",
        }
    ),
    ("purchase.order", "button_confirm"): frozenset(),
    ("purchase.order", "button_cancel"): frozenset(),
    ("stock.warehouse.orderpoint", "write"): frozenset({"product_min_qty", "product_max_qty"}),
    ("purchase.order.line", "write"): frozenset({"date_planned"}),
    (NOTICE, "load"): frozenset({"id", "x_name", "x_user_id/.id", "x_doc", "x_due", "x_project", "x_html_text"}),
    (ERRAND, "load"): frozenset({"id", "x_name", "x_kind", "x_doc", "x_partner", "x_before", "x_after", "x_html_text"}),
}
"""Every call that changes a business record, with the fields it may set. A method without fields takes only the id."""


class Pen:
    """Writes through a session, but only what `ALLOWED` names."""

    def __init__(self, odoo: OdooSession, company_id: int) -> None:
        self._odoo = odoo
        self._company_id = company_id

    def load(self, model: str, row: Mapping[str, str]) -> Json:
        """One record under its external id, made once: the first writer wins, whatever a repeat says."""
        self._check(model, "load", row)
        first_wins: dict[str, Json] = {"mode": "update", "noupdate": True}
        columns: list[Json] = [*row]
        values: list[Json] = [*row.values()]
        return self._odoo.call(model, "load", columns, [values], company_id=self._company_id, context=first_wins)

    def set(self, model: str, record_id: int, values: Mapping[str, float | str]) -> None:
        """Some fields of one record."""
        self._check(model, "write", values)
        self._odoo.call(model, "write", [record_id], {**values}, company_id=self._company_id)

    def press(self, model: str, method: str, record_id: int) -> None:
        """One button of one record."""
        self._check(model, method, {})
        self._odoo.call(model, method, [record_id], company_id=self._company_id)

    @staticmethod
    def _check(model: str, method: str, fields: Mapping[str, object]) -> None:
        allowed = ALLOWED.get((model, method))
        if allowed is None or not allowed >= set(fields):
            message = f"{model}.{method}({', '.join(fields)}) is not among the writes of this house"
            raise Misused(message)
