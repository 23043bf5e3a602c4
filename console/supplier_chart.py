"""A supplier as a picture: lead times as they came against what was promised, and the parts of the score."""

from datetime import datetime
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from agents.supplier_risk.score.risk_score import Part
from agents.supplier_risk.watch import SupplierWatch
from console.supplier_page import measured, points

_INK, _QUIET, _ALARM, _BAND, _PALE = "#1f2933", "#7b8794", "#c0392b", "#2f6f9f", "#e4e7eb"
_SIZE, _DOTS = (11.0, 8.5), 130
_ROOM, _ROOM_FOR_WORDS = 1.25, 1.4


def draw(watch: SupplierWatch, into: Path) -> None:
    """Write the picture; the ending of the file says whether as PNG or as SVG. Raises `OSError`."""
    figure = Figure(figsize=_SIZE, layout="constrained")
    upper, lower = figure.subplots(2, 1, height_ratios=[1.15, 1])
    figure.suptitle(
        f"{_safe(watch.supplier)}: {watch.score.points:.1f} of 100 points of risk on {watch.read_at:%Y-%m-%d}",
        color=_INK, fontsize=14, x=0.01, ha="left",
    )  # fmt: skip
    _times(upper, watch)
    _parts(lower, watch.score.parts)
    figure.savefig(into, dpi=_DOTS, metadata={"Date": None} if into.suffix.lower() == ".svg" else None)


def _times(axes: Axes, watch: SupplierWatch) -> None:
    """Each order as it came, over what was promised for it; P50 and P90 for the days that they rest on."""
    _plain(axes, "Lead times of the latest orders, in days")
    came = watch.lead_times
    if not came:
        axes.text(0.5, 0.5, "no order has come yet", ha="center", transform=axes.transAxes, color=_QUIET)
        return
    since = watch.trend.since if watch.trend is not None and watch.trend.since > came[0].on else came[0].on
    _band(axes, watch, _day(since))
    promised = [(_day(one.on), float(one.promised_days)) for one in came if one.promised_days is not None]
    if promised:
        axes.plot(
            [on for on, _ in promised], [days for _, days in promised],
            drawstyle="steps-mid", color=_QUIET, linewidth=1.2, linestyle=(0, (4, 2)), label="promised",
        )  # fmt: skip
    for late, colour, label in ((False, _BAND, "came in time"), (True, _ALARM, "came later than promised")):
        own = [one for one in came if one.late == late]
        if own:
            days = [float(one.days) for one in own]
            axes.scatter([_day(one.on) for one in own], days, s=26, color=colour, label=label, zorder=3)
    _break(axes, watch)
    axes.set_ylim(bottom=0, top=_ROOM * max(*(float(one.days) for one in came), *(days for _, days in promised), 1.0))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.legend(loc="lower left", ncols=4, frameon=False, fontsize=9, labelcolor=_INK)


def _band(axes: Axes, watch: SupplierWatch, since: float) -> None:
    found = watch.lead_time
    if found.p50 is None or found.p90 is None:
        return
    low, high = float(found.p50), float(found.p90)
    days = [since, _day(watch.read_at)]
    axes.fill_between(days, low, high, color=_BAND, alpha=0.15, linewidth=0, label=f"P50 {low:g} to P90 {high:g} days")
    axes.plot(days, [low, low], color=_BAND, linewidth=1, alpha=0.6)


def _break(axes: Axes, watch: SupplierWatch) -> None:
    told = watch.trend
    if told is None or told.since <= watch.lead_times[0].on:
        return
    axes.axvline(_day(told.since), color=_ALARM if told.slower else _BAND, linewidth=1.2)
    words = f"since {told.since:%Y-%m-%d}\n{told.before_days} to {told.after_days} days"
    axes.annotate(
        words, (_day(told.since), 0.97), xycoords=("data", "axes fraction"), xytext=(-6, 0), textcoords="offset points",
        ha="right", va="top", fontsize=9, color=_INK,
    )  # fmt: skip


def _parts(axes: Axes, parts: tuple[Part, ...]) -> None:
    """What each part gives, within what it can give; one that is not known is drawn pale."""
    _plain(axes, "Points of the score by part, within the most that each can give")
    places = range(len(parts), 0, -1)
    axes.barh(places, [float(part.weight) for part in parts], color=_PALE, height=0.72)
    colours = ["#b8c2cc" if part.absent else _ALARM if part.excess > 0 else _BAND for part in parts]
    axes.barh(places, [float(part.points) for part in parts], color=colours, height=0.72)
    for place, part in zip(places, parts, strict=True):
        said = "not known, taken as usual" if part.absent else measured(part)
        axes.text(
            float(part.weight) + 0.25, place, f"{points(part)}   {_safe(said)}", va="center", fontsize=9, color=_INK
        )
    axes.set_yticks(list(places), [_safe(part.title) for part in parts], fontsize=9)
    axes.set_xlim(0, _ROOM_FOR_WORDS * max(float(part.weight) for part in parts))
    axes.set_xlabel("red: more than of a supplier that nothing is known of; blue: less", fontsize=9, color=_QUIET)


def _plain(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=10.5, color=_INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(_QUIET)
    axes.tick_params(colors=_INK, labelsize=9)


def _day(at: datetime) -> float:
    """As the axis counts: days since 1970."""
    return at.timestamp() / 86_400


def _safe(words: str) -> str:
    """Words of Odoo as they stand: a dollar sign would begin a formula."""
    return words.replace("$", r"\$")
