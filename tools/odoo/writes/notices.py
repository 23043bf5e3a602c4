"""Tasks for people: a notice made once under a key, which Odoo's own automation puts on the record it is about.

The robot needs no right to write products or sales orders for it, and a task that the person has done or deleted is not
made again: the notice stays.
"""

from html import escape

from domain.fact import Json, tame
from domain.proposals import NotifyPerson
from domain.supplying import RaiseSupplierReview
from tools.errors import Amiss, KeyTaken
from tools.odoo.plain import label, link, text, whole
from tools.odoo.provision.model import NOTICE
from tools.odoo.session import OdooSession
from tools.odoo.wording import sentence, summary
from tools.odoo.writes.allowed import Pen
from tools.odoo.writes.keyed import Written, afterwards, found, made

Task = NotifyPerson | RaiseSupplierReview
_FIELDS = ("x_name", "x_user_id", "x_doc", "x_due", "x_project", "x_task")


def notified(proposal: Task, odoo: OdooSession, key: str) -> Written | None:
    """The notice that an earlier try made."""
    notice_id = found(odoo, NOTICE, key)
    return _read_back(proposal, odoo, notice_id, fresh=False) if notice_id is not None else None


def notify(proposal: Task, odoo: OdooSession, key: str, origin: str) -> Written:
    """Make the notice; Odoo makes the task and sends its e-mail in the same transaction."""
    row = {
        "x_name": summary(proposal),
        "x_user_id/.id": str(proposal.user_id),
        "x_doc": _about(proposal),
        "x_due": proposal.due.date().isoformat(),
        "x_project": str(_project(proposal) or ""),
        "x_html_text": f"<p>{escape(sentence(proposal))}</p><p>{escape(origin)}</p>",
    }
    notice_id = made(Pen(odoo, proposal.company_id), NOTICE, key, row)
    with afterwards():
        return _read_back(proposal, odoo, notice_id, fresh=True)


def _read_back(proposal: Task, odoo: OdooSession, notice_id: int, *, fresh: bool) -> Written:
    domain: list[Json] = [["id", "=", notice_id]]
    rows = odoo.rows(NOTICE, domain, _FIELDS, names=True)
    if not rows:
        message = f"notice {notice_id} was there a moment ago and is gone"
        raise Amiss(message)
    row = rows[0]
    said = (link(row["x_user_id"]), text(row["x_doc"]), text(row["x_due"]), text(row["x_name"]), row["x_project"] or 0)
    day = proposal.due.date().isoformat()
    wanted = (proposal.user_id, _about(proposal), day, summary(proposal), _project(proposal))
    if said != wanted:
        message = f"notice {notice_id} stands under our key but says something else"
        raise KeyTaken(message, remedy="Look at it in Odoo")
    if not whole(row["x_task"]):
        message = f"Odoo made no task from notice {notice_id}"
        raise Amiss(message, remedy="Run the provisioning again: the automation for notices is missing")
    where = f", in project {_project(proposal)}" if _project(proposal) else ""
    return Written(
        model=NOTICE,
        record_id=notice_id,
        record=text(row["x_name"]),
        read_back=(tame(f"task for {label(row['x_user_id'])} on {_named(proposal)}, due {said[2]}{where}"),),
        fresh=fresh,
    )


def _about(proposal: Task) -> str:
    if isinstance(proposal, NotifyPerson):
        return f"{proposal.on_model},{proposal.on_id}"
    return f"res.partner,{proposal.supplier_id}"


def _named(proposal: Task) -> str:
    return proposal.on_name if isinstance(proposal, NotifyPerson) else proposal.supplier


def _project(proposal: Task) -> int:
    """The project that the task goes into; 0 for a task on the record itself."""
    return (proposal.project_id or 0) if isinstance(proposal, RaiseSupplierReview) else 0
