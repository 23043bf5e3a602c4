"""The three dialogs in which a person decides: approve, amend, reject."""

from collections.abc import Iterator

from tools.odoo.provision.buttons import DIALOGS
from tools.odoo.provision.model import DECISION
from tools.odoo.provision.pieces import Piece, Text

_HIDDEN = "".join(
    f'<field name="{name}" invisible="1"/>'
    for name in ("x_mine", "x_currency_id", "x_qty_max", "x_date_max", "x_letters")
)


def _comment(label: str, hint: str, more: str = "") -> str:
    return (
        f'<label for="x_comment" string="{label}" class="fw-bold mt-3"/>'
        f'<field name="x_comment" nolabel="1" placeholder="{hint}"{more}/>'
    )


_APPROVE = f"""
<div class="fs-5 mb-2" invisible="not x_amount"><field name="x_amount" readonly="1" class="oe_inline"/></div>
<p class="text-muted mb-1">It is carried out as proposed, right after you approve.</p>
{_comment("Comment (optional)", "Anything the assistant or a colleague should know")}
"""
_REJECT = f"""
{_comment("Why?", "For example: the customer accepts 14 December, do not split", ' required="1"')}
<p class="text-muted small mt-2">The assistant takes your reason into account in its next proposal.</p>
"""
_AMEND = f"""
<group>
  <label for="x_amend_qty" invisible="not x_qty_max"/>
  <div invisible="not x_qty_max">
    <div class="d-flex gap-2 align-items-baseline">
      <field name="x_amend_qty" class="oe_inline"/><field name="x_uom" readonly="1" class="oe_inline w-auto"/>
    </div>
    <div class="text-muted small">proposed <field name="x_qty" readonly="1" class="oe_inline"/>, allowed
      <field name="x_qty_min" readonly="1" class="oe_inline"/> to
      <field name="x_qty_max" readonly="1" class="oe_inline"/></div>
  </div>
  <field name="x_unit_cost" readonly="1" invisible="not x_unit_cost or not x_qty_max"/>
  <field name="x_amend_amount" class="fw-bold" invisible="not x_amend_qty or not x_unit_cost"/>
  <label for="x_amend_date" invisible="not x_date_max"/>
  <div invisible="not x_date_max">
    <field name="x_amend_date"/>
    <div class="text-muted small">proposed <field name="x_date" readonly="1" class="oe_inline"/>, allowed
      <field name="x_date_min" readonly="1" class="oe_inline"/> to
      <field name="x_date_max" readonly="1" class="oe_inline"/></div>
  </div>
  <label for="x_amend_option" invisible="not x_letters"/>
  <div invisible="not x_letters">
    <field name="x_amend_option" placeholder="keep the proposed option"/>
    <field name="x_choices" readonly="1" class="text-muted small"/>
    <div class="text-muted small">It is proposed with values of its own: leave quantity and date empty.</div>
  </div>
</group>
{_comment("Comment (optional)", "What should be different, and why")}
"""

_BODY = {"approve": _APPROVE, "amend": _AMEND, "reject": _REJECT}
_BUTTON = {
    "approve": ("Approve", "btn-success"),
    "amend": ("Amend and approve", "btn-success"),
    "reject": ("Reject", "btn-danger"),
}


def dialogs() -> Iterator[Piece]:
    """One small form for each answer; its footer holds the button that decides."""
    for at, kind in enumerate(DIALOGS):
        label, look = _BUTTON[kind]
        arch = f"""
<form string="{kind.title()}" create="0" delete="0">
<sheet>{_HIDDEN}<div class="h4 mb-3"><field name="x_ask" readonly="1"/></div>{_BODY[kind]}</sheet>
<footer>
  <button type="action" name="@button decide {kind}@" string="{label}" class="{look}" data-hotkey="q"/>
  <button special="cancel" string="Back" class="btn-secondary" data-hotkey="x"/>
</footer>
</form>
""".strip()
        yield Piece(
            f"dialog {kind}",
            "ir.ui.view",
            {"model": DECISION, "name": f"weighbridge.decision.{kind}"},
            {"type": "form", "arch_base": Text(arch), "priority": 90 + at, "active": True},
        )
