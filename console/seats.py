"""Who may answer: the approvers that were seated in Odoo, as far as they hold a role of the book."""

from console.wiring import book
from domain.identity import Role
from tools.odoo import people
from tools.odoo.provision import seated
from tools.odoo.session import OdooSession
from tools.settings import Settings


def holding(admin: OdooSession, house: Settings) -> tuple[str, ...]:
    """The logins of everybody but the robot who holds a role of the book."""
    rules = book(house)
    groups = [group for role in Role for group in rules.groups(role)]
    found = people.holders(admin, groups=groups, company_id=house.company_id)
    return tuple(person.login for person in found if person.login != house.odoo.user)


def approvers(admin: OdooSession, house: Settings) -> tuple[str, ...]:
    """The logins of those who are seated and hold a role; empty before anybody was named."""
    already = set(seated(admin))
    return tuple(login for login in holding(admin, house) if login in already)
