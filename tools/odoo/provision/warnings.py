"""Purchase warnings are shown to buyers: a setting of Odoo without which a held supplier is held for nobody."""

from tools.odoo.plain import rows_of
from tools.odoo.provision.pieces import Survey

_EVERYBODY, _WARNED = "base.group_user", "purchase.group_warning_purchase"


def shown(survey: Survey) -> None:
    """Compare, and mend as ticking "Warnings" in the settings of Purchase does: every employee is shown them."""
    everybody, warned = survey.admin.reference(_EVERYBODY), survey.admin.reference(_WARNED)
    if everybody is None or warned is None:
        survey.note("purchase warnings", "missing", "Odoo knows no purchase warnings: is Purchase installed?")
        return
    rows = rows_of(survey.admin.call("res.groups", "read", [everybody], ["implied_ids"]))
    implied = rows[0]["implied_ids"] if rows else []
    if isinstance(implied, list) and warned in implied:
        return
    survey.note("purchase warnings", "missing", "buyers are not shown the purchase warnings of a supplier")
    if survey.mend:
        survey.admin.call("res.groups", "write", [everybody], {"implied_ids": [[4, warned]]})
