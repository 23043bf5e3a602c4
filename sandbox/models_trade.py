"""The models of products, stock, purchase, sale and accounting that the product relies on."""

from dataclasses import dataclass

from sandbox.schema import DOCUMENT

_MOVE_STATES = "draft|waiting|confirmed|partially_available|assigned|done|cancel"


@dataclass(frozen=True)
class Trade:
    """One model in the field language of `sandbox.schema`, its order, and the parent whose fields it inherits."""

    name: str
    words: str
    order: str = "id"
    inherits: tuple[str, str] | None = None


TRADE = (
    Trade("uom.category", "name:c!"),
    Trade("uom.uom", "name:c! category_id:m2o(uom.category) rounding:f=0.01 factor:f=1 active:b=1"),
    Trade("product.category", "name:c! parent_id:m2o(product.category) complete_name:c*"),
    Trade(
        "product.template",
        "name:c! default_code:c active:b=1 categ_id:m2o(product.category) type:s(consu|service|product)=consu "
        "is_storable:b detailed_type:s(consu|service|product)@type list_price:f(2)=1 uom_id:m2o(uom.uom) "
        "uom_po_id:m2o(uom.uom) "
        "company_id:m2o(res.company) sale_ok:b=1 purchase_ok:b=1 seller_ids:o2m(product.supplierinfo,product_tmpl_id) "
        "optional_product_ids:m2m(product.template) product_variant_ids:o2m(product.product,product_tmpl_id) "
        "currency_id:m2o(res.currency)* description:h weight:f volume:f route_ids:m2m(stock.route) "
        "responsible_id:m2o(res.users) " + DOCUMENT,
        order="name, id",
    ),
    Trade(
        "product.product",
        "product_tmpl_id:m2o(product.template)!^ default_code:c barcode:c active:b=1 standard_price:f(2) "
        "lst_price:f~@product_tmpl_id.list_price qty_available:f* virtual_available:f* free_qty:f* incoming_qty:f* "
        "outgoing_qty:f* weight:f volume:f orderpoint_ids:o2m(stock.warehouse.orderpoint,product_id) " + DOCUMENT,
        order="default_code, id",
        inherits=("product.template", "product_tmpl_id"),
    ),
    Trade(
        "product.supplierinfo",
        "partner_id:m2o(res.partner)! product_tmpl_id:m2o(product.template)^ product_id:m2o(product.product) "
        "product_name:c product_code:c min_qty:f(2) price:f(2) currency_id:m2o(res.currency) delay:i=1 discount:f(2) "
        "date_start:d date_end:d company_id:m2o(res.company) sequence:i=1 "
        "product_uom:m2o(uom.uom)~@product_tmpl_id.uom_po_id",
        order="sequence, min_qty desc, price, id",
    ),
    Trade(
        "stock.location",
        "name:c! complete_name:c usage:s(supplier|view|internal|customer|inventory|production|transit)=internal "
        "location_id:m2o(stock.location) parent_path:c warehouse_id:m2o(stock.warehouse) company_id:m2o(res.company) "
        "active:b=1 scrap_location:b",
        order="complete_name, id",
    ),
    Trade(
        "stock.warehouse",
        "name:c! code:c! company_id:m2o(res.company) partner_id:m2o(res.partner) lot_stock_id:m2o(stock.location) "
        "view_location_id:m2o(stock.location) int_type_id:m2o(stock.picking.type) in_type_id:m2o(stock.picking.type) "
        "out_type_id:m2o(stock.picking.type) active:b=1 sequence:i=10 resupply_wh_ids:m2m(stock.warehouse) "
        "reception_steps:c=one_step delivery_steps:c=ship_only",
        order="sequence, id",
    ),
    Trade("stock.route", "name:c! active:b=1 sequence:i company_id:m2o(res.company) product_selectable:b=1"),
    Trade(
        "stock.picking.type",
        "name:c! code:s(incoming|outgoing|internal)! sequence:i=10 sequence_code:c warehouse_id:m2o(stock.warehouse) "
        "default_location_src_id:m2o(stock.location) default_location_dest_id:m2o(stock.location) "
        "company_id:m2o(res.company) reservation_method:s(at_confirm|manual|by_date)=at_confirm active:b=1",
        order="sequence, id",
    ),
    Trade(
        "stock.quant",
        "product_id:m2o(product.product)! location_id:m2o(stock.location)! quantity:f reserved_quantity:f "
        "available_quantity:f* inventory_quantity:f in_date:dt company_id:m2o(res.company)@location_id.company_id "
        "warehouse_id:m2o(stock.warehouse)~@location_id.warehouse_id product_uom_id:m2o(uom.uom)~@product_id.uom_id",
    ),
    Trade(
        "stock.warehouse.orderpoint",
        "name:c product_id:m2o(product.product)!^ warehouse_id:m2o(stock.warehouse)! location_id:m2o(stock.location) "
        "product_min_qty:f(2) product_max_qty:f(2) qty_multiple:f(2)=1 trigger:s(auto|manual)=auto qty_on_hand:f* "
        "qty_forecast:f* qty_to_order:f(2) lead_days_date:d* route_id:m2o(stock.route) "
        "supplier_id:m2o(product.supplierinfo) snoozed_until:d company_id:m2o(res.company) active:b=1 "
        "product_uom:m2o(uom.uom)~@product_id.uom_id",
        order="location_id, company_id, id",
    ),
    Trade(
        "stock.picking",
        "name:c picking_type_id:m2o(stock.picking.type)! location_id:m2o(stock.location) "
        "location_dest_id:m2o(stock.location) "
        "partner_id:m2o(res.partner) origin:c scheduled_date:dt date_done:dt date_deadline:dt priority:s(0|1)=0 "
        "picking_type_code:c~@picking_type_id.code state:s(draft|waiting|confirmed|assigned|done|cancel)=draft "
        "company_id:m2o(res.company) move_ids:o2m(stock.move,picking_id) backorder_id:m2o(stock.picking) "
        "backorder_ids:o2m(stock.picking,backorder_id) user_id:m2o(res.users) note:h products_availability:c* "
        "products_availability_state:c* " + DOCUMENT,
        order="priority desc, scheduled_date, id desc",
    ),
    Trade("stock.backorder.confirmation", "pick_ids:m2m(stock.picking) show_transfers:b"),
    Trade(
        "stock.move",
        "name:c! product_id:m2o(product.product)! product_uom:m2o(uom.uom) product_uom_qty:f(2) quantity:f(2) picked:b "
        "location_id:m2o(stock.location)! location_dest_id:m2o(stock.location)! date:dt date_deadline:dt "
        f"state:s({_MOVE_STATES})=draft picking_id:m2o(stock.picking) purchase_line_id:m2o(purchase.order.line) "
        "sale_line_id:m2o(sale.order.line) warehouse_id:m2o(stock.warehouse) origin:c company_id:m2o(res.company) "
        "picking_type_id:m2o(stock.picking.type) partner_id:m2o(res.partner) price_unit:f priority:s(0|1)=0 "
        "sequence:i=10 "
        "picking_code:c~@picking_id.picking_type_code procure_method:s(make_to_stock|make_to_order)=make_to_stock "
        "move_orig_ids:m2m(stock.move,move_dest_ids) move_dest_ids:m2m(stock.move) reference:c product_qty:f(2)",
        order="sequence, id",
    ),
    Trade(
        "purchase.order",
        "name:c partner_id:m2o(res.partner)! currency_id:m2o(res.currency) company_id:m2o(res.company) date_order:dt "
        "date_approve:dt date_planned:dt state:s(draft|sent|to+approve|purchase|done|cancel)=draft origin:c "
        "partner_ref:c "
        "picking_type_id:m2o(stock.picking.type) order_line:o2m(purchase.order.line,order_id) amount_untaxed:m "
        "amount_tax:m amount_total:m user_id:m2o(res.users) notes:h picking_ids:m2m(stock.picking) effective_date:dt "
        "priority:s(0|1)=0 receipt_status:s(pending|partial|full)** invoice_status:s(no|to+invoice|invoiced)=no "
        "dest_address_id:m2o(res.partner) " + DOCUMENT,
        order="priority desc, id desc",
    ),
    Trade(
        "purchase.order.line",
        "order_id:m2o(purchase.order)!^ name:t product_id:m2o(product.product) product_qty:f(2)=1 "
        "product_uom:m2o(uom.uom) price_unit:f(2) discount:f(2) date_planned:dt qty_received:f(2) qty_invoiced:f(2) "
        "state:s(draft|sent|to+approve|purchase|done|cancel)@order_id.state "
        "partner_id:m2o(res.partner)@order_id.partner_id "
        "date_order:dt~@order_id.date_order date_approve:dt~@order_id.date_approve "
        "currency_id:m2o(res.currency)@order_id.currency_id company_id:m2o(res.company)@order_id.company_id "
        "price_subtotal:m price_tax:f price_total:m move_ids:o2m(stock.move,purchase_line_id) sequence:i=10 "
        "display_type:s(line_section|line_note) product_uom_qty:f** orderpoint_id:m2o(stock.warehouse.orderpoint)",
        order="order_id, sequence, id",
    ),
    Trade(
        "sale.order",
        "name:c partner_id:m2o(res.partner)! company_id:m2o(res.company) warehouse_id:m2o(stock.warehouse) "
        "state:s(draft|sent|sale|cancel)=draft commitment_date:dt date_order:dt expected_date:dt* effective_date:dt "
        "currency_id:m2o(res.currency) order_line:o2m(sale.order.line,order_id) user_id:m2o(res.users) "
        "client_order_ref:c "
        "origin:c amount_total:m picking_ids:m2m(stock.picking) picking_policy:s(direct|one)=direct "
        "delivery_status:s(pending|started|partial|full)** " + DOCUMENT,
        order="date_order desc, id desc",
    ),
    Trade(
        "sale.order.line",
        "order_id:m2o(sale.order)!^ name:t product_id:m2o(product.product) product_uom_qty:f(2)=1 "
        "product_uom:m2o(uom.uom) "
        "qty_delivered:f(2) qty_invoiced:f(2) price_unit:f(2) price_subtotal:m qty_to_deliver:f* customer_lead:f "
        "state:s(draft|sent|sale|cancel)@order_id.state order_partner_id:m2o(res.partner)@order_id.partner_id "
        "company_id:m2o(res.company)@order_id.company_id warehouse_id:m2o(stock.warehouse)~@order_id.warehouse_id "
        "scheduled_date:dt~@order_id.commitment_date move_ids:o2m(stock.move,sale_line_id) sequence:i=10",
        order="order_id, sequence, id",
    ),
    Trade(
        "account.move",
        "name:c move_type:s(entry|out_invoice|out_refund|in_invoice|in_refund)=entry "
        "state:s(draft|posted|cancel)=draft "
        "partner_id:m2o(res.partner) company_id:m2o(res.company) currency_id:m2o(res.currency) invoice_date:d "
        "invoice_date_due:d ref:c invoice_origin:c amount_total:m amount_residual:m payment_state:c=not_paid "
        "commercial_partner_id:m2o(res.partner) reversed_entry_id:m2o(account.move) "
        "invoice_line_ids:o2m(account.move.line,move_id) " + DOCUMENT,
        order="id desc",
    ),
)
