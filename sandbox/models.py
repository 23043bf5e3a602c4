"""The models of Odoo that the product relies on, with the fields it reads or writes."""

from sandbox.schema import ModelDef, model_of

_DOC = "message_ids:o2m(mail.message,res_id)* activity_ids:o2m(mail.activity,res_id)*"
_MOVE_STATES = "draft|waiting|confirmed|partially_available|assigned|done|cancel"

_PLAIN = {
    "res.company": "name:c! currency_id:m2o(res.currency) po_double_validation:s(one_step|two_step)=one_step "
    "po_double_validation_amount:f=5000",
    "res.currency": "name:c! symbol:c active:b=1 rate:f*",
    "res.currency.rate": "currency_id:m2o(res.currency) name:d rate:f company_id:m2o(res.company)",
    "res.groups": "name:c! full_name:c users:m2m(res.users)* implied_ids:m2m(res.groups)",
    "res.users": "name:c! login:c! password:c active:b=1 partner_id:m2o(res.partner) company_id:m2o(res.company) "
    "company_ids:m2m(res.company) groups_id:m2m(res.groups) share:b tz:c lang:c=en_US email:c",
    "res.partner": "name:c! email:c active:b=1 is_company:b parent_id:m2o(res.partner) vat:c supplier_rank:i "
    "customer_rank:i commercial_partner_id:m2o(res.partner) purchase_warn:s(no-message|warning|block)=no-message "
    "purchase_warn_msg:t",
    "uom.uom": "name:c! rounding:f=0.01 factor:f=1",
    "product.category": "name:c!",
    "product.template": "name:c! default_code:c active:b=1 categ_id:m2o(product.category)",
    "product.product": "name:c! default_code:c active:b=1 product_tmpl_id:m2o(product.template) type:c=product "
    "detailed_type:c=product uom_id:m2o(uom.uom) uom_po_id:m2o(uom.uom) standard_price:f lst_price:f list_price:f "
    "categ_id:m2o(product.category) seller_ids:o2m(product.supplierinfo,product_id) qty_available:f* "
    "virtual_available:f* free_qty:f* incoming_qty:f* outgoing_qty:f* company_id:m2o(res.company)",
    "product.supplierinfo": "partner_id:m2o(res.partner)! product_tmpl_id:m2o(product.template) "
    "product_id:m2o(product.product) min_qty:f price:f currency_id:m2o(res.currency) delay:i discount:f date_start:d "
    "date_end:d product_code:c company_id:m2o(res.company) sequence:i",
    "stock.location": "name:c! complete_name:c usage:s(supplier|view|internal|customer|inventory|production|transit)="
    "internal location_id:m2o(stock.location) parent_path:c warehouse_id:m2o(stock.warehouse) "
    "company_id:m2o(res.company) active:b=1",
    "stock.warehouse": "name:c! code:c! company_id:m2o(res.company) lot_stock_id:m2o(stock.location) "
    "view_location_id:m2o(stock.location) int_type_id:m2o(stock.picking.type) in_type_id:m2o(stock.picking.type) "
    "out_type_id:m2o(stock.picking.type) active:b=1",
    "stock.picking.type": "name:c! code:s(incoming|outgoing|internal) warehouse_id:m2o(stock.warehouse) "
    "default_location_src_id:m2o(stock.location) default_location_dest_id:m2o(stock.location) "
    "company_id:m2o(res.company) active:b=1",
    "stock.quant": "product_id:m2o(product.product)! location_id:m2o(stock.location)! quantity:f reserved_quantity:f "
    "available_quantity:f* in_date:dt company_id:m2o(res.company)",
    "stock.warehouse.orderpoint": "name:c product_id:m2o(product.product)! warehouse_id:m2o(stock.warehouse)! "
    "location_id:m2o(stock.location) product_min_qty:f product_max_qty:f qty_multiple:f=1 trigger:c=auto "
    "qty_on_hand:f* qty_forecast:f* qty_to_order:f* company_id:m2o(res.company) active:b=1",
    "ir.attachment": "name:c! datas:bin res_model:c res_id:i mimetype:c checksum:c file_size:i",
    "mail.activity.type": "name:c!",
    "mail.message": "model:c res_id:i body:h author_id:m2o(res.partner) message_type:c=notification subtype_id:i "
    "mail_activity_type_id:m2o(mail.activity.type) email_from:c",
    "mail.activity": "res_model_id:m2o(ir.model) res_model:c res_id:i! activity_type_id:m2o(mail.activity.type) "
    "summary:c note:h user_id:m2o(res.users)! date_deadline:d",
    "ir.model": "name:c! model:c! is_mail_thread:b is_mail_activity:b order:c=id field_id:o2m(ir.model.fields,model_id) "
    "state:c=manual",
    "ir.model.fields": "name:c! model_id:m2o(ir.model)! field_description:c ttype:c! relation:c relation_field:c "
    "required:b readonly:b store:b=1 index:b copied:b=1 tracking:i compute:t depends:c on_delete:c currency_field:c "
    "sanitize:b sanitize_tags:b sanitize_attributes:b sanitize_style:b strip_classes:b model:c "
    "selection_ids:o2m(ir.model.fields.selection,field_id)",
    "ir.model.fields.selection": "field_id:m2o(ir.model.fields) value:c! name:c! sequence:i",
    "ir.model.access": "name:c! model_id:m2o(ir.model)! group_id:m2o(res.groups) perm_read:b perm_write:b perm_create:b "
    "perm_unlink:b active:b=1",
    "ir.rule": "name:c model_id:m2o(ir.model)! groups:m2m(res.groups) domain_force:t perm_read:b=1 perm_write:b=1 "
    "perm_create:b=1 perm_unlink:b=1 active:b=1",
    "ir.model.data": "module:c! name:c! model:c! res_id:i! noupdate:b",
    "base.automation": "name:c! model_id:m2o(ir.model)! trigger:c filter_pre_domain:c filter_domain:c active:b=1 "
    "action_server_ids:o2m(ir.actions.server,base_automation_id)",
    "ir.actions.server": "name:c! model_id:m2o(ir.model)! state:c=code code:t usage:c=ir_actions_server "
    "base_automation_id:m2o(base.automation) binding_model_id:m2o(ir.model) activity_type_id:m2o(mail.activity.type) "
    "activity_summary:c activity_user_type:c activity_user_field_name:c activity_note:t sequence:i "
    "groups_id:m2m(res.groups)",
    "ir.ui.view": "name:c! model:c type:c arch_base:t arch:t priority:i=16 active:b=1",
    "ir.actions.act_window": "name:c! res_model:c view_mode:c context:c domain:c search_view_id:m2o(ir.ui.view) "
    "groups_id:m2m(res.groups) help:h",
    "ir.ui.menu": "name:c! parent_id:m2o(ir.ui.menu) action:c groups_id:m2m(res.groups) sequence:i=10 web_icon:c "
    "active:b=1",
}

