"""Everything that is known of all suppliers of a company, in batched reads: the one input of sweep and case alike."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from agents.kit import Promises
from agents.supplier_risk.assumptions import Assumptions
from agents.supplier_risk.statistics.lead_time_history import History, history_of
from domain.fact import Line, tame
from tools.odoo.goods import Goods, read_these
from tools.odoo.ground import Stopwatch
from tools.odoo.prices import Prices, read_prices
from tools.odoo.purchasing import rate
from tools.odoo.receipts import Receipts, read_receipts
from tools.odoo.records import Notes, Reader
from tools.odoo.session import OdooSession
from tools.odoo.sites import Places, read_currencies, read_places
from tools.odoo.stock import Shelves, read_shelves
from tools.odoo.supplier_bills import Bill, read_bills
from tools.odoo.supplier_demand import Demand, read_demand
from tools.odoo.supplier_modules import Kept
from tools.odoo.supplier_partners import Partners, read_partners
from tools.odoo.supplier_quality import Flaw, Origins, read_checks, read_origins, read_scrap
from tools.odoo.supplier_tickets import Ticket, read_tickets

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86400.0


@dataclass(frozen=True)
class Spoken:
    """What speaks for or against suppliers beside their deliveries."""

    bills: Kept[Bill]
    scrap: Kept[Flaw]
    checks: Kept[Flaw]
    tickets: Kept[Ticket]
    origins: Origins


@dataclass(frozen=True)
class Read:
    """All of it. `goods` are the products ever bought, `owed` those with open lines, by position in `demand` too."""

    receipts: Receipts
    history: History
    first: Mapping[int, datetime]
    """Promises as they stood when the line was first seen, by line."""
    goods: Goods
    prices: Prices
    partners: Partners
    spoken: Spoken
    owed: Goods
    places: Places
    shelves: Shelves
    demand: Demand
    codes: Mapping[int, str]
    worth: Callable[[str], float]
    seconds: Mapping[str, float]
    notes: tuple[Line, ...]

    @property
    def now(self) -> datetime:
        """When it was read."""
        return self.receipts.read_at


def moment_of(day: float) -> datetime:
    """Days since 1970 as a moment, to the second."""
    return _EPOCH + timedelta(seconds=round(day * _DAY))


def read_all(
    odoo: OdooSession, promises: Promises | None, *, company_id: int, now: datetime, assumptions: Assumptions
) -> Read:
    """Read everything; the number of calls grows with pages of rows, never with suppliers. Raises `tools.errors`."""
    watch, reader = Stopwatch(), Reader(odoo, company_id, Notes())
    days, since = assumptions.history.days, now - timedelta(days=assumptions.history.records_days)
    receipts = watch.timed("receipts", lambda: read_receipts(odoo, company_id=company_id, now=now, days=days))
    bare = history_of(receipts, {})
    first = watch.timed("promises", lambda: _promises(promises, receipts, bare))
    lines = receipts.lines
    goods = watch.timed("products", lambda: read_these(reader, np.unique(lines.product_id).tolist()))
    _, codes = watch.timed("rates", lambda: read_currencies(reader))
    worth = _worth(reader, receipts, codes)
    prices = watch.timed("prices", lambda: read_prices(reader, goods, currencies=codes))
    partners = watch.timed("partners", lambda: _partners(reader, receipts, prices))
    spoken = watch.timed("records", lambda: _spoken(reader, goods, np.unique(lines.supplier_id).tolist(), since))
    waits = np.unique(lines.product_id[bare.open]).tolist()
    owed = watch.timed("products", lambda: read_these(reader, waits))
    places = watch.timed("places", lambda: read_places(reader))
    shelves = watch.timed("stock", lambda: read_shelves(reader, owed, places))
    demand = watch.timed("demand", lambda: read_demand(reader, owed, places, worth=worth, codes=codes))
    return Read(
        receipts=receipts, history=history_of(receipts, first), first=first, goods=goods, prices=prices,
        partners=partners, spoken=spoken, owed=owed, places=places, shelves=shelves, demand=demand, codes=codes,
        worth=worth, seconds=watch.seconds,
        notes=tuple(tame(note) for note in (*receipts.notes, *reader.notes.lines())),
    )  # fmt: skip


def _promises(promises: Promises | None, receipts: Receipts, history: History) -> dict[int, datetime]:
    """First promises: those of open lines are kept now if they are new; of the others what was kept before counts."""
    if promises is None:
        return {}
    lines, waits = receipts.lines, history.open & np.isfinite(receipts.lines.promised)
    now = {int(line): moment_of(day) for line, day in zip(lines.line_id[waits], lines.promised[waits], strict=True)}
    kept = promises.known(receipts.company_id, lines.line_id[~waits].tolist())
    return kept | promises.seen(receipts.company_id, now, receipts.read_at)


def _partners(reader: Reader, receipts: Receipts, prices: Prices) -> Partners:
    wanted = {order.partner_id for order in receipts.placed.values()} | {*receipts.suppliers}
    return read_partners(reader, wanted | {price.supplier_id for found in prices.values() for price in found})


def _spoken(reader: Reader, goods: Goods, suppliers: list[int], since: datetime) -> Spoken:
    scrap, checks = read_scrap(reader, goods.units, since=since), read_checks(reader, since=since)
    return Spoken(
        bills=read_bills(reader, goods.units, since=since),
        scrap=scrap,
        checks=checks,
        tickets=read_tickets(reader, suppliers, since=since),
        origins=read_origins(reader, [*scrap.found, *checks.found]),
    )


def _worth(reader: Reader, receipts: Receipts, codes: Mapping[int, str]) -> Callable[[str], float]:
    """What one of a currency is worth in company currency; each is looked up once, and NaN where there is no rate."""
    known = {codes.get(currency, ""): value for currency, value in receipts.worth.items()}
    known[receipts.currency] = 1.0

    def worth(code: str) -> float:
        if code not in known:
            found = (
                rate(reader.odoo, code, company_id=reader.company_id, now=receipts.read_at, days=0) if code else None
            )
            known[code] = float(found.factor) if found is not None else math.nan
        return known[code]

    return worth
