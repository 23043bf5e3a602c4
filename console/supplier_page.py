"""What is known of one supplier, as a page for the terminal: every figure with what it rests on."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from agents.supplier_risk.score.risk_score import Part
from agents.supplier_risk.watch import Alternative, OpenLine, SupplierWatch

_BARS = "▁▂▃▄▅▆▇█"
_MOVES = 5
_RECORDS = 3


def page(watch: SupplierWatch) -> RenderableType:
    """Everything about one supplier; it fits a hundred columns."""
    return Group(
        *_head(watch),
        *_score(watch),
        *_times(watch),
        *_moved(watch),
        *_lines(watch),
        *_others(watch),
        *_notes(watch),
    )


def _head(watch: SupplierWatch) -> Iterator[RenderableType]:
    score = watch.score
    read = f"supplier {watch.supplier_id}, read {watch.read_at:%Y-%m-%d %H:%M} UTC"
    yield f"[bold]{escape(watch.supplier)}[/]  [dim]{read}[/]"
    sure = f"{100 * score.confidence:.0f} % of it rests on what was seen"
    yield f"Risk [bold]{score.points:.1f} of 100 points[/]; {sure}, the rest is taken as usual."
    held = "no purchase warning in Odoo"
    if watch.hold != "none":
        held = f"[red]purchase {watch.hold} in Odoo[/]: {escape(watch.hold_words) or 'no words'}"
    yield f"Bought within a year: {watch.spend_year}; {held}."


def _score(watch: SupplierWatch) -> Iterator[RenderableType]:
    yield "\n[bold]Score[/] [dim](points of the most that a part can give; they add up)[/]"
    table = _table("Part", "Value", "Points>", "Sample>", "Source records")
    for part in watch.score.parts:
        if not part.absent:
            table.add_row(escape(part.title), measured(part), points(part), str(part.sample), _sources(part))
    yield table
    absent = watch.score.absent()
    if absent:
        yield "[bold]Not known[/] [dim](taken as usual until it is)[/]"
    for part in absent:
        yield f"  {escape(part.title)}, {points(part)} points: [dim]{escape(part.absent)}[/]"


def points(part: Part) -> str:
    """What a part gives of what it can give."""
    return f"{part.points:.2f} of {part.weight:.0f}"


def measured(part: Part) -> str:
    """The value of a part in its unit; shares and rises are per cent."""
    value = part.value if part.value is not None else Decimal(0)
    unit = part.unit
    if unit.startswith("share "):
        return f"{100 * value:.1f} % {unit.removeprefix('share ')}"
    if unit in {"a year", "P90 above P50, in P50"}:
        return f"{100 * value:+.1f} % {'a year' if unit == 'a year' else 'from P50 to P90'}"
    return f"{value.normalize():f} {unit}"


def _sources(part: Part) -> str:
    model = part.records[0].partition(",")[0] if part.records else ""
    ids = ", ".join(record.partition(",")[2] for record in part.records[:_RECORDS])
    more = f" +{len(part.records) - _RECORDS}" if len(part.records) > _RECORDS else ""
    return "\n".join(escape(words) for words in (f"{model} {ids}{more}".strip(), part.note) if words)


def _times(watch: SupplierWatch) -> Iterator[RenderableType]:
    yield "\n[bold]Lead time[/] [dim](days from the confirmed order to its receipt)[/]"
    found = watch.lead_time
    if found.p50 is None or found.p90 is None:
        yield f"Not known: {escape(found.reason)}."
    else:
        within = f"Half of all orders within [bold]{found.p50}[/] days, nine of ten within [bold]{found.p90}[/]"
        yield f"{within} ({_behind(watch)})."
    if watch.late_rate is not None:
        yield f"Late so far: {100 * watch.late_rate:.1f} % of the quantity, against the first promise known."
    if watch.lead_times:
        yield from _spark(watch)
    if watch.trend is not None:
        told = watch.trend
        colour, word = ("red", "Slower") if told.slower else ("green", "Faster")
        yield (
            f"[{colour}]{word} since {told.since:%Y-%m-%d}[/]: the median went from {told.before_days} days "
            f"({told.orders_before} orders) to {told.after_days} ({told.orders_after});\n"
            f"chance alone shows as clear a break in {100 * told.chance:.2f} % of series."
        )


def _behind(watch: SupplierWatch) -> str:
    found = watch.lead_time
    whose = "of all suppliers" if found.basis == "all" else "of its own"
    since = f" since {watch.trend.since:%Y-%m-%d}" if watch.trend is not None and found.basis != "all" else ""
    return f"{found.orders} received orders {whose}{since}"


def _spark(watch: SupplierWatch) -> Iterator[RenderableType]:
    """The latest orders as bars; a red line between them is the break."""
    days = [came.days for came in watch.lead_times]
    bars = sparkline(days)
    cut = sum(came.on < watch.trend.since for came in watch.lead_times) if watch.trend is not None else 0
    drawn = f"{bars[:cut]}[red]│[/][bold]{bars[cut:]}[/]" if cut else bars
    first, last = watch.lead_times[0].on, watch.lead_times[-1].on
    yield f"{drawn}  {min(days)} to {max(days)} days"
    yield f"[dim]{len(days)} orders, received {first:%Y-%m-%d} to {last:%Y-%m-%d}[/]"


def sparkline(values: Sequence[Decimal]) -> str:
    """One bar for each value, the highest for the largest; the lowest is half of that or less: noise stays small."""
    high = max(values)
    low = min(*values, high / 2)
    steps = len(_BARS) - 1
    return "".join(_BARS[round(steps * (value - low) / (high - low)) if high > low else 0] for value in values)


def _moved(watch: SupplierWatch) -> Iterator[RenderableType]:
    if watch.laundered:
        yield f"\n[bold]Promises that were moved later[/] [dim]({len(watch.laundered)}, the furthest first)[/]"
    yield from (f"  {escape(told)}" for told in watch.laundered[:_MOVES])


def _lines(watch: SupplierWatch) -> Iterator[RenderableType]:
    count = len(watch.lines) + watch.lines_left_out
    if not count:
        yield "\n[bold]Open lines[/]: none."
        return
    sums = f"{watch.at_stake} at stake, {watch.expected_loss} likely to be lost"
    yield f"\n[bold]Open lines[/]: {count}, of which {watch.late_lines} are likely late; {sums}"
    table = _table("Order", "Product", "To come>", "Promised", "Expected P50", "P90", "Late>", "At stake>")
    for line in watch.lines:
        table.add_row(*_row(line))
    yield table
    for line in watch.lines:
        yield from _waits(line)
    if watch.lines_left_out:
        yield f"[dim]{watch.lines_left_out} lines with less at stake are left out[/]"


def _row(line: OpenLine) -> tuple[str, ...]:
    moved = line.promised.date() != line.first_promise.date()
    promised = f"{line.first_promise:%Y-%m-%d}" + (f"\n[red]now {line.promised:%m-%d}[/]" if moved else "")
    probable = f"{100 * line.late_probability:.0f} %"
    return (
        escape(line.order),
        escape(line.product.code),
        f"{line.open_quantity.normalize():f} {escape(line.product.uom)}",
        promised,
        f"{line.expected:%Y-%m-%d}",
        f"{line.expected_p90:%Y-%m-%d}",
        f"[red]{probable}[/]" if line.late_probability > Decimal("0.5") else probable,
        str(line.stake),
    )


def _waits(line: OpenLine) -> Iterator[RenderableType]:
    words = [f"{depends.partition(' ')[2]}" for depends in line.depends]
    words += [f"{line.depends_left_out} more"] if line.depends_left_out else []
    kept = "" if line.first_kept else "its promise is as Odoo has it now"
    because = "; ".join(word for word in (*line.because, kept) if word)
    told = f"[bold]{escape(line.order)} {escape(line.product.code)}[/] [dim]{escape(because)}[/]"
    yield Padding(told, (0, 0, 0, 2))
    if words:
        yield Padding(f"waited for by {escape('; '.join(words))}", (0, 0, 0, 4))


def _others(watch: SupplierWatch) -> Iterator[RenderableType]:
    if not watch.sourcing:
        return
    yield "\n[bold]Who else delivers what is open[/]"
    table = _table("Product", "Supplier", "Price>", "At least>", "States>", "P90>", "Risk>")
    for other in watch.alternatives:
        table.add_row(*_other(other))
    if watch.alternatives:
        yield table
    served = {other.product.product_id for other in watch.alternatives}
    for one in watch.sourcing:
        if one.product.product_id not in served:
            yield f"[yellow]{escape(one.product.code)}: nobody else has a price for it[/]"


def _other(other: Alternative) -> tuple[str, ...]:
    held = f" [red]({other.hold})[/]" if other.hold != "none" else ""
    p90 = f"{other.lead_time.p90} days" if other.lead_time.p90 is not None else "not known"
    return (
        escape(other.product.code),
        escape(other.supplier) + held,
        str(other.price),
        f"{other.min_quantity.normalize():f}",
        f"{other.lead_days} days",
        p90,
        f"{other.points:.0f}" if other.points is not None else "not known",
    )


def _notes(watch: SupplierWatch) -> Iterator[RenderableType]:
    """What has to be known beside; that a part is absent was said with the score."""
    absent = tuple(f"{part.title} is not known: " for part in watch.score.absent())
    yield from (f"[dim]note: {escape(note)}[/]" for note in watch.notes if not note.startswith(absent))


def _table(*columns: str) -> Table:
    """Columns that end in > stand right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in columns:
        right = name.endswith(">")
        table.add_column(name.rstrip(">"), justify="right" if right else "left", overflow="fold", no_wrap=right)
    return table
