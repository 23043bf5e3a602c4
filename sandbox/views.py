"""Views as Odoo checks them when they are stored: readable, with fields and buttons that exist."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from sandbox.registry import on_create, on_write
from sandbox.said import ValidationError

if TYPE_CHECKING:
    from sandbox.orm import Env
    from sandbox.schema import ModelDef

Row = dict[str, Any]
_MODIFIERS = ("invisible", "readonly", "required", "column_invisible")
_KNOWN = {"True", "False", "None", "uid", "context", "parent", "active_id", "id", "time", "context_today", "len"}


@on_create("ir.ui.view")
def _check_new(env: "Env", ids: list[int]) -> None:
    for row in env.read("ir.ui.view", ids, ["name", "model", "arch"]):
        if row["model"]:
            root = _parsed(row)
            kind = _kind(env, row, root)
            env.store.update(env.model("ir.ui.view"), [row["id"]], {"type": kind})
            _check(env, row, env.model(row["model"]), root)


@on_write("ir.ui.view")
def _check_changed(env: "Env", ids: list[int], vals: Row, old: dict[int, Row]) -> None:
    del old
    if {"arch", "model", "type"} & vals.keys():
        _check_new(env, ids)


def _parsed(row: Row) -> ET.Element:
    try:
        return ET.fromstring(row["arch"] or "")  # noqa: S314 (a Settings user's own text, on the loopback)
    except ET.ParseError as wrong:
        raise _wrong(row, f"Invalid view definition: {wrong}") from wrong


def _kind(env: "Env", row: Row, root: ET.Element) -> str:
    known = {"form", "kanban", "search", "list" if env.version >= 18 else "tree"}  # noqa: PLR2004 (Odoo's series)
    if root.tag not in known:
        raise _wrong(row, f"Invalid view type: {root.tag!r}.")
    return root.tag


def _check(env: "Env", row: Row, model: "ModelDef", root: ET.Element) -> None:
    shown = {name for name, _ in _fields(root)}
    for name, _ in _fields(root):
        if name not in model.fields:
            raise _wrong(row, f'Field "{name}" does not exist in model "{model.name}"')
    for node in _own(root):
        if {"attrs", "states"} & node.attrib.keys():
            raise _wrong(row, 'Since 17.0, the "attrs" and "states" attributes are no longer used.')
        missing = [name for name in _needed(row, node) if name in model.fields and name not in shown]
        if missing:
            raise _wrong(row, f"Field {missing[0]!r} used in modifier must be present in view but is missing")
        if node.tag == "button" and node.get("type") == "action":
            _check_button(env, row, node)


def _fields(root: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    for node in _own(root):
        if node.tag == "field":
            yield str(node.get("name")), node


def _own(node: ET.Element) -> Iterator[ET.Element]:
    """Elements that speak of this model: what stands inside a field speaks of the lines."""
    for child in node:
        yield child
        if child.tag != "field":
            yield from _own(child)


def _needed(row: Row, node: ET.Element) -> Iterator[str]:
    for modifier in _MODIFIERS:
        text = node.get(modifier)
        if not text:
            continue
        try:
            tree = ast.parse(text, mode="eval")
        except SyntaxError as wrong:
            raise _wrong(row, f"Invalid {modifier}: {text!r}") from wrong
        yield from (n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id not in _KNOWN)


def _check_button(env: "Env", row: Row, node: ET.Element) -> None:
    name = str(node.get("name"))
    tables = ("ir.actions.server", "ir.actions.act_window")
    if not name.isdigit() or not any(env.store.existing(env.model(t), [int(name)]) for t in tables):
        raise _wrong(row, f"Action {name} (id: {name}) does not exist for button of type action.")


def _wrong(row: Row, words: str) -> ValidationError:
    return ValidationError(f"Error while validating view:\n\n{words}\n\nView name: {row['name']}")
