"""Warnings and blocks on suppliers: what stands in Odoo, what we have put there, and what stood there before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.fact import Json
from domain.supplying import HoldSupplier, ReleaseSupplier
from tools.odoo import drafts
from tools.odoo.plain import figure, link
from tools.odoo.provision.model import ERRAND
from tools.odoo.session import OdooSession

IN_ODOO: Final[Mapping[str, str]] = {"none": "no-message", "warning": "warning", "block": "block"}
"""Our words for the levels of `purchase_warn`."""
_OURS = {level: word for word, level in IN_ODOO.items()}
_TITLES = {
    "warning": "Look twice before you order from {supplier}",
    "block": "{supplier} is blocked: nothing is ordered",
}


@dataclass(frozen=True)
class Hold:
    """What a buyer is shown who chooses the supplier on an order; level "none" shows nothing."""

    level: str
    text: str

    @property
    def said(self) -> str:
        """The hold as one text: Odoo's level on the first line, the message below."""
        return f"{IN_ODOO[self.level]}\n{self.text}".strip()


@dataclass(frozen=True)
class Standing:
    """A supplier with its hold; `whole` when it is a commercial entity and not one of its contacts."""

    active: bool
    whole: bool
    hold: Hold


def read_hold(said: str) -> Hold:
    """A hold out of its text."""
    level, _, text = said.replace("\r\n", "\n").strip().partition("\n")
    return Hold(level=_OURS.get(level, "none"), text=text.strip())


def standing(odoo: OdooSession, supplier_id: int, company_id: int) -> Standing | None:
    """How a supplier stands now; None when it was deleted."""
    fields = ["active", "commercial_partner_id", "purchase_warn", "purchase_warn_msg"]
    row = drafts.one(odoo, "res.partner", supplier_id, fields, company_id=company_id)
    if row is None:
        return None
    level, message = row["purchase_warn"] or "no-message", row["purchase_warn_msg"] or ""
    return Standing(
        active=bool(row["active"]),
        whole=link(row["commercial_partner_id"]) == supplier_id,
        hold=read_hold(f"{level}\n{message}"),
    )


def held(proposal: HoldSupplier, before: Hold, origin: str) -> Hold:
    """The hold that is set: our own fixed text with its case, then what a person had written there before."""
    ours = f"{_titled(proposal.new_level, proposal)}\n{origin}"
    return Hold(level=proposal.new_level, text="\n\n".join(part for part in (ours, before.text) if part))


def released(proposal: ReleaseSupplier, now: Hold, ours: Sequence[tuple[Hold, Hold]], origin: str) -> Hold | None:
    """What is put back: the text that stood there when the supplier was last at that level.

    None when what stands there now is not what we have set: a person has changed it since, and it is theirs.
    """
    after = now
    for before, then in ours:
        if then.said != after.said:
            break
        if before.level == proposal.new_level:
            return before
        after = before
    if after is now:
        return None
    text = f"{_titled(proposal.new_level, proposal)}\n{origin}" if proposal.new_level in _TITLES else ""
    return Hold(level=proposal.new_level, text=text)


def set_by_us(odoo: OdooSession, supplier_id: int) -> tuple[tuple[Hold, Hold], ...]:
    """Every hold and release that we have carried out on a supplier, as before and after; the latest first."""
    domain: list[Json] = [
        ["x_kind", "=", "warn"],
        ["x_doc", "=", f"res.partner,{supplier_id}"],
        ["create_uid", "=", odoo.uid],
    ]
    rows = odoo.rows(ERRAND, domain, ["x_before", "x_after"])
    return tuple((read_hold(str(row["x_before"])), read_hold(str(row["x_after"]))) for row in reversed(rows))


def _titled(level: str, proposal: HoldSupplier | ReleaseSupplier) -> str:
    title = _TITLES[level].format(supplier=proposal.supplier)
    return f"{title}. Risk score {figure(proposal.points)} of 100 (Weighbridge)."
