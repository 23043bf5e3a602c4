"""Partners: the commercial entity behind a contact, its address and standing, and how punctual a vendor was."""

import re

from sandbox.business.stored import keep
from sandbox.orm import Env
from sandbox.registry import Row, compute, on_create, on_write, search

_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_COLLEAGUES = (
    "SELECT u.partner_id FROM res_users u JOIN rel_res_users_groups_id r ON r.a = u.id WHERE u.active = 1 "
    "AND r.b = (SELECT res_id FROM ir_model_data WHERE module = 'base' AND name = 'group_user')"
)


@on_create("res.partner")
def settle(env: Env, ids: list[int]) -> None:
    """The commercial entity: oneself, or that of the company one belongs to."""
    for partner in ids:
        keep(env, "res.partner", partner, {"commercial_partner_id": _commercial(env, partner)})
    address(env, ids)


def address(env: Env, ids: list[int]) -> None:
    """The plain address in what somebody typed; empty where there is none."""
    for row in env.sudo().read("res.partner", ids, ["email"]):
        plain = _ADDRESS.search(row["email"] or "")
        keep(env, "res.partner", row["id"], {"email_normalized": plain[0].lower() if plain else None})


@compute("res.partner", "partner_share")
def outside(env: Env, ids: list[int]) -> dict[int, bool]:
    """Whether a partner is no colleague."""
    colleagues = set(env.store.column(_COLLEAGUES))
    return {partner: partner not in colleagues for partner in ids}


@search("res.partner", "partner_share")
def is_outside(env: Env, operator: str, value: object) -> list[object]:
    """A domain for it."""
    wanted = bool(value) is (operator in {"=", "in"})
    return [["id", "not in" if wanted else "in", env.store.column(_COLLEAGUES)]]


@on_write("res.partner")
def resettle(env: Env, ids: list[int], vals: Row, _old: dict[int, Row]) -> None:
    """A contact that changes its company takes its own contacts along."""
    if "email" in vals:
        address(env, ids)
    if {"parent_id", "is_company"} & set(vals):
        settle(env, ids)
        inner = env.sudo().search("res.partner", [["parent_id", "in", ids], ["active", "in", [True, False]]])
        if inner:
            resettle(env, inner, vals, {})


def _commercial(env: Env, partner: int) -> int:
    row = env.sudo().one("res.partner", partner, ["parent_id", "is_company"])
    return partner if row["is_company"] or not row["parent_id"] else _commercial(env, row["parent_id"])


@compute("res.partner", "on_time_rate")
def on_time_rate(env: Env, ids: list[int]) -> dict[int, float]:
    """Share of the last year's ordered quantity that came before its (present) deadline, in percent; -1 without any."""
    since = f"{env.now().year - 1}{env.stamp()[4:]}"
    marks = ",".join(str(partner) for partner in ids)
    rows = env.store.run(
        "SELECT o.partner_id, SUM(l.product_qty), SUM((SELECT COALESCE(SUM(m.quantity), 0) FROM stock_move m "
        "WHERE m.purchase_line_id = l.id AND m.state = 'done' "
        "AND substr(m.date, 1, 10) <= substr(l.date_planned, 1, 10))) "
        "FROM purchase_order_line l JOIN purchase_order o ON o.id = l.order_id "
        f"WHERE o.state IN ('purchase', 'done') AND o.partner_id IN ({marks}) AND l.date_planned >= '{since}' "
        f"AND l.date_planned <= '{env.stamp()}' GROUP BY o.partner_id"
    )
    rates = {partner: 100.0 * came / ordered for partner, ordered, came in rows if ordered}
    return {partner: rates.get(partner, -1.0) for partner in ids}
