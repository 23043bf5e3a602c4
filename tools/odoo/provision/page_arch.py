"""The XML of the page an approver sees: first the ask and what it changes, then why, then every detail."""

_RISK = (
    'widget="badge" decoration-success="x_risk == \'low\'" decoration-warning="x_risk == \'medium\'" '
    "decoration-danger=\"x_risk == 'high'\""
)
_STATUS = (
    "widget=\"badge\" decoration-info=\"x_status == 'open'\" decoration-success=\"x_status in ('approve','amend')\" "
    "decoration-danger=\"x_status == 'reject'\" decoration-muted=\"x_status == 'expired'\""
)
_RIBBONS = "".join(
    f'<widget name="web_ribbon" title="{title}" bg_color="{color}" invisible="x_status != \'{status}\'"/>'
    for status, title, color in (
        ("approve", "Approved", "text-bg-success"),
        ("amend", "Amended", "text-bg-success"),
        ("reject", "Rejected", "text-bg-danger"),
        ("expired", "Too late", "text-bg-secondary"),
    )
)


def _buttons(extra: str = "", *, hotkeys: bool) -> str:
    looks = (("approve", "btn-success", "a"), ("amend", "btn-secondary", "m"), ("reject", "btn-danger", "r"))
    return "".join(
        f'<button type="action" name="@button open {kind}@" string="{kind.title()}" class="{look}{extra}" '
        f'invisible="not x_mine{" or not x_may_amend" if kind == "amend" else ""}"'
        f"{f' data-hotkey={chr(34)}{key}{chr(34)}' if hotkeys else ''}/>"
        for kind, look, key in looks
    )


_ANSWER = """
<div class="alert alert-info mt-3 mb-0" role="status" invisible="not x_decision">
  <div><field name="x_decision" readonly="1" class="oe_inline fw-bold"/>
    <span invisible="not x_comment">: <field name="x_comment" readonly="1" class="oe_inline"/></span></div>
  <div invisible="not x_amend_qty">Quantity instead: <field name="x_amend_qty" readonly="1" class="oe_inline me-1"/>
    <field name="x_uom" readonly="1" class="oe_inline"/></div>
  <div invisible="not x_amend_date">Date instead: <field name="x_amend_date" readonly="1" class="oe_inline"/></div>
  <div invisible="not x_amend_option">Chosen instead:
    <field name="x_amend_option" readonly="1" class="oe_inline"/></div>
</div>
"""

_FACTS = """
<group class="mt-3">
  <group>
    <field name="x_amount" readonly="1" invisible="not x_amount" class="fw-bold"/>
    <label for="x_qty" invisible="not x_qty"/>
    <div invisible="not x_qty" class="d-flex gap-1">
      <field name="x_qty" readonly="1" class="oe_inline w-auto"/>
      <field name="x_uom" readonly="1" class="oe_inline w-auto"/></div>
    <field name="x_date" readonly="1" invisible="not x_date"/>
    <field name="x_doc" readonly="1" invisible="not x_doc"/>
  </group>
  <group>
    <label for="x_deadline"/>
    <div class="d-flex flex-wrap gap-2">
      <field name="x_deadline" readonly="1" class="oe_inline w-auto"/>
      <field name="x_deadline" readonly="1" widget="remaining_days" class="oe_inline w-auto" invisible="x_decision"/>
    </div>
    <field name="x_silence" readonly="1"/>
    <field name="x_why_you" readonly="1"/>
    <field name="x_approver_id" readonly="1" widget="many2one_avatar_user"/>
  </group>
</group>
"""


def _section(title: str, field: str) -> str:
    return (
        f'<div invisible="not {field}"><separator string="{title}"/>'
        f'<field name="{field}" readonly="1" nolabel="1" class="overflow-x-auto"/></div>'
    )


