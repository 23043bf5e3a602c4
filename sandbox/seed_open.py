"""What is under way in the demo company: orders to vendors, a transfer, and deliveries promised to customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sandbox.seed_catalog import VENDORS, ProductLine
from sandbox.seed_past import bought, label, lot
from sandbox.seed_stock import Shelves
from sandbox.seed_trade import Item, Order, Trader
from sandbox.seed_troubles import TROUBLES, Trouble

_ON_ORDER = (
    # vendor, site, days since it was ordered; those beyond the vendor's delay are overdue
    ("RK", "HAM", 4), ("RK", "MUC", 7), ("WF", "LEJ", 5), ("NS", "HAM", 2), ("NS", "BER", 9), ("SW", "CGN", 3),
    ("SW", "MUC", 6), ("PL", "HAM", 2), ("PL", "BER", 1), ("HI", "LEJ", 10), ("HI", "HAM", 22), ("SL", "HAM", 20),
    ("SL", "LEJ", 12), ("BF", "MUC", 15), ("SW", "HAM", 13),
)  # fmt: skip
_SALES = 20


@dataclass(frozen=True)
class Open:
    """Writes what is under way and keeps the shelves in step with it."""

    trader: Trader
    shelves: Shelves

    # -- orders to vendors

    def orders(self) -> None:
        """Orders on their way, some of them overdue, one draft, and what the troubles have on order."""
        for key, site, age in _ON_ORDER:
            lines = [ln for ln in self.shelves.lines if ln.vendor == key and ln.code not in self.shelves.troubled]
            self._order(key, site, age, [(line, 14 * self._daily(line, site)) for line in lines[:3]])
        for trouble in TROUBLES:
            if trouble.on_order:
                site, quantity, due = trouble.on_order
                line = self._line(trouble.code)
                self._order(line.vendor, site, self.shelves.lead(line) - due, [(line, quantity)])
        self._order("RK", "CGN", 1, [(self._line("SWI-RCD"), 20)], draft=True)

    def _order(
        self, key: str, site: str, age: float, wanted: Sequence[tuple[ProductLine, float]], *, draft: bool = False
    ) -> None:
        made = self.trader.made
        vendor = next(line for line in VENDORS if line.key == key)
        ordered = made.now - timedelta(days=age, hours=2)
        order = Order(
            vendor=made.vendors[key],
            yard=made.yards[self.shelves.site[site]],
            currency=made.env.ref(f"base.{vendor.currency}"),
            ordered=ordered,
            promised=ordered + timedelta(days=vendor.delay),
            arrivals=(),
            buyer=made.users["bea"],
            draft=draft,
        )
        self.trader.buy(order, [bought(made, line, lot(line, quantity)) for line, quantity in wanted])

    def _line(self, code: str) -> ProductLine:
        return self.shelves.lines[self.shelves.number[code]]

    def _daily(self, line: ProductLine, site: str) -> float:
        return float(self.shelves.sold.mean[self.shelves.where(line.code, site)])

    # -- between sites

    def transfer(self) -> None:
        """One transfer that leaves tomorrow."""
        made, line = self.trader.made, self._line("TIE-300")
        self.shelves.on_hand[self.shelves.where(line.code, "HAM")] += 60
        self.shelves.keep(line.code, "HAM", 60)
        source, target = (made.yards[self.shelves.site[code]] for code in ("HAM", "BER"))
        self.trader.transfer(source, target, bought(made, line, 60), start=made.now + timedelta(days=1), done=None)

    # -- to customers

    def sales(self) -> None:
        """Small deliveries of the coming two weeks, reserved in full, and the large ones of the troubles."""
        calm = [line for line in self.shelves.lines if line.code not in self.shelves.troubled]
        for number in range(_SALES):
            self._sale(number, list(dict.fromkeys((calm[number * 7 % len(calm)], calm[(number * 5 + 3) % len(calm)]))))
        for trouble in TROUBLES:
            self._sold_ahead(trouble)

    def _sale(self, number: int, lines: Sequence[ProductLine]) -> None:
        made = self.trader.made
        yard = made.yards[number % len(made.yards)]
        items = []
        for line in lines:
            amount = float(max(1, round(1.5 * self._daily(line, yard.code))))
            self.shelves.on_hand[self.shelves.where(line.code, yard.code)] += amount
            items.append(self._item(line, yard.code, amount))
        due = made.now + timedelta(days=1 + number % 13, hours=3)
        ordered = made.now - timedelta(days=1 + number % 5, hours=4)
        self.trader.sell(yard, made.customers[number % len(made.customers)], items, ordered=ordered, due=due)

    def _item(self, line: ProductLine, site: str, amount: float) -> Item:
        kept = self.shelves.keep(line.code, site, amount)
        return Item(self.trader.made.products[line.code], label(line), amount, line.price, kept)

    def _sold_ahead(self, trouble: Trouble) -> None:
        if trouble.sold_ahead is None:
            return
        site, quantity, days, customer = trouble.sold_ahead
        made = self.trader.made
        items = [self._item(self._line(trouble.code), site, quantity)]
        due, ordered = made.now + timedelta(days=days), made.now - timedelta(hours=20)
        self.trader.sell(made.yards[self.shelves.site[site]], made.customers[customer], items, ordered=ordered, due=due)
