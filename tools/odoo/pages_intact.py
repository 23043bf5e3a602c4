"""Whether the page that a person answered is the page that was made, field by field, as Odoo holds it."""

import json
from typing import Final

from domain.approval import ApprovalRequest
from domain.fact import Digest, Json, fingerprint
from tools.odoo.answers import Reading
from tools.odoo.plain import rows_of
from tools.odoo.provision.model import ASKED, DECISION
from tools.odoo.session import OdooSession

_COVERED: Final = tuple(field.name for field in ASKED if field.name != "x_doc")
"""Everything that the robot says when it asks. Odoo itself empties `x_doc` when the record that it leads to is gone."""


def held(odoo: OdooSession, odoo_id: int) -> Digest | None:
    """The fingerprint of a page as Odoo holds it now, cleaned and rounded in its own way; None when it is gone.

    Empty fields do not count, so that a field which a later release adds makes no older page another one.
    """
    rows = rows_of(odoo.call(DECISION, "read", [odoo_id], [*_COVERED], load=None))
    if not rows:
        return None
    said: dict[str, Json] = {name: rows[0][name] for name in _COVERED if rows[0][name]}
    return fingerprint("page", json.dumps(said, sort_keys=True).encode())


def intact(reading: Reading, request: ApprovalRequest, odoo: OdooSession) -> Reading:
    """The reading, unless it is a decision on a page that somebody changed after it was made."""
    if reading.decision is None or request.page is None or held(odoo, request.odoo_id) == request.page:
        return reading
    return Reading(decision=None, words="not counted: the page was changed after it was made", distrusted=True)
