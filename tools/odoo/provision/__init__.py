"""Setting Odoo up over RPC: the locked records, their guards and the page; no module, no SQL, and idempotent."""

from collections.abc import Sequence

from tools.odoo.provision import buttons, dialogs, drift, guards, model, people, reader, rights, views, warnings
from tools.odoo.provision.model import DECISION, ERRAND, NOTICE
from tools.odoo.provision.people import expect_known, seated
from tools.odoo.provision.pieces import Difference, Survey
from tools.odoo.session import OdooSession

__all__ = ["DECISION", "ERRAND", "NOTICE", "Difference", "apply", "drifted", "expect_known", "plan", "seated"]


def plan(
    admin: OdooSession, *, robot_login: str, approver_logins: Sequence[str], reader_login: str | None = None
) -> tuple[Difference, ...]:
    """How Odoo differs from what is wanted; nothing is changed, and empty means that answers can be believed.

    `admin` needs Settings rights to see all of it. `foreign` differences are what somebody else added: a right, a rule,
    an automation, an action, a view, a field or a member.
    """
    survey = Survey(admin, mend=False)
    _prepare(survey, robot_login, approver_logins, reader_login)
    return tuple(survey.differences)


def apply(
    admin: OdooSession, *, robot_login: str, approver_logins: Sequence[str], reader_login: str | None = None
) -> tuple[Difference, ...]:
    """Make what is missing and set what differs; returns what was found before. Foreign things are left as they are.

    `Misconfigured`, and nothing is begun, when one of the users does not exist.
    """
    others = [] if reader_login is None else [reader_login]
    expect_known(admin, [robot_login, *approver_logins, *others])
    survey = Survey(admin, mend=True)
    _prepare(survey, robot_login, approver_logins, reader_login)
    return tuple(survey.differences)


def drifted(admin: OdooSession, *, robot_login: str) -> tuple[Difference, ...]:
    """What stands between a person and an answer, where it is not as provisioned: page, guards, rights and rules.

    Who is seated is left out: whether the person asked may answer is looked up with every answer.
    """
    survey = Survey(admin, mend=False)
    _guard(survey, robot_login)
    return tuple(survey.differences)


def _prepare(survey: Survey, robot_login: str, approver_logins: Sequence[str], reader_login: str | None) -> None:
    _guard(survey, robot_login)
    if reader_login is not None:
        for piece in reader.pieces():
            survey.visit(piece)
    people.seats(survey, robot_login, approver_logins, reader_login)


def _guard(survey: Survey, robot_login: str) -> None:
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
    people.expect_modest(survey)
    drift.strangers(survey)
