"""What every proposal has in common: for which company, and where."""

from enum import StrEnum
from typing import Literal

from domain.fact import Fact, Id, Name


class Reversibility(StrEnum):
    """What an undo can restore."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Action(Fact):
    """What every proposal says: for which company."""

    version: Literal["1"] = "1"
    company_id: Id


class SiteAction(Action):
    """What is done at one site."""

    warehouse_id: Id
    warehouse: Name

    @property
    def where(self) -> str:
        """The site, for people."""
        return self.warehouse


class SupplierAction(Action):
    """What is done about one supplier: `supplier_id` is the commercial entity, never one of its contacts."""

    supplier_id: Id
    supplier: Name

    @property
    def where(self) -> str:
        """The supplier, for people."""
        return self.supplier
