"""The tables of the page as HTML: fixed templates, every slot escaped, five narrow columns at most, fit for a phone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from html import escape

from domain.case import Datum, Option, Sentence
from domain.money import Money
from tools.odoo.page import Change, Page, share
from tools.odoo.wording import day_of

SEVEN: Mapping[str, str] = {
    "transfer": "Move stock between sites",
    "expedite": "Get an open order sooner",
    "buy": "Buy",
    "substitute": "Offer a substitute",
    "defer": "Agree a later date",
    "split_ship": "Ship in parts",
    "nothing": "Do nothing",
}
"""The kinds of option that every page about a shortage names, also when one was not possible or not looked at."""

OF_A_SUPPLIER: Mapping[str, str] = {
    "ask": "Ask the supplier",
    "replan": "Plan with other dates",
    "split_source": "Order a part elsewhere",
    "prefer": "Prefer another supplier",
    "review": "Have it reviewed",
    "hold": "Warn or block",
    "release": "Take a warning back",
    "nothing": "Do nothing",
}
"""The same for a page about a supplier."""

_PROPOSED: Mapping[str, str] = {
    "solver": "proposed",
    "model": "proposed, chosen by a language model",
    "person": "proposed, chosen by a person",
}

_TABLE = '<table class="table table-sm align-middle mb-0">'
_SHOWN = 12
_SAID_AT_MOST = 600
_OLD = timedelta(days=1)
_LIKELY, _POSSIBLE = Decimal("0.25"), Decimal("0.05")
_UNVERIFIED = "Written by a language model from the figures above and not verified. It changes nothing that is asked."


def rules_html(rules: Iterable[str]) -> str:
    """What each rule that asks says, one line each; what is counted is set in bold."""
    items = "".join(f"<li>{_headed(rule)}</li>" for rule in rules)
    return f'<ul class="mb-0">{items}</ul>'


def changes_html(changes: Iterable[Change]) -> str:
    """Figure, now, after; green where it gets better, red where worse."""
    color = {True: "text-success fw-bold", False: "text-danger fw-bold", None: ""}
    return _table(
        ("Figure", "Now", "After"),
        [(escape(c.figure), _end(escape(c.now)), _end(escape(c.after), color[c.better])) for c in changes],
        numbers=(1, 2),
    )


def options_html(page: Page, letters: Mapping[str, str]) -> str:
    """Every option looked at with cost, date and risk, or why it is not possible; then the kinds not looked at."""
    currencies = {money.currency for o in page.options for money in (o.cost, o.risk) if money is not None}
    shared = currencies.pop() if len(currencies) == 1 else ""
    rows = "".join(_option(o, letters.get(o.option, ""), page, shared) for o in page.options)
    kinds = {o.kind for o in page.options}
    every = OF_A_SUPPLIER if (kinds & set(OF_A_SUPPLIER)) - set(SEVEN) else SEVEN
    missing = [title for kind, title in every.items() if kind not in kinds]
    rows += "".join(
        _row(("", f"{escape(title)}{_small('not looked at')}", "", "", ""), "text-muted") for title in missing
    )
    in_ = f", {shared}" if shared else ""
    heads = ("", "Option", f"Extra cost{in_}", _apart("There on"), f"Risk{in_}")
    return _TABLE + _head(heads, numbers=(2,)) + f"<tbody>{rows}</tbody></table>"


def evidence_html(evidence: Sequence[Datum], asked_at: datetime) -> str:
    """Every figure used, where it is from and how old it was when the question was asked; old ones stand out."""
    rows = [_datum(datum, asked_at) for datum in evidence]
    heads = ("Figure", "Value", _apart("From"), "Age")
    shown = _table(heads, rows[:_SHOWN], numbers=(1, 3))
    if len(rows) <= _SHOWN:
        return shown
    rest = _table(heads, rows[_SHOWN:], numbers=(1, 3))
    return f'{shown}<details class="mt-2"><summary>{len(rows) - _SHOWN} more figures</summary>{rest}</details>'


def undo_html(lines: Iterable[str]) -> str:
    """The undo plan as steps; what stands before a colon is set in bold."""
    items = "".join(f"<li>{_headed(line)}</li>" for line in lines)
    return f'<ol class="mb-0">{items}</ol>'


def words_html(sentences: Sequence[Sentence]) -> str:
    """Sentences for people; those of a model are cut short, set apart and marked as unverified."""
    own = "".join(f"<p>{_lines(s.text)}</p>" for s in sentences if s.by == "arithmetic")
    said = "\n".join(s.text for s in sentences if s.by == "model")[:_SAID_AT_MOST]
    if not said:
        return own
    note = f'<p class="small"><span class="badge text-bg-secondary">unverified</span> {_UNVERIFIED}</p>'
    return f'{own}<blockquote class="border-start border-3 ps-3 text-muted">{note}<p>{_lines(said)}</p></blockquote>'


def _option(option: Option, letter: str, page: Page, shared: str) -> str:
    chosen = option.option == page.chosen
    title = f"<b>{escape(option.title)}</b>" if chosen else escape(option.title)
    badge = f' <span class="badge text-bg-success">{_PROPOSED[page.chosen_by]}</span>' if chosen else ""
    why = [*option.arithmetic, *option.assumptions]
    steps = "".join(f"<li>{escape(line)}</li>" for line in why)
    more = f'<details class="small"><summary>how</summary><ul class="mb-0">{steps}</ul></details>' if why else ""
    cells = (
        f"<b>{letter}</b>",
        title + badge + _remark(option) + more,
        _end(_money(option.cost, shared) if option.cost is not None else "-"),
        _apart(escape(day_of(option.arrives, page.asked_at)) if option.arrives is not None else "-"),
        _risk(option, shared),
    )
    return _row(cells, "table-success" if chosen else "text-muted" if not option.feasible else "")


def _risk(option: Option, shared: str) -> str:
    if option.short_probability is None:
        return _end(_money(option.risk, shared)) if option.risk is not None else "-"
    chance = option.short_probability
    level = "danger" if chance >= _LIKELY else "warning" if chance >= _POSSIBLE else "success"
    loss = _small(_money(option.risk, shared)) if option.risk is not None else ""
    return f'<span class="badge text-bg-{level}">{share(chance)} short</span>{loss}'


def _remark(option: Option) -> str:
    if not option.feasible:
        return _small(f"not possible: {escape(option.why_not or 'no reason given')}")
    return _small("for comparison only") if option.comparison_only else ""


def _money(money: Money, shared: str) -> str:
    return f"{money.amount:,.2f}" if money.currency == shared else escape(str(money))


def _small(content: str) -> str:
    return f'<div class="small">{content}</div>'


def _datum(datum: Datum, asked_at: datetime) -> tuple[str, ...]:
    model, _, record_id = datum.record.partition(",")
    source = escape(datum.source)
    if record_id.isdigit():
        source = f'<a href="/mail/view?model={escape(model)}&amp;res_id={record_id}">{source}</a>'
    assumed = ' <span class="badge text-bg-warning">assumed</span>' if datum.assumed else ""
    since = max(asked_at - datum.read_at, timedelta(0))
    age = _end(_age(since), "text-warning fw-bold" if since > _OLD else "")
    return escape(datum.name) + assumed, _end(escape(datum.value)), _apart(source), age


def _age(since: timedelta) -> str:
    minutes = int(since.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes} min"
    return f"{minutes // 60} h" if since < timedelta(days=2) else f"{since.days} days"


def _headed(line: str) -> str:
    head, colon, rest = escape(line).partition(": ")
    return f"<b>{head}:</b> {rest}" if colon else head


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _end(content: str, look: str = "") -> str:
    return f'<div class="text-end {look}">{content}</div>' if look else f'<div class="text-end">{content}</div>'


def _apart(content: str) -> str:
    """Set off from the numbers in the column before."""
    return f'<div class="ps-2">{content}</div>'


def _head(heads: Sequence[str], numbers: Sequence[int]) -> str:
    cells = (f'<th class="text-end">{h}</th>' if at in numbers else f"<th>{h}</th>" for at, h in enumerate(heads))
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _row(cells: Sequence[str], look: str = "") -> str:
    return f"<tr{f' class={chr(34)}{look}{chr(34)}' if look else ''}>{''.join(f'<td>{c}</td>' for c in cells)}</tr>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int]) -> str:
    return _TABLE + _head(heads, numbers) + f"<tbody>{''.join(_row(cells) for cells in rows)}</tbody></table>"