def page(*, modern: bool) -> str:
    """The form; `modern` is the dialect from Odoo 18 on."""
    chatter = (
        "<chatter/>"
        if modern
        else '<div class="oe_chatter"><field name="message_follower_ids"/><field name="activity_ids"/>'
        '<field name="message_ids"/></div>'
    )
    hidden = "".join(f'<field name="{name}" invisible="1"/>' for name in ("x_mine", "x_may_amend", "x_currency_id"))
    return f"""
<form string="Approval request" create="0" delete="0" duplicate="0">
<header>{hidden}{_buttons(hotkeys=True)}
  <field name="x_status" widget="statusbar" statusbar_visible="open,approve"/></header>
<sheet>{_RIBBONS}
  <div class="oe_title mb-0 mw-100">
    <div class="mb-1"><field name="x_risk" {_RISK} readonly="1"/></div>
    <h1 class="mb-1"><field name="x_ask" readonly="1"/></h1>
    <div class="fs-5 text-muted"><field name="x_gain" readonly="1"/></div>
  </div>{_ANSWER}
  <div class="d-md-none d-flex gap-2 my-3" invisible="not x_mine">{_buttons(" flex-fill", hotkeys=False)}</div>
  {_FACTS}
  {_section("The rules that ask", "x_html_why")}
  {_section("What it changes", "x_html_diff")}
  {_section("Options looked at", "x_html_options")}
  {_section("What this is based on", "x_html_evidence")}
  {_section("If it has to be undone", "x_html_undo")}
  {_section("In other words", "x_html_words")}
  <div class="text-muted small mt-4">Request <field name="x_key" readonly="1" class="oe_inline"/></div>
  <div class="text-muted small text-break">Action <field name="x_digest" readonly="1" class="oe_inline"/></div>
</sheet>{chatter}
</form>
""".strip()


def table(rows: str) -> str:
    """The list, where several requests are approved at once; `rows` is the dialect's word for a list."""
    return f"""
<{rows} string="Approval requests" create="0" delete="0" duplicate="0" export_xlsx="0"
  decoration-bf="x_status == 'open'" decoration-muted="x_status != 'open'">
<header><button type="action" name="@button decide selected@" string="Approve selected" class="btn-success"
  confirm="Approve every selected request as proposed?"/></header>
<field name="x_currency_id" column_invisible="1"/>
<field name="x_name"/>
<field name="x_gain" optional="hide"/>
<field name="x_risk" {_RISK}/>
<field name="x_qty" optional="show" invisible="not x_qty"/>
<field name="x_uom" string="" optional="show" invisible="not x_qty"/>
<field name="x_amount" sum="Total" optional="show" invisible="not x_amount"/>
<field name="x_deadline" widget="remaining_days"/>
<field name="x_group" optional="hide"/>
<field name="x_approver_id" widget="many2one_avatar_user" optional="show"/>
<field name="x_status" {_STATUS}/>
</{rows}>
""".strip()


def cards(*, modern: bool) -> str:
    """The cards, which a phone shows first."""
    card = f"""
<div class="d-flex justify-content-between align-items-start">
  <field name="x_name" class="fw-bolder fs-5 me-2"/><field name="x_risk" {_RISK}/></div>
<div class="text-muted mt-1"><field name="x_gain"/></div>
<div class="d-flex justify-content-between align-items-center mt-2">
  <span class="fw-bold"><field name="x_amount" widget="monetary" invisible="not x_amount"/></span>
  <field name="x_deadline" widget="remaining_days"/><field name="x_status" {_STATUS}/></div>
"""
    template = (
        f'<t t-name="card">{card}</t>'
        if modern
        else f'<t t-name="kanban-box"><div class="oe_kanban_global_click">{card}</div></t>'
    )
    return (
        '<kanban create="0" delete="0" quick_create="0" sample="0"><field name="x_currency_id"/>'
        f"<templates>{template}</templates></kanban>"
    )


def search() -> str:
    """The filters; the hidden ones are what the clock in the top bar opens."""
    today = "context_today().strftime('%Y-%m-%d')"
    tasks = "".join(
        f'<filter invisible="1" string="{title}" name="activities_{name}" domain="[{leaf}]"/>'
        for name, title, leaf in (
            ("my", "My activities", "('activity_ids.user_id','=',uid)"),
            ("overdue", "Late", f"('my_activity_date_deadline','&lt;',{today})"),
            ("today", "Today", f"('my_activity_date_deadline','=',{today})"),
            ("upcoming_all", "Future", f"('my_activity_date_deadline','&gt;',{today})"),
        )
    )
    return f"""
<search string="Approval requests">
<field name="x_name"/><field name="x_key"/><field name="x_group"/><field name="x_approver_id"/>
<filter name="mine" string="Waiting for me"
  domain="[('x_approver_id','=',uid),('x_decision','=',False),('x_deadline','&gt;=',{today})]"/>
<filter name="open" string="Open" domain="[('x_decision','=',False)]"/>
<filter name="decided" string="Decided" domain="[('x_decision','!=',False)]"/>
<separator/>{tasks}
<group expand="0" string="Group by">
  <filter name="by_group" string="Belongs together" context="{{'group_by':'x_group'}}"/>
  <filter name="by_risk" string="Risk" context="{{'group_by':'x_risk'}}"/>
  <filter name="by_approver" string="Approver" context="{{'group_by':'x_approver_id'}}"/>
</group>
</search>
""".strip()
