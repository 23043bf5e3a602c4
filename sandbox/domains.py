"""Odoo's domains as SQL conditions, with dotted paths as nested selects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.columns import expression, fresh, hidden_condition, record_filter
from sandbox.comparisons import compare, holds
from sandbox.registry import SEARCH
from sandbox.said import CallerValueError
from sandbox.schema import FieldDef, ModelDef, links_of
from sandbox.store import listed
from sandbox.wire import computed_values

if TYPE_CHECKING:
    from sandbox.orm import Env

_NEGATIVE = {"!=", "not in", "not like", "not ilike", "not any"}
_OPERATORS = {
    "=", "!=", "<", "<=", ">", ">=", "=?", "in", "not in", "like", "ilike", "not like", "not ilike", "=like", "=ilike",
    "child_of", "parent_of", "any", "not any",
}  # fmt: skip
_LEAF = 3


@dataclass(frozen=True)
class Condition:
    """A piece of SQL and the values for its marks, in order."""

    sql: str
    values: tuple[Any, ...] = ()


ALWAYS = Condition("1")
NEVER = Condition("0")


def where(env: "Env", model: ModelDef, domain: Sequence[Any], alias: str = "t") -> Condition:
    """The SQL condition of a domain in Odoo's prefix notation; an empty domain is true."""
    reading = _Reading(env, model, alias)
    stack: list[Condition] = []
    for term in reversed(list(domain)):
        if isinstance(term, str) and term in {"&", "|", "!"}:
            stack.append(_combined(term, stack))
        elif isinstance(term, list | tuple) and len(term) == _LEAF:
            stack.append(reading.leaf(term))
        else:
            message = f"Invalid leaf {term!r}"
            raise CallerValueError(message)
    return both(*reversed(stack))


def normal(domain: Sequence[Any]) -> list[Any]:
    """The same domain with every implied `&` written out."""
    missing = 1
    made: list[Any] = []
    for term in domain:
        if missing == 0:
            made.insert(0, "&")
            missing = 1
        made.append(term)
        missing += {"&": 1, "|": 1, "!": 0}.get(term, -1) if isinstance(term, str) else -1
    return made


def both(*parts: Condition) -> Condition:
    """All conditions at once."""
    needed = [part for part in parts if part != ALWAYS]
    if not needed:
        return ALWAYS
    return Condition(" AND ".join(f"({p.sql})" for p in needed), tuple(v for p in needed for v in p.values))


def either(parts: Sequence[Condition]) -> Condition:
    """One condition at least."""
    if ALWAYS in parts:
        return ALWAYS
    if not parts:
        return NEVER
    return Condition(" OR ".join(f"({p.sql})" for p in parts), tuple(v for p in parts for v in p.values))


def negated(part: Condition) -> Condition:
    """The opposite; what is unknown counts as false first, so that a NULL among the ids hides nothing."""
    return Condition(f"NOT coalesce(({part.sql}), 0)", part.values)


def _combined(word: str, stack: list[Condition]) -> Condition:
    if len(stack) < (1 if word == "!" else 2):
        message = "Domain() invalid item in domain"
        raise CallerValueError(message)
    first = stack.pop()
    if word == "!":
        return negated(first)
    second = stack.pop()
    between = " AND " if word == "&" else " OR "
    return Condition(f"({first.sql}{between}{second.sql})", (*first.values, *second.values))


@dataclass(frozen=True)
class _Asked:
    """Operator and value of a leaf."""

    operator: str
    value: Any

    @property
    def by_name(self) -> bool:
        return isinstance(self.value, str) or "like" in self.operator

    @property
    def empty(self) -> bool:
        return self.value is False or self.value is None

    @property
    def values(self) -> Sequence[Any]:
        return self.value if isinstance(self.value, list | tuple) else [self.value]


