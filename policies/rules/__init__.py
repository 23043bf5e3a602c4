"""The rules of the house: one module per kind of proposal, each yielding findings and deciding nothing."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Literal

from policies.rules import (
    adjust_reorder_rule,
    ask_supplier,
    change_expected_date,
    confirm_purchase,
    hold_supplier,
    move_stock,
    notify_person,
    prefer_supplier,
    raise_purchase,
    raise_supplier_review,
    release_supplier,
    split_sourcing,
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
    "ask_supplier": ask_supplier.RULES,
    "change_expected_date": change_expected_date.RULES,
    "split_sourcing": split_sourcing.RULES,
    "raise_supplier_review": raise_supplier_review.RULES,
    "prefer_supplier": prefer_supplier.RULES,
    "hold_supplier": hold_supplier.RULES,
    "release_supplier": release_supplier.RULES,
}
"""Every rule that can fire for a kind of proposal, in words."""

NEVER: Mapping[str, AbstractSet[Outcome]] = {
    "confirm_purchase": {"clears"},
    "adjust_reorder_rule": {"clears"},
    "prefer_supplier": {"clears"},
    "hold_supplier": {"clears"},
    "release_supplier": {"clears"},
}
"""Outcomes that no book can bring about: these kinds have no rule that clears."""
