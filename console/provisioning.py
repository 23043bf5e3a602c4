"""`weighbridge provision`: prepare an Odoo, or report how it differs from what is wanted."""

import typer

from console import seats
from console.wiring import out, settings
from tools.errors import Misconfigured
from tools.odoo import provision
from tools.odoo.session import opened


def report(*, check: bool, approvers: tuple[str, ...]) -> None:
    """Print every difference; with `check` nothing is changed, and any difference is an exit code of 1."""
    house = settings()
    if house.admin is None:
        message = "preparing an Odoo needs a user with Settings rights"
        raise Misconfigured(message, remedy="Set ODOO_ADMIN_USER and ODOO_ADMIN_API_KEY; nothing else uses them.")
    with opened(house.admin) as admin:
        logins = approvers or seats.approvers(admin, house)
        doing = provision.plan if check else provision.apply
        found = doing(admin, robot_login=house.odoo.user, approver_logins=logins)
    for difference in found:
        mark = {"missing": "[green]+[/]", "different": "[yellow]~[/]"}.get(difference.how, "[red]![/]")
        out.print(f"{mark} {difference.piece}: {difference.how}. {difference.words}", soft_wrap=True)
    foreign = [d for d in found if d.how == "foreign"]
    if not found:
        out.print(f"[green]{house.odoo.db} is as it should be[/]; approvers: {', '.join(logins)}")
    elif check:
        out.print(f"{len(found)} differences. Run [bold]weighbridge provision[/] to set what is ours right.")
        raise typer.Exit(1)
    else:
        out.print(f"{len(found) - len(foreign)} pieces set right; approvers: {', '.join(logins)}")
    if foreign:
        out.print(f"[red]{len(foreign)} things were added by somebody else[/] and were left as they are: look at them.")
        raise typer.Exit(1)
