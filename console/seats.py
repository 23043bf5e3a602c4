"""Who may answer: the approvers that were seated in Odoo, as far as they hold a role of the book."""

from console.wiring import book
from domain.identity import Role
from tools.odoo import people
from tools.odoo.provision import seated
from tools.odoo.session import OdooSession
from tools.settings import Settings


def approvers(admin: OdooSession, house: Settings) -> tuple[str, ...]:
    """The logins that are to be approvers: those seated already, or at first everybody who holds a role."""
    rules = book(house)
    groups = [group for role in Role for group in rules.groups(role)]
    found = people.holders(admin, groups=groups, company_id=house.company_id)
    holding = [person.login for person in found if person.login != house.odoo.user]
    already = set(seated(admin))
    return tuple(login for login in holding if not already or login in already)
