"""Who sits in which group: the robot alone in one, the named approvers in another, the reader in a third."""

from collections.abc import Sequence

from tools.errors import Misconfigured
from tools.odoo.fields import groups_of_user
from tools.odoo.plain import link, text, whole
from tools.odoo.provision import reader
from tools.odoo.provision.pieces import Survey
from tools.odoo.provision.rights import APPROVERS, NEVER_FOR_THE_ROBOT
from tools.odoo.session import OdooSession, Row

_ROBOTS, _APPROVERS = "group of the robot", "group of approvers"


def find(survey: Survey, robot_login: str) -> None:
    """Look the robot up; everything that names it stands on this."""
    rows = survey.admin.rows("res.users", [["login", "=", robot_login]], ["share"])
    if rows and not rows[0]["share"]:
        survey.ids["robot"] = whole(rows[0]["id"])
    else:
        survey.note("robot", "missing", f"there is no active internal user with the login {robot_login}")


def seated(admin: OdooSession) -> tuple[str, ...]:
    """The logins in the group of approvers now; empty before Odoo was set up."""
    groups = admin.rows("res.groups", [["name", "=", APPROVERS]], ["name"])
    if not groups:
        return ()
    members = admin.rows("res.users", [[groups_of_user(admin.version), "in", [groups[0]["id"]]]], ["login"])
    return tuple(text(row["login"]) for row in members)


def expect_known(admin: OdooSession, logins: Sequence[str]) -> None:
    """`Misconfigured` names the logins that no active internal user has: a user and its key are made by a person."""
    found = admin.rows("res.users", [["login", "in", [*logins]], ["share", "=", False]], ["login"])
    unknown = sorted({*logins} - {text(row["login"]) for row in found})
    if unknown:
        message = f"there is no active internal user with the login {' and none with '.join(unknown)}"
        raise Misconfigured(message, remedy="Check the spelling, or make that user in Odoo, then run this again")


def seats(survey: Survey, robot_login: str, approver_logins: Sequence[str], reader_login: str | None) -> None:
    """Seat the robot, the approvers and the reader. Whoever else sits there is noted, not removed."""
    _seat(survey, _ROBOTS, [robot_login])
    _seat(survey, _APPROVERS, approver_logins)
    if reader_login is not None:
        _seat(survey, reader.GROUP, [reader_login])
        reader.expect_harmless(survey, reader_login)


def expect_modest(survey: Survey) -> None:
    """Note every group that would let the robot do what only a person may."""
    if "robot" not in survey.ids:
        return
    rows = survey.admin.rows("res.users", [["id", "=", survey.ids["robot"]]], [_groups_field(survey)])
    held = rows[0][_groups_field(survey)] if rows else []
    groups = {link(group) for group in held} if isinstance(held, list) else set()
    for xmlid in NEVER_FOR_THE_ROBOT:
        if survey.admin.reference(xmlid) in groups:
            survey.note("robot", "foreign", f"the robot is in {xmlid}, which it must not be")
    if survey.ids.get(_APPROVERS) in groups:
        survey.note("robot", "foreign", "the robot is among the approvers")


def _seat(survey: Survey, group: str, logins: Sequence[str]) -> None:
    members = _members(survey, survey.ids[group]) if group in survey.ids else {}
    for login in logins:
        if login not in members:
            survey.note(login, "missing", f"{login} is not in the {group}")
            if survey.mend:
                _add(survey, survey.ids[group], login)
    for login in sorted(set(members) - set(logins)):
        survey.note(login, "foreign", f"{login} is in the {group} but was not named")


def _members(survey: Survey, group_id: int) -> dict[str, Row]:
    rows = survey.admin.rows("res.users", [[_groups_field(survey), "in", [group_id]]], ["login"])
    return {text(row["login"]): row for row in rows}


def _add(survey: Survey, group_id: int, login: str) -> None:
    users = survey.admin.rows("res.users", [["login", "=", login], ["share", "=", False]], ["login"])
    if not users:
        survey.note(login, "missing", f"there is no active internal user with the login {login}")
        return
    survey.admin.call("res.users", "write", [users[0]["id"]], {_groups_field(survey): [[4, group_id]]})


def _groups_field(survey: Survey) -> str:
    renamed = 19
    return "group_ids" if survey.admin.version >= renamed else "groups_id"
