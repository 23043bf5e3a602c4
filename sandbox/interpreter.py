"""A small interpreter of Python: only the nodes below, names that were given, attributes from an allow-list."""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from sandbox.attributes import BUILT_IN, attribute, operate
from sandbox.said import Said

_STEPS = 200_000


class _BreakLoop(Exception):
    """`break`, on its way to its loop."""


class _ContinueLoop(Exception):
    """`continue`, on its way to its loop."""


class Interpreter:
    """One run of one piece of code, with a budget of steps; `names` are its variables."""

    statements: ClassVar[dict[type[ast.stmt], Callable[["Interpreter", Any], None]]] = {}
    expressions: ClassVar[dict[type[ast.expr], Callable[["Interpreter", Any], Any]]] = {}

    def __init__(self, names: Mapping[str, Any], steps: int = _STEPS) -> None:
        self.names = dict(names)
        self._left = steps

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            message = "the code runs too long"
            raise ValueError(message)

    def block(self, body: list[ast.stmt]) -> None:
        """Statements in order."""
        for statement in body:
            self._step()
            self.statements[type(statement)](self, statement)

    def value(self, node: ast.expr) -> Any:
        """The value of an expression."""
        self._step()
        return self.expressions[type(node)](self, node)

    # -- statements

    def _discard(self, node: ast.Expr) -> None:
        self.value(node.value)

    def _nothing(self, node: ast.Pass) -> None:
        del node

    def _leave_loop(self, node: ast.Break) -> None:
        del node
        raise _BreakLoop

    def _next_round(self, node: ast.Continue) -> None:
        del node
        raise _ContinueLoop

    def _assign(self, node: ast.Assign) -> None:
        value = self.value(node.value)
        for target in node.targets:
            self._bind(target, value)

    def _assign_more(self, node: ast.AugAssign) -> None:
        before = self.value(ast.Name(node.target.id) if isinstance(node.target, ast.Name) else node.target)
        self._bind(node.target, operate(type(node.op).__name__, before, self.value(node.value)))

    def _branch(self, node: ast.If) -> None:
        self.block(node.body if self.value(node.test) else node.orelse)

    def _loop(self, node: ast.For) -> None:
        for item in self.value(node.iter):
            self._bind(node.target, item)
            try:
                self.block(node.body)
            except _ContinueLoop:
                continue
            except _BreakLoop:
                return
        self.block(node.orelse)

    def _raise(self, node: ast.Raise) -> None:
        error = self.value(node.exc) if node.exc else None
        error = error("") if isinstance(error, type) and issubclass(error, Said) else error
        if not isinstance(error, Said):
            message = "only Odoo's errors can be raised"
            raise TypeError(message)
        raise error

    def _bind(self, target: ast.expr, value: Any) -> None:
        match target:
            case ast.Name():
                self.names[target.id] = value
            case ast.Tuple() | ast.List():
                for part, item in zip(target.elts, list(value), strict=True):
                    self._bind(part, item)
            case ast.Subscript():
                self.value(target.value)[self.value(target.slice)] = value
            case _:
                message = "values are assigned to names and items only"
                raise TypeError(message)

    # -- expressions

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name) -> Any:
        if node.id in self.names:
            return self.names[node.id]
        if node.id in BUILT_IN:
            return BUILT_IN[node.id]
        message = f"name {node.id!r} is not defined"
        raise ValueError(message)

    def _attribute(self, node: ast.Attribute) -> Any:
        return attribute(self.value(node.value), node.attr)

    def _item(self, node: ast.Subscript) -> Any:
        return self.value(node.value)[self.value(node.slice)]

    def _slice(self, node: ast.Slice) -> slice:
        return slice(*(self.value(part) if part else None for part in (node.lower, node.upper, node.step)))

    def _call(self, node: ast.Call) -> Any:
        body = self.value(node.func)
        named = {keyword.arg: self.value(keyword.value) for keyword in node.keywords if keyword.arg}
        if len(named) < len(node.keywords):
            message = "** is not known here"
            raise TypeError(message)
        return body(*(self.value(a) for a in node.args), **named)

    def _binary(self, node: ast.BinOp) -> Any:
        return operate(type(node.op).__name__, self.value(node.left), self.value(node.right))

    def _unary(self, node: ast.UnaryOp) -> Any:
        value = self.value(node.operand)
        return not value if isinstance(node.op, ast.Not) else -value if isinstance(node.op, ast.USub) else +value

    def _either(self, node: ast.BoolOp) -> Any:
        value: Any = None
        for part in node.values:
            value = self.value(part)
            if bool(value) == isinstance(node.op, ast.Or):
                return value
        return value

    def _compare(self, node: ast.Compare) -> bool:
        left = self.value(node.left)
        for how, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            if not operate(type(how).__name__, left, right):
                return False
            left = right
        return True

    def _choose(self, node: ast.IfExp) -> Any:
        return self.value(node.body if self.value(node.test) else node.orelse)

    def _list(self, node: ast.List) -> list[Any]:
        return [self.value(e) for e in node.elts]

    def _tuple(self, node: ast.Tuple) -> tuple[Any, ...]:
        return tuple(self.value(e) for e in node.elts)

    def _set(self, node: ast.Set) -> set[Any]:
        return {self.value(e) for e in node.elts}

    def _dict(self, node: ast.Dict) -> dict[Any, Any]:
        return {self.value(k): self.value(v) for k, v in zip(node.keys, node.values, strict=True) if k is not None}

    def _each(self, node: ast.ListComp | ast.GeneratorExp) -> list[Any]:
        return [inner.value(node.elt) for inner in self._rounds(node.generators)]

    def _each_once(self, node: ast.SetComp) -> set[Any]:
        return {inner.value(node.elt) for inner in self._rounds(node.generators)}

    def _each_by_key(self, node: ast.DictComp) -> dict[Any, Any]:
        return {inner.value(node.key): inner.value(node.value) for inner in self._rounds(node.generators)}

    def _rounds(self, generators: list[ast.comprehension]) -> Iterator["Interpreter"]:
        first, *rest = generators
        for item in self.value(first.iter):
            self._step()
            inner = Interpreter(self.names, self._left)
            inner._bind(first.target, item)
            if all(inner.value(test) for test in first.ifs):
                yield from inner._rounds(rest) if rest else (inner,)
            self._left = inner._left

    def _lambda(self, node: ast.Lambda) -> Callable[..., Any]:
        names = [a.arg for a in node.args.args]

        def body(*given: Any) -> Any:
            return Interpreter(self.names | dict(zip(names, given, strict=True)), self._left).value(node.body)

        return body

    def _text(self, node: ast.JoinedStr) -> str:
        return "".join(str(self.value(part)) for part in node.values)

    def _formatted(self, node: ast.FormattedValue) -> Any:
        return operate("Format", self.value(node.value), str(self.value(node.format_spec)) if node.format_spec else "")

    statements.update({
        ast.Expr: _discard, ast.Pass: _nothing, ast.Break: _leave_loop, ast.Continue: _next_round, ast.Assign: _assign,
        ast.AugAssign: _assign_more, ast.If: _branch, ast.For: _loop, ast.Raise: _raise,
    })  # fmt: skip
    expressions.update({
        ast.Constant: _constant, ast.Name: _name, ast.Attribute: _attribute, ast.Subscript: _item, ast.Slice: _slice,
        ast.Call: _call, ast.BinOp: _binary, ast.UnaryOp: _unary, ast.BoolOp: _either, ast.Compare: _compare,
        ast.IfExp: _choose, ast.List: _list, ast.Tuple: _tuple, ast.Set: _set, ast.Dict: _dict, ast.ListComp: _each,
        ast.GeneratorExp: _each, ast.SetComp: _each_once, ast.DictComp: _each_by_key, ast.Lambda: _lambda,
        ast.JoinedStr: _text, ast.FormattedValue: _formatted,
    })  # fmt: skip


KNOWN: frozenset[type[ast.AST]] = frozenset({
    *Interpreter.statements, *Interpreter.expressions, ast.Module, ast.Expression, ast.Load, ast.Store, ast.arguments,
    ast.arg, ast.keyword, ast.comprehension, ast.And, ast.Or, ast.Not, ast.USub, ast.UAdd, ast.Add, ast.Sub, ast.Mult,
    ast.Div, ast.FloorDiv, ast.Mod, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Is,
    ast.IsNot, ast.BitOr, ast.BitAnd,
})  # fmt: skip
"""Every kind of node that may occur in code at all."""
