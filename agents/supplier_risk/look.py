"""The look of a case at its supplier: the same figures as a sweep's, read anew."""

from datetime import datetime

from agents.kit import Promises
from agents.supplier_risk.assumptions import Assumptions, shipped
from agents.supplier_risk.watch import SupplierWatch
from agents.supplier_risk.watching.read import read_all
from agents.supplier_risk.watching.reckon import reckon
from agents.supplier_risk.watching.supplier import watch_of
from tools.errors import Gone
from tools.odoo.session import OdooSession


def look(
    odoo: OdooSession,
    promises: Promises | None,
    *,
    company_id: int,
    supplier_id: int,
    now: datetime,
    assumptions: Assumptions | None = None,
) -> SupplierWatch:
    """One supplier (its commercial entity) as it stands now.

    All suppliers are read for it: how likely a line is late is learned from all of them, and what waits for goods is
    shared out among all their lines. `Gone` where nothing was bought of the supplier within the days looked back.
    """
    stated = assumptions or shipped()
    reckoned = reckon(read_all(odoo, promises, company_id=company_id, now=now, assumptions=stated), stated)
    if supplier_id not in reckoned.scores:
        message = f"nothing was bought of supplier {supplier_id} in the last {stated.history.days} days"
        raise Gone(message, remedy="Nothing can be said of it.")
    return watch_of(reckoned, supplier_id)