_DOCUMENTS = {
    "stock.picking": "name:c picking_type_id:m2o(stock.picking.type)! location_id:m2o(stock.location) "
    "location_dest_id:m2o(stock.location) partner_id:m2o(res.partner) origin:c scheduled_date:dt date_done:dt "
    "date_deadline:dt priority:c=0 state:s(draft|waiting|confirmed|assigned|done|cancel)=draft company_id:m2o(res.company) "
    "move_ids:o2m(stock.move,picking_id) backorder_id:m2o(stock.picking) user_id:m2o(res.users) note:h",
    "purchase.order": "name:c partner_id:m2o(res.partner)! currency_id:m2o(res.currency) company_id:m2o(res.company) "
    "date_order:dt date_approve:dt date_planned:dt state:s(draft|sent|to approve|purchase|done|cancel)=draft origin:c "
    "partner_ref:c picking_type_id:m2o(stock.picking.type) order_line:o2m(purchase.order.line,order_id) "
    "amount_total:m* user_id:m2o(res.users) notes:h picking_ids:m2m(stock.picking)",
    "sale.order": "name:c partner_id:m2o(res.partner)! company_id:m2o(res.company) warehouse_id:m2o(stock.warehouse) "
    "state:s(draft|sent|sale|cancel)=draft commitment_date:dt date_order:dt currency_id:m2o(res.currency) "
    "order_line:o2m(sale.order.line,order_id) user_id:m2o(res.users) client_order_ref:c",
}

_LINES = {
    "stock.move": "name:c product_id:m2o(product.product)! product_uom:m2o(uom.uom) product_uom_qty:f quantity:f "
    "picked:b location_id:m2o(stock.location)! location_dest_id:m2o(stock.location)! date:dt date_deadline:dt "
    f"state:s({_MOVE_STATES})=draft picking_id:m2o(stock.picking) purchase_line_id:m2o(purchase.order.line) "
    "sale_line_id:m2o(sale.order.line) warehouse_id:m2o(stock.warehouse) origin:c company_id:m2o(res.company) "
    "picking_type_id:m2o(stock.picking.type) price_unit:f",
    "purchase.order.line": "order_id:m2o(purchase.order)! name:t product_id:m2o(product.product) product_qty:f=1 "
    "product_uom:m2o(uom.uom) price_unit:f date_planned:dt qty_received:f qty_invoiced:f state:c* "
    "partner_id:m2o(res.partner)* price_subtotal:m* move_ids:o2m(stock.move,purchase_line_id) "
    "orderpoint_id:m2o(stock.warehouse.orderpoint)",
    "sale.order.line": "order_id:m2o(sale.order)! name:t product_id:m2o(product.product) product_uom_qty:f=1 "
    "qty_delivered:f price_unit:f qty_to_deliver:f* state:c* move_ids:o2m(stock.move,sale_line_id)",
}


def built_in() -> dict[str, ModelDef]:
    """Every model that an empty sandbox knows."""
    models = {name: model_of(name, words) for name, words in (_PLAIN | _LINES).items()}
    models |= {name: model_of(name, f"{words} {_DOC}", activities=True) for name, words in _DOCUMENTS.items()}
    for thread in ("product.product", "res.partner"):
        models[thread].activities = True
    return models
