"""Who and where: companies, sites, people, and the readable ids of cases."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from domain.fact import Fact, Id, Name

_CASE = r"^case/[a-z_]+/[A-Za-z0-9_.-]+/\d+/[A-Za-z0-9_.@-]+$"
CaseId = Annotated[str, StringConstraints(pattern=_CASE, max_length=200)]

_SUBJECT = re.compile(r"[^A-Za-z0-9_.@-]")
_FOREIGN = re.compile(r"[^A-Za-z0-9_.-]")


class Role(StrEnum):
    """Who may be asked; the book says which Odoo groups hold a role."""

    BUYER = "buyer"
    PLANNER = "planner"
    PURCHASING_MANAGER = "purchasing_manager"
    SUPPLY_MANAGER = "supply_manager"
    FINANCE = "finance"


class Site(Fact):
    """A warehouse with the locations and operation types that a write needs."""

    warehouse_id: Id
    code: Name
    name: Name
    company_id: Id
    stock_location_id: Id
    internal_type_id: Id
    receipt_type_id: Id


class Product(Fact):
    """What is short, as Odoo names it."""

    product_id: Id
    code: Name
    name: Name
    uom_id: Id
    uom: Name


class Person(Fact):
    """An Odoo user, as looked up (never as declared)."""

    uid: Id
    login: Name
    name: Name


def case_id(scenario: str, db: str, company_id: int, subject: str) -> str:
    """The workflow id of a case; the same trouble always has the same id, so that a repeat is harmless."""
    return f"case/{scenario}/{_FOREIGN.sub('_', db)}/{company_id}/{_SUBJECT.sub('_', subject)}"
