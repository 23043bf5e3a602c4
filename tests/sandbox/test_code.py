"""The interpreter runs what guards and buttons are written in, and nothing that could leave it."""

from typing import Any

import pytest

from sandbox.expressions import check, evaluate, execute
from sandbox.said import CallerValueError, Said, UserError, ValidationError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 - 4 / 2", 5.0),
        ("7 // 2, 7 % 2", (3, 1)),
        ("not (1 > 2) and 'a' in 'abc'", True),
        ("None or [] or 'last'", "last"),
        ("1 < 2 < 3", True),
        ("'a' if 0 else 'b'", "b"),
        ("'%s of %g' % ('x', 2.0)", "x of 2"),
        ("'{}-{}'.format(1, 2)", "1-2"),
        ("f'{3:02d}!'", "03!"),
        ("' trim '.strip().upper()", "TRIM"),
        ("{'a': 1}.get('b', 2)", 2),
        ("[x * 2 for x in range(4) if x % 2]", [2, 6]),
        ("{x: y for x, y in [('a', 1)]}", {"a": 1}),
        ("sum(x for x in [1, 2, 3])", 6),
        ("sorted([3, 1, 2], key=lambda x: -x)", [3, 2, 1]),
        ("len({1, 1, 2})", 2),
        ("[1, 2, 3][1:]", [2, 3]),
        ("any([]) or all([])", True),
        ("[('x', '=', user)]", [("x", "=", 7)]),
        ("-5", -5),
        ("1 is not None", True),
        ("x | y", {1, 2}),
    ],
)
def test_an_expression_has_the_value_that_python_gives_it(text: str, value: Any) -> None:
    assert evaluate(text, {"user": 7, "x": {1}, "y": {2}}) == value


def test_statements_run_in_order() -> None:
    code = """
total = 0
for a, b in [(1, 2), (3, 4), (5, 6)]:
    if a == 3:
        continue
    if a == 5:
        break
    total += b
else:
    total = -1
pair = first, second = 1, 2
names = {}
names['x'] = total
"""

    names = execute(code, {})

    assert (names["total"], names["second"], names["names"]) == (2, 2, {"x": 2})


def test_only_odoo_s_errors_are_raised_and_they_come_through_as_they_are() -> None:
    with pytest.raises(UserError, match=r"^not so$"):
        execute("raise UserError('not so')", {"UserError": UserError})
    with pytest.raises(CallerValueError):
        execute("raise ValueError('x')", {})
    with pytest.raises(CallerValueError):
        execute("raise 5", {})


@pytest.mark.parametrize(
    "code",
    [
        "import os",
        "from os import path",
        "def f():\n    pass",
        "class A:\n    pass",
        "while True:\n    pass",
        "with x:\n    pass",
        "try:\n    x\nexcept Exception:\n    pass",
        "global x",
        "del x",
        "x = yield",
        "(x := 5)",
        "2 ** 9999999",
        "1 << 9999999",
        "x = @",
        "async def f():\n    await x",
        "assert x",
    ],
)
def test_what_is_not_known_is_refused_before_anything_runs(code: str) -> None:
    with pytest.raises(ValidationError):
        check(code)


@pytest.mark.parametrize(
    "text",
    [
        "().__class__",
        "''.__class__.__mro__",
        "(lambda: 0).__globals__",
        "f.__globals__",
        "'{0.__class__}'.format(1)",
        "'{x[0]}'.format(x=[1])",
        "open('/etc/passwd')",
        "__import__('os')",
        "eval('1')",
        "exec('1')",
        "getattr(1, 'real')",
        "globals()",
        "type(1)",
        "print(1)",
        "dict.mro()",
        "UserError.__subclasses__()",
        "1.0.hex()",
        "len(range(10**9)) if 0 else len(range(99999999))",
        "'x' * 10000000",
        "[0] * 10000000",
        "'%999999999d' % 1",
        "f'{1:999999999}'",
        "'{:999999999}'.format(1)",
        "'{:{w}}'.format(1, w=999999999)",
        "('x' * 999999).replace('x', 'y' * 999999)",
        "'-'.join(['x' * 999999] * 999)",
        "zork",
        "1 / 0",
        "[][3]",
        "{}['x']",
        "None < 3",
    ],
)
def test_nothing_leads_out_of_the_given_names(text: str) -> None:
    with pytest.raises(Said) as refused:
        evaluate(text, {"f": lambda: 0, "UserError": UserError})

    assert refused.value.name in {"builtins.ValueError", "odoo.exceptions.ValidationError"}


@pytest.mark.parametrize("code", ["x = x * x", "x = x + x", "y.extend(y)", "y = y + y", "z = z + z"])
def test_nothing_grows_without_bound(code: str) -> None:
    with pytest.raises(CallerValueError, match="too long"):
        execute(f"x = 3\ny = [1]\nz = 'z'\nfor i in range(5000):\n    {code}", {})


def test_a_run_has_a_budget() -> None:
    with pytest.raises(CallerValueError, match="too long"):
        execute("for a in range(1000):\n    for b in range(1000):\n        x = 1", {})


def test_names_inside_a_comprehension_stay_inside() -> None:
    names = execute("x = 1\ny = [x for x in [5, 6]]", {})

    assert (names["x"], names["y"]) == (1, [5, 6])
