"""Stored values that Odoo works out by itself: written where they differ, and told apart from a caller's write."""

from typing import Any

from sandbox import access
from sandbox.orm import Env
from sandbox.values import half_up

SETTLING = "sandbox_settling"
"""In the context while a stored value is being worked out, so that no hook takes it for a wish of the caller."""


def keep(env: Env, model: str, record: int, values: dict[str, Any]) -> None:
    """Write, with elevated rights, those of the values that are not there yet."""
    there = env.sudo().one(model, record, list(values))
    changed = {name: value for name, value in values.items() if (there[name] or None) != (value or None)}
    if changed:
        env.sudo().with_context(**{SETTLING: True}).write(model, [record], changed)


def settling(env: Env) -> bool:
    """Whether the write under way is our own working-out."""
    return bool(env.context.get(SETTLING))


def quantity(number: float) -> float:
    """A quantity to the two digits that Odoo keeps."""
    return half_up(number, 2)


def may_write(env: Env, model: str, ids: list[int]) -> None:
    """AccessError unless the caller may change these records; said before anything is done with elevated rights."""
    access.check(env, env.model(model), "write")
    access.check_records(env, env.model(model), "write", ids)


def next_name(env: Env, code: str, *, prefix: str, padding: int = 5) -> str:
    """The next name of a sequence, which begins at 1 with its first use."""
    elevated = env.sudo()
    found = elevated.search("ir.sequence", [["code", "=", code]], limit=1)
    sequence = (
        found[0]
        if found
        else elevated.create("ir.sequence", {"name": code, "code": code, "prefix": prefix, "padding": padding})
    )
    row = elevated.one("ir.sequence", sequence, ["prefix", "padding", "number_next"])
    elevated.write("ir.sequence", [sequence], {"number_next": row["number_next"] + 1})
    return f"{row['prefix'] or ''}{int(row['number_next']):0{int(row['padding'])}d}"
