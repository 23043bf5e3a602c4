"""Models of records about goods and bills, and those of modules that a database may or may not have."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.models_trade import Trade
from sandbox.schema import DOCUMENT

RECORDS = (
    Trade("stock.lot", "name:c! product_id:m2o(product.product)! company_id:m2o(res.company) " + DOCUMENT),
    Trade(
        "stock.move.line",
        "move_id:m2o(stock.move)^ picking_id:m2o(stock.picking)@move_id.picking_id "
        "product_id:m2o(product.product)@move_id.product_id lot_id:m2o(stock.lot) quantity:f(2) "
        "company_id:m2o(res.company)@move_id.company_id state:c@move_id.state",
    ),
    Trade(
        "stock.scrap",
        "name:c product_id:m2o(product.product)! lot_id:m2o(stock.lot) picking_id:m2o(stock.picking) scrap_qty:f(2)=1 "
        "product_uom_id:m2o(uom.uom) location_id:m2o(stock.location) scrap_location_id:m2o(stock.location) origin:c "
        "state:s(draft|done)=draft date_done:dt company_id:m2o(res.company) " + DOCUMENT,
        order="id desc",
    ),
    Trade(
        "account.move.line",
        "move_id:m2o(account.move)!^ name:c product_id:m2o(product.product) product_uom_id:m2o(uom.uom) quantity:f=1 "
        "price_unit:f discount:f price_subtotal:m purchase_line_id:m2o(purchase.order.line) "
        "parent_state:s(draft|posted|cancel)@move_id.state currency_id:m2o(res.currency)@move_id.currency_id "
        "company_id:m2o(res.company)@move_id.company_id display_type:c=product",
        order="id desc",
    ),
)
"""Models of stock and accounting. Move lines are kept only for goods with lots: nothing here is read of any other."""

RIGHTS = """
account.move.line account.group_account_invoice=rwcu account.group_account_manager=rwcu account.group_account_readonly=r purchase.group_purchase_user=rwcu sales_team.group_sale_salesman=r
stock.lot base.group_user=r stock.group_stock_user=rwcu
stock.move.line stock.group_stock_user=rwcu purchase.group_purchase_user=r
stock.scrap stock.group_stock_user=rwc stock.group_stock_manager=rwcu
"""  # noqa: E501 (one model a line, as an access file has it)


@dataclass(frozen=True)
class Module:
    """What a module adds: its models, fields of models that are there, and who may do what."""

    models: tuple[Trade, ...]
    rights: str
    fields: Mapping[str, str] = field(default_factory=dict)


MODULES: Mapping[str, Module] = {
    "mrp": Module(
        models=(
            Trade(
                "mrp.production",
                "name:c product_id:m2o(product.product)! product_qty:f=1 product_uom_id:m2o(uom.uom) date_start:dt "
                "date_deadline:dt date_finished:dt origin:c company_id:m2o(res.company) "
                "state:s(draft|confirmed|progress|to_close|done|cancel)=draft "
                "move_raw_ids:o2m(stock.move,raw_material_production_id) " + DOCUMENT,
            ),
        ),
        rights="mrp.production stock.group_stock_user=r stock.group_stock_manager=rwcu base.group_system=rwcu",
        fields={"stock.move": "raw_material_production_id:m2o(mrp.production) production_id:m2o(mrp.production)"},
    ),
    "project": Module(
        models=(
            Trade(
                "project.project", "name:c! active:b=1 company_id:m2o(res.company) user_id:m2o(res.users) " + DOCUMENT
            ),
            Trade(
                "project.task",
                "name:c! active:b=1 project_id:m2o(project.project) user_ids:m2m(res.users) date_deadline:dt "
                "description:h state:c=01_in_progress company_id:m2o(res.company)@project_id.company_id " + DOCUMENT,
                order="id desc",
            ),
        ),
        rights="project.project base.group_user=r base.group_system=rwcu\n"
        "project.task base.group_user=r base.group_system=rwcu",
    ),
    "quality_control_oca": Module(
        models=(
            Trade(
                "qc.inspection",
                "name:c date:dt user_id:m2o(res.users) product_id:m2o(product.product) picking_id:m2o(stock.picking) "
                "lot_id:m2o(stock.lot) success:b company_id:m2o(res.company) "
                "state:s(draft|waiting|ready|failed|success|canceled)=draft " + DOCUMENT,
            ),
        ),
        rights="qc.inspection base.group_user=r stock.group_stock_manager=rwcu base.group_system=rwcu",
    ),
    "helpdesk_mgmt": Module(
        models=(
            Trade(
                "helpdesk.ticket",
                "number:c name:c! description:h! partner_id:m2o(res.partner) closed:b company_id:m2o(res.company) "
                "commercial_partner_id:m2o(res.partner)@partner_id.commercial_partner_id user_id:m2o(res.users) "
                + DOCUMENT,
            ),
        ),
        rights="helpdesk.ticket base.group_user=r base.group_system=rwcu",
    ),
}
"""Modules by their name in Odoo; a database is given some of them when it is made."""
