"""read_group as Odoo 17 answers it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sandbox.aggregates import Aggregate, Group, gather, in_sql, parse
from sandbox.domains import normal
from sandbox.group_words import Term, term_of, words_of
from sandbox.reading import matching

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]


def read_group(  # noqa: PLR0913, PLR0917 (Odoo's own signature)
    env: "Env",
    name: str,
    domain: Sequence[Any],
    fields: Sequence[str],
    groupby: Sequence[str] | str,
    offset: int = 0,
    limit: int | None = None,
    orderby: str | bool = False,  # noqa: FBT001, FBT002
    lazy: bool = True,  # noqa: FBT001, FBT002
) -> list[Row]:
    """Groups with their aggregates; lazy ones use the first term only. Groups come in the order of their keys."""
    with env.store.transaction():
        model = env.model(name)
        texts = [groupby] if isinstance(groupby, str) else list(groupby)
        terms = [term_of(env, model, text) for text in (texts[:1] if lazy else texts)]
        wanted = parse(env, model, fields, {t.key for t in terms} | {t.field.name for t in terms})
        found = matching(env, model, domain)
        keys = [t.sql for t in terms]
        if any(a.gathered for a in wanted):
            rows = gather(env, model, keys, wanted, found=found, order=_order(terms, [], orderby))
        else:
            rows = in_sql(env, model, keys, wanted, found=found).rows(_order(terms, wanted, orderby))
        page = rows[offset : offset + limit if limit else None]
        more: Row = {"__context": {"group_by": texts[1:]}} if lazy and texts[1:] else {}
        count = f"{terms[0].field.name}_count" if lazy and len(terms) == 1 else "__count"
        return [group | more for group in _answer(env, terms, wanted, page, domain=domain, count=count)]


def _order(terms: Sequence[Term], wanted: Sequence[Aggregate], orderby: str | bool) -> str:  # noqa: FBT001
    """Column numbers: what the caller asks first, then the keys."""
    columns = {t.key: n + 1 for n, t in enumerate(terms)} | {t.field.name: n + 1 for n, t in enumerate(terms)}
    if wanted:
        columns |= {"__count": len(terms) + 1} | {a.key: len(terms) + 2 + n for n, a in enumerate(wanted)}
    asked = [part.strip().partition(" ") for part in str(orderby or "").split(",")]
    first = [
        f"{columns[n]} {'DESC' if way.strip().lower() == 'desc' else 'ASC'}" for n, _, way in asked if n in columns
    ]
    return ", ".join([*first, *(f"{n + 1} NULLS LAST" for n in range(len(terms)))])


def _answer(
    env: "Env", terms: list[Term], wanted: list[Aggregate], rows: list[Group], *, domain: Sequence[Any], count: str
) -> list[Row]:
    said = [words_of(env, term, {row[n] for row in rows}) for n, term in enumerate(terms)]
    base = normal(domain)
    ands = ["&"] * (len(terms) - (0 if base else 1))
    width = len(terms)
    answer = []
    for row in rows:
        words = [said[n][row[n]] for n in range(width)]
        group: Row = {term.key: word.label for term, word in zip(terms, words, strict=True)}
        group[count] = row[width]
        for a, value in zip(wanted, row[width + 1 :], strict=True):
            group[a.key] = False if value is None else a.out(value)
        spans = {term.key: word.span for term, word in zip(terms, words, strict=True) if term.granularity}
        if spans:
            group["__range"] = spans
        group["__domain"] = [*ands, *base, *(part for word in words for part in word.leaf)]
        answer.append(group)
    return answer
