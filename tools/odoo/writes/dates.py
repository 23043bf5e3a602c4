"""The day that we plan with for one line of an order: set in one write, from the day that was cleared."""

from domain.supplying import ChangeExpectedDate
from tools.errors import Amiss
from tools.odoo.open_lines import OpenLine, open_line
from tools.odoo.plain import stamped
from tools.odoo.session import OdooSession
from tools.odoo.writes.allowed import Pen
from tools.odoo.writes.keyed import Written, afterwards

_MODEL = "purchase.order.line"


def replanned(proposal: ChangeExpectedDate, odoo: OdooSession) -> Written | None:
    """The line when it is already planned for that day; setting it again would change nothing."""
    line = open_line(odoo, proposal.line_id, proposal.company_id)
    return _written(proposal, line, fresh=False) if line is not None and _planned(proposal, line) else None


def replan(proposal: ChangeExpectedDate, odoo: OdooSession) -> Written:
    """Set the day and read it back; Odoo moves the deadline of what has not arrived, and the order's first day."""
    values = {"date_planned": stamped(proposal.new_date)}
    Pen(odoo, proposal.company_id).set(_MODEL, proposal.line_id, values)
    with afterwards():
        return _taken(proposal, open_line(odoo, proposal.line_id, proposal.company_id))


def _taken(proposal: ChangeExpectedDate, line: OpenLine | None) -> Written:
    if line is None or not _planned(proposal, line):
        message = f"the line of {proposal.order} did not take {stamped(proposal.new_date)}"
        raise Amiss(message, remedy="Somebody changed it in the same moment: look at it in Odoo")
    return _written(proposal, line, fresh=True)


def _planned(proposal: ChangeExpectedDate, line: OpenLine) -> bool:
    wanted = (proposal.order_id, proposal.product.product_id, proposal.new_date.replace(microsecond=0))
    return (line.order_id, line.product_id, line.promised) == wanted


def _written(proposal: ChangeExpectedDate, line: OpenLine, *, fresh: bool) -> Written:
    return Written(
        model=_MODEL,
        record_id=line.line_id,
        record=line.order or proposal.order,
        read_back=(f"{proposal.product.name[:100]} of {proposal.order} is planned for {stamped(proposal.new_date)}",),
        fresh=fresh,
    )
