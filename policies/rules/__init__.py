"""The rules of the house: one module per kind of proposal, each yielding findings and deciding nothing."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Literal

from policies.rules import (
    adjust_reorder_rule,
    confirm_purchase,
    move_stock,
    notify_person,
    raise_purchase,
    withdraw_draft,
)

Outcome = Literal["clears", "asks", "refuses"]

RULES: Mapping[str, Mapping[str, str]] = {
    "move_stock": move_stock.RULES,
    "raise_purchase": raise_purchase.RULES,
    "confirm_purchase": confirm_purchase.RULES,
    "adjust_reorder_rule": adjust_reorder_rule.RULES,
    "notify_person": notify_person.RULES,
    "withdraw_draft": withdraw_draft.RULES,
}
"""Every rule that can fire for a kind of proposal, in words."""

NEVER: Mapping[str, AbstractSet[Outcome]] = {
    "confirm_purchase": {"clears"},
    "adjust_reorder_rule": {"clears"},
}
"""Outcomes that no book can bring about: these kinds have no rule that clears."""
