"""Whom a message on an order reaches: the order's own partner, and nobody else outside the company."""

from dataclasses import dataclass

from domain.fact import Json
from domain.supplying import AskSupplier
from tools.odoo import drafts
from tools.odoo.plain import Row, link, text
from tools.odoo.relying import Reliance, gone, relies
from tools.odoo.session import OdooSession


@dataclass(frozen=True)
class Addressee:
    """The partner that is written to; `address` is empty where Odoo knows none that could be right."""

    address: str
    language: str
    active: bool
    commercial_id: int | None


def addressee(odoo: OdooSession, partner_id: int, company_id: int) -> Addressee | None:
    """The partner as it stands now; None when it was deleted."""
    fields = ["active", "email_normalized", "lang", "commercial_partner_id"]
    row = drafts.one(odoo, "res.partner", partner_id, fields, company_id=company_id)
    if row is None:
        return None
    return Addressee(
        address=text(row["email_normalized"]),
        language=text(row["lang"]),
        active=bool(row["active"]),
        commercial_id=link(row["commercial_partner_id"]),
    )


def addressed(proposal: AskSupplier, odoo: OdooSession) -> tuple[Reliance, ...]:
    """That the letter can be sent, to the address that was seen, and to no other supplier or customer."""
    to = addressee(odoo, proposal.partner_id, proposal.company_id)
    if to is None:
        return gone(f"{proposal.partner} was deleted")
    others = bystanders(odoo, proposal.order_id, proposal.partner_id, proposal.company_id)
    return (
        relies(to.active, f"{proposal.partner} is in use", f"{proposal.partner} is archived"),
        relies(
            to.commercial_id == proposal.supplier_id,
            f"{proposal.partner} is of {proposal.supplier}",
            f"{proposal.partner} is no longer of {proposal.supplier}",
        ),
        relies(
            bool(to.address),
            f"{proposal.partner} is written to at {to.address}",
            f"{proposal.partner} has no e-mail address that could be right",
        ),
        relies(_has_sender(odoo), "we have an address to write from", "our own user in Odoo has no e-mail address"),
        relies(
            not others,
            "nobody else outside the company follows the order",
            f"others outside the company follow the order: {', '.join(others)}",
        ),
    )


def bystanders(odoo: OdooSession, order_id: int, partner_id: int, company_id: int) -> tuple[str, ...]:
    """Who else outside the company would be sent a message on the order, because they follow it."""
    order = drafts.one(odoo, "purchase.order", order_id, ["message_partner_ids"], company_id=company_id)
    found = order["message_partner_ids"] if order is not None else []
    ids: list[Json] = [each for each in found if each != partner_id] if isinstance(found, list) else []
    return tuple(text(row["name"]) for row in outsiders(odoo, ids))


def outsiders(odoo: OdooSession, partner_ids: list[Json]) -> list[Row]:
    """Those of these partners that are not colleagues."""
    domain: list[Json] = [["id", "in", partner_ids], ["partner_share", "=", True]]
    return odoo.rows("res.partner", [*domain, ["active", "in", [True, False]]], ["name"]) if partner_ids else []


def _has_sender(odoo: OdooSession) -> bool:
    rows = odoo.rows("res.users", [["id", "=", odoo.uid]], ["email"])
    return bool(rows and rows[0]["email"])
