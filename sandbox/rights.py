"""Access rights and record rules of Odoo 17's own models, as installed with stock, purchase, sale, accounting."""

RIGHTS = """
account.move account.group_account_invoice=rwcu account.group_account_manager=r account.group_account_readonly=r base.group_portal=r purchase.group_purchase_user=rwcu sales_team.group_sale_salesman=r
base.automation base.group_system=rwcu
ir.actions.act_window base.group_system=rwcu
ir.actions.server base.group_system=rwcu
ir.attachment base.group_user=rwcu
ir.config_parameter base.group_system=rwcu
ir.cron base.group_system=rwcu
ir.model base.group_erp_manager=rwcu
ir.model.access base.group_erp_manager=rwcu
ir.model.data base.group_erp_manager=rwcu
ir.model.fields base.group_erp_manager=rwcu
ir.model.fields.selection base.group_erp_manager=rwcu
ir.rule base.group_erp_manager=rwcu
ir.sequence base.group_system=rwcu base.group_user=r
ir.ui.menu base.group_system=rwcu base.group_user=r
ir.ui.view base.group_system=rwcu
mail.activity base.group_user=rwcu
mail.activity.type base.group_system=rwcu base.group_user=r sales_team.group_sale_manager=rwcu
mail.message base.group_portal=rwcu base.group_public=r base.group_user=rwcu
mail.followers base.group_system=rwcu base.group_user=r
mail.message.subtype base.group_system=rwcu base.group_user=r base.group_portal=r base.group_public=r
mail.notification base.group_system=rwcu base.group_portal=r base.group_user=rwc
product.category base.group_system=rwcu base.group_user=r purchase.group_purchase_manager=rwcu sales_team.group_sale_manager=rwcu stock.group_stock_manager=rwcu
product.product base.group_system=rwcu base.group_user=r purchase.group_purchase_manager=rwcu sales_team.group_sale_manager=rwcu stock.group_stock_manager=rwcu account.group_account_manager=rwcu
product.supplierinfo base.group_system=rwcu base.group_user=r purchase.group_purchase_manager=rwcu sales_team.group_sale_manager=rwcu stock.group_stock_manager=rwcu
product.template base.group_system=rwcu base.group_user=r purchase.group_purchase_manager=rwcu sales_team.group_sale_manager=rwcu stock.group_stock_manager=rwcu
purchase.order account.group_account_invoice=rw account.group_account_readonly=r base.group_portal=r purchase.group_purchase_user=rwcu stock.group_stock_user=r
purchase.order.line account.group_account_invoice=rw account.group_account_readonly=r base.group_portal=r purchase.group_purchase_user=rwcu stock.group_stock_user=r
res.company base.group_erp_manager=rwcu base.group_portal=r base.group_public=r base.group_user=r
res.currency account.group_account_manager=rwcu base.group_system=rwcu base.group_portal=r base.group_public=r base.group_user=r
res.currency.rate account.group_account_manager=rwcu base.group_system=rwcu base.group_portal=r base.group_public=r base.group_user=r
res.groups base.group_erp_manager=rwcu base.group_user=r
res.partner account.group_account_manager=r base.group_partner_manager=rwcu base.group_portal=r base.group_public=r base.group_user=r purchase.group_purchase_manager=rwc sales_team.group_sale_manager=rwc stock.group_stock_manager=rwc
res.partner.category base.group_partner_manager=rwcu base.group_user=r
res.users base.group_erp_manager=rwcu base.group_portal=r base.group_public=r base.group_user=r
sale.order account.group_account_invoice=rw account.group_account_readonly=r base.group_portal=r sales_team.group_sale_manager=rwcu sales_team.group_sale_salesman=rwc stock.group_stock_user=rw
sale.order.line account.group_account_invoice=rw account.group_account_readonly=r base.group_portal=r sales_team.group_sale_salesman=rwcu stock.group_stock_user=rw
stock.backorder.confirmation stock.group_stock_user=rwc
stock.location base.group_user=r stock.group_stock_manager=rwcu
stock.move account.group_account_invoice=rwc account.group_account_readonly=r purchase.group_purchase_manager=rwcu purchase.group_purchase_user=rwc sales_team.group_sale_manager=rwcu sales_team.group_sale_salesman=rwc stock.group_stock_manager=rwcu stock.group_stock_user=rwc
stock.picking account.group_account_invoice=rwc account.group_account_readonly=r base.group_portal=r purchase.group_purchase_user=rwcu sales_team.group_sale_manager=rwcu sales_team.group_sale_salesman=rwc stock.group_stock_user=rwcu
stock.picking.type base.group_user=r stock.group_stock_manager=rwcu
stock.quant base.group_user=r stock.group_stock_user=rwc
stock.route base.group_user=r stock.group_stock_manager=rwcu
stock.warehouse base.group_user=r stock.group_stock_manager=rwcu
stock.warehouse.orderpoint purchase.group_purchase_user=r sales_team.group_sale_salesman=r stock.group_stock_manager=rwcu stock.group_stock_user=r
uom.category base.group_system=rwcu base.group_user=r purchase.group_purchase_manager=rwcu sales_team.group_sale_manager=rwcu stock.group_stock_manager=rwcu
uom.uom base.group_system=rwcu base.group_user=r purchase.group_purchase_manager=rwcu sales_team.group_sale_manager=rwcu stock.group_stock_manager=rwcu
"""  # noqa: E501 (one model a line, as an access file has it)

