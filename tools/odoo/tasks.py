"""Tasks that notices put on people's clocks: whether one is still to be done."""

from domain.fact import Json
from tools.odoo.plain import whole
from tools.odoo.provision.model import NOTICE
from tools.odoo.session import OdooSession


def is_open(odoo: OdooSession, notice_id: int) -> bool:
    """Whether the task of a notice was neither done nor taken away; Odoo removes a task that is done."""
    notice: list[Json] = [["id", "=", notice_id]]
    tasks: list[Json] = [row["x_task"] for row in odoo.rows(NOTICE, notice, ["x_task"])]
    return whole(odoo.call("mail.activity", "search_count", [["id", "in", tasks]])) > 0
