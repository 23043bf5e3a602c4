"""Errands: made once under a key, and done by Odoo's own automation in the same transaction, or not made at all.

The robot needs no right to write partners or vendor prices for it, and a message is sent once: Odoo's unique index on
the key is what makes `message_post` happen at most once, whoever tries at the same time.
"""

from dataclasses import dataclass

from domain.fact import Json
from tools.errors import Amiss, KeyTaken
from tools.odoo.plain import text, whole
from tools.odoo.provision.model import ERRAND
from tools.odoo.session import OdooSession
from tools.odoo.writes.allowed import Pen
from tools.odoo.writes.keyed import found, made

_FIELDS = ("x_name", "x_kind", "x_doc", "x_made")


@dataclass(frozen=True)
class Errand:
    """What is to be done on `on` (`model,id`); `title` names the errand for people and is part of what is compared."""

    kind: str
    title: str
    on: str


@dataclass(frozen=True)
class Done:
    """An errand that was done; `made` is the id of the message, or of the record that was changed."""

    errand_id: int
    made: int


def earlier(errand: Errand, odoo: OdooSession, key: str) -> Done | None:
    """What an earlier try did; `KeyTaken` when the key stands for another errand."""
    errand_id = found(odoo, ERRAND, key)
    return _done(errand, odoo, errand_id) if errand_id is not None else None


def send(  # noqa: PLR0913 - each has a name at the call, and most a default
    errand: Errand,
    pen: Pen,
    key: str,
    *,
    partner_id: int | None = None,
    before: str = "",
    after: str = "",
    html: str = "",
) -> int:
    """Make the errand, which does it; the id of the errand. `Refused` with Odoo's words when it was not done."""
    row = {
        "x_name": errand.title,
        "x_kind": errand.kind,
        "x_doc": errand.on,
        "x_partner": str(partner_id or ""),
        "x_before": before,
        "x_after": after,
        "x_html_text": html,
    }
    return made(pen, ERRAND, key, row)


def done(errand: Errand, odoo: OdooSession, errand_id: int) -> Done:
    """What has come of an errand that was just made."""
    return _done(errand, odoo, errand_id)


def _done(errand: Errand, odoo: OdooSession, errand_id: int) -> Done:
    domain: list[Json] = [["id", "=", errand_id]]
    rows = odoo.rows(ERRAND, domain, _FIELDS)
    if not rows:
        message = f"errand {errand_id} was there a moment ago and is gone"
        raise Amiss(message)
    row = rows[0]
    if (text(row["x_kind"]), text(row["x_doc"]), text(row["x_name"])) != (errand.kind, errand.on, errand.title):
        message = f"errand {errand_id} stands under our key but is about something else"
        raise KeyTaken(message, remedy="Look at it in Odoo")
    if not whole(row["x_made"]):
        message = f"Odoo did nothing for errand {errand_id}"
        raise Amiss(message, remedy="Run the provisioning again: the automation for errands is missing")
    return Done(errand_id=errand_id, made=whole(row["x_made"]))
