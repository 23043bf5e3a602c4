"""`weighbridge provision`: prepare an Odoo, or report how it differs from what is wanted."""

from collections.abc import Sequence

import typer

from console import seats
from console.wiring import has_ledger, ledger, now, out, settings
from tools.errors import Misconfigured, ToolError
from tools.odoo import provision
from tools.odoo.provision import Difference
from tools.odoo.session import OdooSession, opened, reading
from tools.settings import OdooAccess, Settings
from workflows import guarding
from workflows.desk import WEIGHBRIDGE


def report(*, check: bool, approvers: tuple[str, ...], from_roles: bool) -> None:
    """Print every difference; with `check` nothing is changed, and any difference is an exit code of 1."""
    house = settings()
    with (reading if check else opened)(_admin(house)) as admin:
        logins = _seats(admin, house, approvers, from_roles=from_roles, check=check)
        found = (provision.plan if check else provision.apply)(
            admin,
            robot_login=house.odoo.user,
            approver_logins=logins,
            reader_login=None if house.reader is None else house.reader.user,
        )
        _tell_the_cases(admin, house)
    for difference in found:
        mark = {"missing": "[green]+[/]", "different": "[yellow]~[/]"}.get(difference.how, "[red]![/]")
        out.print(f"{mark} {difference.piece}: {difference.how}. {difference.words}", soft_wrap=True)
    _sum_up(found, house.odoo.db, ", ".join(logins) or "nobody yet", check=check)


def _admin(house: Settings) -> OdooAccess:
    if house.admin is None:
        message = "preparing an Odoo needs a user with Settings rights"
        raise Misconfigured(message, remedy="Set ODOO_ADMIN_USER and ODOO_ADMIN_API_KEY.")
    return house.admin


def _seats(
    admin: OdooSession, house: Settings, named: tuple[str, ...], *, from_roles: bool, check: bool
) -> tuple[str, ...]:
    """Who is to be an approver: those named, else those who are already; nobody is seated without being asked for."""
    holding = seats.holding(admin, house)
    if named:
        provision.expect_known(admin, named)
        for login in sorted({*named} - {*holding}):
            out.print(f"[yellow]{login} holds no role of the book, and is never asked[/]", soft_wrap=True)
        return named
    already = seats.approvers(admin, house)
    if from_roles or already:
        return holding if from_roles else already
    who = f"by their roles it could be {', '.join(holding)}" if holding else "and nobody holds a role of the book"
    if not check:
        message = f"nobody is seated as an approver yet, {who}"
        remedy = "Name each with --approver LOGIN, or seat all of them with --approvers-from-roles"
        raise Misconfigured(message, remedy=remedy)
    out.print(f"[yellow]nobody is seated as an approver yet, {who}[/]", soft_wrap=True)
    return ()


def _tell_the_cases(admin: OdooSession, house: Settings) -> None:
    """Put on record whether the guards stand now, so that answers count again as soon as they are mended."""
    if not has_ledger():
        return
    drift = [difference.words for difference in provision.drifted(admin, robot_login=house.odoo.user)]
    try:
        with ledger() as chain:
            guarding.seen(drift, chain, actor=WEIGHBRIDGE, now=now())
    except ToolError as no:
        out.print(f"[yellow]the ledger was not told; the feed looks by itself[/]: {no}", soft_wrap=True)


def _sum_up(found: Sequence[Difference], db: str, who: str, *, check: bool) -> None:
    foreign = [d for d in found if d.how == "foreign"]
    if not found:
        out.print(f"[green]{db} is as it should be[/]; approvers: {who}")
    elif check:
        out.print(f"{len(found)} differences. Run [bold]weighbridge provision[/] to set what is ours right.")
        raise typer.Exit(1)
    else:
        out.print(f"{len(found) - len(foreign)} pieces set right; approvers: {who}")
    if foreign:
        out.print(f"[red]{len(foreign)} things were added by somebody else[/] and were left as they are: look at them.")
        raise typer.Exit(1)