_IN = "[('company_id', 'in', company_ids)]"
_OR_NONE = "['|', ('company_id', '=', False), ('company_id', 'in', company_ids)]"
_ALL = "[(1, '=', 1)]"

RULES: tuple[tuple[str, str, str, str], ...] = (
    # model, groups (blank: everybody), operations, domain
    *((model, "", "rwcu", _IN) for model in (
        "account.move", "account.move.line", "purchase.order", "purchase.order.line", "sale.order", "sale.order.line",
        "stock.move", "stock.picking", "stock.picking.type", "stock.warehouse", "stock.warehouse.orderpoint",
    )),
    *((model, "", "rwcu", _OR_NONE) for model in (
        "product.template", "product.supplierinfo", "res.currency.rate", "stock.location", "stock.quant", "stock.route",
        "res.partner",
    )),
    ("res.company", "base.group_user base.group_portal base.group_public", "rwcu", "[('id', 'in', company_ids)]"),
    ("res.company", "base.group_erp_manager", "rwcu", _ALL),
    ("res.partner", "base.group_portal base.group_public", "r", "[('id', 'child_of', user.partner_id.id)]"),
    ("purchase.order", "base.group_portal", "rwu", "[('partner_id', 'child_of', [user.partner_id.id])]"),
    ("purchase.order.line", "base.group_portal", "rwu", "[('order_id.partner_id', 'child_of', [user.partner_id.id])]"),
    ("sale.order", "base.group_portal", "rwu", "[('partner_id', 'child_of', [user.partner_id.id])]"),
    ("stock.picking", "base.group_portal", "rwcu", "[('partner_id', '=', user.partner_id.id)]"),
    (
        "sale.order", "sales_team.group_sale_salesman", "rwcu",
        "['|', ('user_id', '=', user.id), ('user_id', '=', False)]",
    ),
    ("sale.order", "sales_team.group_sale_salesman_all_leads", "rwcu", _ALL),
    (
        "sale.order.line", "sales_team.group_sale_salesman", "rwcu",
        "['|', ('order_id.user_id', '=', user.id), ('order_id.user_id', '=', False)]",
    ),
    ("sale.order.line", "sales_team.group_sale_salesman_all_leads", "rwcu", _ALL),
    ("account.move", "base.group_portal", "rwcu", "[('partner_id', 'child_of', [user.partner_id.id])]"),
    ("account.move", "purchase.group_purchase_user", "rwcu", "[('move_type', 'in', ('in_invoice', 'in_refund'))]"),
    (
        "account.move.line", "purchase.group_purchase_user", "rwcu",
        "[('move_id.move_type', 'in', ('in_invoice', 'in_refund'))]",
    ),
    ("account.move.line", "account.group_account_invoice", "rwcu", _ALL),
    ("account.move.line", "account.group_account_readonly", "r", _ALL),
    ("account.move", "sales_team.group_sale_salesman", "rwcu", "[('move_type', 'in', ('out_invoice', 'out_refund'))]"),
    ("account.move", "account.group_account_invoice", "rwcu", _ALL),
    ("account.move", "account.group_account_readonly", "r", _ALL),
)  # fmt: skip
