"""Legal entities: under which names a supplier counts, and whether two records are one and the same supplier."""

import re

from domain.supplier import SupplierStanding
from policies.measure import Unmeasured

_NOT_ALNUM = re.compile(r"[^0-9A-Z]")

SUPPLIER_UNKNOWN = "supplier.unknown"
UNMEASURED = {SUPPLIER_UNKNOWN: "the standing of this supplier is not known"}
UNKNOWN = Unmeasured(SUPPLIER_UNKNOWN, UNMEASURED[SUPPLIER_UNKNOWN])


def known_as(standing: SupplierStanding | None, supplier_id: int) -> SupplierStanding | None:
    """The standing, if it is the one of this supplier."""
    return standing if standing is not None and standing.supplier_id == supplier_id else None


def entities(standing: SupplierStanding) -> tuple[str, ...]:
    """The names of the legal entity: its commercial record, and its tax number, which double records share."""
    tax = _NOT_ALNUM.sub("", standing.tax_id.upper())[:40]
    return (f"entity/{standing.commercial_id}", *([f"tax/{tax}"] if tax else []))


def same(one: SupplierStanding, other: SupplierStanding) -> bool:
    """Whether two records are one legal entity, by their commercial record or by their tax number."""
    return not set(entities(one)).isdisjoint(entities(other))
