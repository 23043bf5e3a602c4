"""Complaints on record about suppliers: helpdesk tickets, where a module for them is installed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.fact import Json
from tools.odoo import plain
from tools.odoo.columns import Among, ids
from tools.odoo.records import Reader
from tools.odoo.supplier_modules import Kept, allowed, fields_of

_MODEL = "helpdesk.ticket"


@dataclass(frozen=True)
class Ticket:
    """One ticket; `partner_id` is its commercial entity, or the partner itself where Odoo does not store that."""

    ticket_id: int
    partner_id: int


def read_tickets(reader: Reader, partners: Sequence[int], *, since: datetime) -> Kept[Ticket]:
    """Tickets of these partners that were opened since then: of helpdesk_mgmt, or of the Enterprise module."""
    known = fields_of(reader, _MODEL, ["partner_id", "commercial_partner_id", "company_id"])
    of = "commercial_partner_id" if "commercial_partner_id" in known else "partner_id"
    if of not in known:
        return Kept(absent=f"no module for complaints is installed ({_MODEL})")
    domain: list[Json] = [["create_date", ">=", plain.stamped(since)]]
    domain += [["company_id", "in", [reader.company_id, False]]] if "company_id" in known else []
    return allowed(lambda: _read(reader, domain, Among(of, sorted(partners))), "helpdesk tickets")


def _read(reader: Reader, domain: Sequence[Json], of: Among) -> Kept[Ticket]:
    found = reader.columns(_MODEL, domain, ("id", of.field), of)
    pairs = zip(ids(found["id"]).tolist(), ids(found[of.field]).tolist(), strict=True)
    return Kept(tuple(Ticket(ticket, partner) for ticket, partner in sorted(pairs)))
