"""What differs between the versions of Odoo: names of fields, and how a kept product is told from a consumable.

17 and 18 were run; 19 is from its source.
"""

from domain.fact import Json

_STORABLE_FLAG = 18
_GROUPS_RENAMED = 19


def storable(version: int, path: str = "") -> list[Json]:
    """The domain leaf for products whose stock is kept; `path` leads to the product, like `product_id.`."""
    return [f"{path}is_storable", "=", True] if version >= _STORABLE_FLAG else [f"{path}type", "=", "product"]


def groups_of_user(version: int) -> str:
    """The field of `res.users` that holds all groups of a user, the implied ones too."""
    return "all_group_ids" if version >= _GROUPS_RENAMED else "groups_id"


def to_order(version: int) -> str | None:
    """The stored field of a reorder rule with what Odoo would order now; None where Odoo does not store it."""
    return None if version >= _STORABLE_FLAG else "qty_to_order"


def line_unit(version: int) -> str:
    """The unit of a purchase or sales line."""
    return "product_uom_id" if version >= _GROUPS_RENAMED else "product_uom"
