"""Products: the units they have when nobody says otherwise."""

from sandbox.orm import Env
from sandbox.registry import Row, before_create


@before_create("product.template")
def units(env: Env, vals: Row) -> Row:
    """A product is counted in units, and bought in the unit it is counted in."""
    made = dict(vals)
    if not made.get("uom_id"):
        made["uom_id"] = (env.sudo().search("uom.uom", [["factor", "=", 1.0]], order="id", limit=1) or [False])[0]
    made["uom_po_id"] = made.get("uom_po_id") or made["uom_id"]
    return made
