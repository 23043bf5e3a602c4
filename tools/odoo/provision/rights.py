"""Who may do what with a request: two groups, the rights of the robot, and the rule that an answer is given once.

These pieces come last: nobody can reach a request before the guards stand.
"""

from collections.abc import Iterator

from tools.odoo.provision.model import DECISION, ERRAND, NOTICE
from tools.odoo.provision.pieces import Links, Piece, Ref, Value, Xml

ROBOTS = "Weighbridge robot"
APPROVERS = "Weighbridge approvers"
ROBOT_IMPLIES = ("base.group_user", "purchase.group_purchase_user", "stock.group_stock_user")
NEVER_FOR_THE_ROBOT = (
    "base.group_system",
    "base.group_erp_manager",
    "purchase.group_purchase_manager",
    "stock.group_stock_manager",
)
ONLY_OWN_AND_ONCE = "[('x_approver_id','=',user.id),('x_decision','=',False)]"


def groups() -> Iterator[Piece]:
    """The two groups; the robot's brings the rights of a purchase user and a stock user with it."""
    implied = Links(tuple(Xml(xmlid) for xmlid in ROBOT_IMPLIES))
    yield Piece("group of the robot", "res.groups", {"name": ROBOTS}, {"implied_ids": implied})
    implied = Links((Xml("base.group_user"),))
    yield Piece("group of approvers", "res.groups", {"name": APPROVERS}, {"implied_ids": implied})


def rights() -> Iterator[Piece]:
    """Access rights and the record rule. Nobody may unlink, nobody but the robot may create, only approvers write."""
    robot, approvers, settings = Ref("group of the robot"), Ref("group of approvers"), Xml("base.group_system")
    yield Piece(
        "rule: an approver answers once",
        "ir.rule",
        {"model_id": Ref(f"model {DECISION}"), "name": "Weighbridge: an approver answers own open requests once"},
        {
            "groups": Links((approvers,)),
            "domain_force": ONLY_OWN_AND_ONCE,
            "perm_read": False,
            "perm_create": False,
            "perm_write": True,
            "perm_unlink": False,
            "active": True,
        },
    )
    decision, notice, errand = (Ref(f"model {name}") for name in (DECISION, NOTICE, ERRAND))
    yield access("robot asks", decision, robot, "rc")
    yield access("approver answers", decision, approvers, "rw")
    yield access("settings look", decision, settings, "r")
    yield access("robot notifies", notice, robot, "rc")
    yield access("settings look at notices", notice, settings, "r")
    yield access("robot sends on errands", errand, robot, "rc")
    yield access("settings look at errands", errand, settings, "r")
    yield access("robot sets reorder rules", Xml("stock.model_stock_warehouse_orderpoint"), robot, "rw")
    yield access("robot reads sales orders", Xml("sale.model_sale_order"), robot, "r")
    yield access("robot reads sales lines", Xml("sale.model_sale_order_line"), robot, "r")


def access(name: str, model: Value, group: Value, may: str) -> Piece:
    """One access right of a group to a model; `may` holds the letters of read, write and create."""
    return Piece(
        f"right: {name}",
        "ir.model.access",
        {"model_id": model, "name": f"Weighbridge: {name}"},
        {
            "group_id": group,
            "perm_read": "r" in may,
            "perm_write": "w" in may,
            "perm_create": "c" in may,
            "perm_unlink": False,
            "active": True,
        },
    )
