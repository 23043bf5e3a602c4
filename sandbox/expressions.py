"""The Python of server actions, computed fields and domains: checked, then interpreted, never given to `exec`."""

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sandbox.interpreter import KNOWN, Interpreter
from sandbox.said import CallerValueError, ValidationError

_FAULTS = (
    TypeError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    ZeroDivisionError,
    OverflowError,
    RecursionError,
)


@lru_cache(maxsize=512)
def _statements(code: str) -> list[ast.stmt]:
    tree = ast.parse(code)
    _allow(tree)
    return tree.body


@lru_cache(maxsize=512)
def _expression(text: str) -> ast.expr:
    tree = ast.parse(text, mode="eval")
    _allow(tree)
    return tree.body


def _allow(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if type(node) not in KNOWN:
            message = f"forbidden in this code: {type(node).__name__} (line {getattr(node, 'lineno', '?')})"
            raise ValidationError(message)


def _readable(parse: Callable[[str], Any], code: str) -> Any:
    try:
        return parse(code.strip())
    except SyntaxError as wrong:
        message = f"{wrong.msg} (line {wrong.lineno})"
        raise ValidationError(message) from wrong


def check(code: str) -> None:
    """ValidationError for statements that would not run here at all."""
    _readable(_statements, code)


def evaluate(text: str, names: Mapping[str, Any]) -> Any:
    """The value of one expression."""
    node = _readable(_expression, text)
    return _guarded(text, lambda: Interpreter(names).value(node))


def execute(code: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """Run statements; the names as they are afterwards."""
    body = _readable(_statements, code)
    run = Interpreter(names)
    _guarded(code, lambda: run.block(body))
    return run.names


def _guarded(code: str, body: Callable[[], Any]) -> Any:
    """Python's own errors become Odoo's ValueError; what the code raised itself passes."""
    try:
        return body()
    except _FAULTS as wrong:
        message = f'{type(wrong)}: "{wrong}" while evaluating\n{code!r}'
        raise CallerValueError(message) from wrong
