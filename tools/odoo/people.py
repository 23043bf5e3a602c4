"""Who holds a role in Odoo now, and who looks after an order: always looked up, never declared."""

from collections.abc import Sequence
from typing import Literal

from domain.fact import Fact, Id, Json, Name, tame
from domain.identity import Person
from tools.odoo.fields import groups_of_user
from tools.odoo.records import Notes, Reader, Record, Ref, Text
from tools.odoo.session import OdooSession


class _User(Record):
    login: Text
    name: Text


class _Order(Record):
    name: Text
    user_id: Ref


class Duty(Fact):
    """The person who looks after one order."""

    order_id: Id
    order: Name
    person: Person


def holders(odoo: OdooSession, *, groups: Sequence[str], company_id: int) -> tuple[Person, ...]:
    """Active internal users in any of the groups (external ids) who may use the company, by uid.

    Implied groups count, as in Odoo. A group that does not exist has no holders.
    """
    return _holders(odoo, groups, company_id, [])


def holds(odoo: OdooSession, uid: int, *, groups: Sequence[str], company_id: int) -> Person | None:
    """The user, if one of the `holders`."""
    return next(iter(_holders(odoo, groups, company_id, [["id", "=", uid]])), None)


def responsible(
    odoo: OdooSession, model: Literal["purchase.order", "sale.order"], order_ids: Sequence[int], *, company_id: int
) -> tuple[Duty, ...]:
    """The buyer or salesperson of each order; an order without one, or whose user has left, is not there."""
    reader = Reader(odoo, company_id, Notes())
    orders = reader.by_id(_Order, model, order_ids)
    people = _internal(reader, [["id", "in", [order.user_id for order in orders.values() if order.user_id]]])
    named = {person.uid: person for person in people}
    return tuple(
        Duty(order_id=order.id, order=tame(order.name, 120) or f"#{order.id}", person=named[order.user_id])
        for order in orders.values()
        if order.user_id in named
    )


def _holders(odoo: OdooSession, groups: Sequence[str], company_id: int, also: list[Json]) -> tuple[Person, ...]:
    ids = [found for group in groups if (found := odoo.reference(group)) is not None]
    if not ids:
        return ()
    in_groups: Json = [groups_of_user(odoo.version), "in", [*ids]]
    return _internal(Reader(odoo, company_id, Notes()), [in_groups, ["company_ids", "in", [company_id]], *also])


def _internal(reader: Reader, domain: list[Json]) -> tuple[Person, ...]:
    users = reader.records(_User, "res.users", [["share", "=", False], ["active", "=", True], *domain])
    return tuple(
        Person(uid=u.id, login=tame(u.login, 120), name=tame(u.name, 120)) for u in users if u.login and u.name
    )