@dataclass(frozen=True)
class _Reading:
    """The leaves of one domain on one model, whose rows go by `alias`."""

    env: "Env"
    model: ModelDef
    alias: str

    def leaf(self, leaf: Sequence[Any]) -> Condition:
        """One leaf."""
        path, operator, value = leaf
        if str(path) in {"0", "1"}:
            return ALWAYS if str(path) == str(value) else NEVER
        if operator not in _OPERATORS:
            message = f"Invalid operator {operator!r} in domain term {list(leaf)!r}"
            raise CallerValueError(message)
        head, _, rest = str(path).partition(".")
        field = self.model.fields.get(head)
        if field is None:
            message = f"Invalid field {self.model.name}.{head} in leaf {list(leaf)!r}"
            raise CallerValueError(message)
        if rest:
            return self._through(field, [[rest, operator, value]])
        if operator in {"any", "not any"}:
            found = self._through(field, value)
            return found if operator == "any" else negated(found)
        return self._field(field, _Asked(operator, value))

    def _field(self, field: FieldDef, asked: _Asked) -> Condition:
        pair = [asked.operator, asked.value]
        elsewhere = self._elsewhere(field, pair)
        if elsewhere is not None:
            return elsewhere
        if asked.operator in {"child_of", "parent_of"}:
            return self._tree(field, asked)
        if field.many or (field.kind == "many2one" and asked.by_name):
            return self._records(field, asked)
        return Condition(*compare(field, self._value(field), asked.operator, asked.value))

    def _elsewhere(self, field: FieldDef, pair: list[Any]) -> Condition | None:
        """Fields that are no column here: on a parent, by name, by a search of business, or not searchable."""
        if field.related and (field.inherited or field.many):
            head, _, rest = field.related.partition(".")
            return self._through(self.model.fields[head], [[rest, *pair]])
        if field.name == "display_name" and self.env.version >= 18:  # noqa: PLR2004 (17 ignores such a leaf)
            return where(self.env, self.model, [[self.model.rec_name or "id", *pair]], self.alias)
        search = SEARCH.get((self.model.name, field.name))
        if search:
            return where(self.env, self.model, search(self.env, *pair), self.alias)
        if field.computed and field.stored:
            return self._worked_out(field, _Asked(*pair))
        return ALWAYS if field.computed else None  # the silent trap of Odoo: such a leaf is ignored

    def _worked_out(self, field: FieldDef, asked: _Asked) -> Condition:
        """A field that Odoo stores and the sandbox computes: every record's value is compared."""
        ids = self.env.store.column(f'SELECT id FROM "{self.model.table}"')
        values = computed_values(self.env, self.model, [field], ids, classic=False)[field.name]
        found = [i for i, value in zip(ids, values, strict=True) if holds(value, asked.operator, asked.value)]
        return Condition(f"{self.alias}.id IN ({listed(found)})")

    def _value(self, field: FieldDef) -> str:
        return expression(self.env.store, self.model, field, self.alias)

    def _through(self, field: FieldDef, domain: Sequence[Any]) -> Condition:
        """Records whose linked record, or one of their lines, matches the inner domain."""
        other, inner = self.env.model(field.relation), fresh(self.alias)
        found = where(self.env, other, domain, inner)
        if field.many:
            found = both(found, Condition(hidden_condition(self.env, other, domain, inner)))
        return self._pointing(field, found)

    def _pointing(self, field: FieldDef, found: Condition) -> Condition:
        """Records that point, in either direction, at those that fulfil a condition on the next alias."""
        other, inner = self.env.model(field.relation), fresh(self.alias)
        source = f'"{other.table}" {inner} WHERE {found.sql}'
        if field.kind == "many2many" and not field.related:
            side = links_of(self.model, field)
            links = f'SELECT {side.mine} FROM "{side.table}" WHERE {side.theirs} IN (SELECT {inner}.id FROM {source})'
            return Condition(f"{self.alias}.id IN ({links})", found.values)
        if field.kind == "one2many" and not field.related:
            back = expression(self.env.store, other, other.fields[field.inverse], inner)
            more = record_filter(self.env, self.model, field, inner)
            return Condition(f"{self.alias}.id IN (SELECT {back} FROM {source}{more})", found.values)
        return Condition(f"{self._value(field)} IN (SELECT {inner}.id FROM {source})", found.values)

    def _records(self, field: FieldDef, asked: _Asked) -> Condition:
        """A leaf on linked records: empty or not, by ids, or by name."""
        if asked.value == [] and asked.operator in {"in", "not in"}:
            return NEVER if asked.operator == "in" else ALWAYS
        other, inner = self.env.model(field.relation), fresh(self.alias)
        if asked.by_name or any(isinstance(v, str) for v in asked.values):
            positive = asked.operator.removeprefix("not ").replace("!=", "=")
            found = where(self.env, other, [[other.rec_name or "id", positive, asked.value]], inner)
        elif asked.empty:
            hit = self._pointing(field, ALWAYS)
            return hit if asked.operator in _NEGATIVE else negated(hit)
        else:
            found = Condition(f"{inner}.id IN ({listed(i for i in asked.values if i is not False)})")
        hit = self._pointing(field, found)
        return negated(hit) if asked.operator in _NEGATIVE else hit

    def _tree(self, field: FieldDef, asked: _Asked) -> Condition:
        other = self.model if field.name == "id" else self.env.model(field.relation)
        parent = "location_id" if other.name == "stock.location" else "parent_id"
        step = f'c."{parent}" = tree.id' if asked.operator == "child_of" else "c.id = tree.up"
        return Condition(
            f"{self._value(field)} IN (WITH RECURSIVE tree(id, up) AS ("
            f'SELECT id, "{parent}" FROM "{other.table}" WHERE id IN ({listed(asked.values)}) UNION '
            f'SELECT c.id, c."{parent}" FROM "{other.table}" c JOIN tree ON {step}) SELECT id FROM tree)'
        )
