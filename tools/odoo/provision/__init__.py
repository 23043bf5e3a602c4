"""Setting Odoo up over RPC: the locked records, their guards and the page; no module, no SQL, and idempotent."""

from collections.abc import Sequence

from tools.errors import Misconfigured
from tools.odoo.provision import buttons, dialogs, drift, guards, model, people, rights, views, warnings
from tools.odoo.provision.model import DECISION, ERRAND, NOTICE
from tools.odoo.provision.people import seated
from tools.odoo.provision.pieces import Difference, Survey
from tools.odoo.session import OdooSession

__all__ = ["DECISION", "ERRAND", "NOTICE", "Difference", "apply", "plan", "seated"]


def plan(admin: OdooSession, *, robot_login: str, approver_logins: Sequence[str]) -> tuple[Difference, ...]:
    """How Odoo differs from what is wanted; nothing is changed, and empty means that answers can be believed.

    `admin` needs Settings rights to see all of it. `foreign` differences are what somebody else added: a right, a rule,
    an automation, an action, a field or a member.
    """
    return _walk(Survey(admin, mend=False), robot_login, approver_logins)


def apply(admin: OdooSession, *, robot_login: str, approver_logins: Sequence[str]) -> tuple[Difference, ...]:
    """Make what is missing and set what differs; returns what was found before. Foreign things are left as they are.

    `Misconfigured` when the robot's user does not exist: a user, its password and its API key are made by a person.
    """
    if not admin.rows("res.users", [["login", "=", robot_login], ["share", "=", False]], ["login"]):
        message = f"there is no active internal user with the login {robot_login}"
        raise Misconfigured(message, remedy="Make that user in Odoo and an API key for it, then run this again")
    return _walk(Survey(admin, mend=True), robot_login, approver_logins)


def _walk(survey: Survey, robot_login: str, approver_logins: Sequence[str]) -> tuple[Difference, ...]:
    people.find(survey, robot_login)
    for pieces in (
        rights.groups(),
        model.models(),
        guards.guards(),
        buttons.deciding(),
        dialogs.dialogs(),
        buttons.opening(),
        views.views(survey.admin.version),
        views.way_in(survey.admin.version),
        rights.rights(),
    ):
        for piece in pieces:
            survey.visit(piece)
    warnings.shown(survey)
    people.seats(survey, robot_login, approver_logins)
    drift.strangers(survey)
    return tuple(survey.differences)
