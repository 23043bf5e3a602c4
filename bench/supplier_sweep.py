"""How long a sweep of all suppliers takes: `python -m bench.supplier_sweep [--suppliers 200] [--lines 5000]`.

A sandbox Odoo on a socket is seeded with so many suppliers and confirmed order lines over two years; one sweep is run
as a worker would run it. Printed are the seconds of each part and the number of calls to Odoo, and the same for a fifth
of the suppliers and lines in the same run: what grows with suppliers shows in the ratio. The named baseline is a read
for each supplier: its orders, lines and receipts for themselves, as a loop over suppliers would do it.
"""

import argparse
import os
import tempfile
import time
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import SecretStr

from agents import kit
from agents.scenario import Detected, DetectOrder
from agents.supplier_risk.detect import detect
from domain.fact import Json
from sandbox import SandboxOdoo
from sandbox.seed_purchases import seed_purchases
from tools.ledger import Ledger
from tools.odoo.session import ReadingSession, reading
from tools.settings import OdooAccess

_LOOPED = 20


class Swept(NamedTuple):
    """One sweep: what it found, its seconds, and the seconds and calls of a loop over all suppliers."""

    found: Detected
    seconds: float
    looped_seconds: float
    looped_calls: int


def swept(suppliers: int, lines: int, folder: Path) -> Swept:
    """Seed, sweep, and read a few suppliers one by one."""
    now = datetime.now(UTC)
    with SandboxOdoo(str(folder / f"odoo-{suppliers}.sqlite")) as odoo:
        made = seed_purchases(odoo.env("__system__").sudo(), now, suppliers=suppliers, lines=lines)
        print(f"  seeded {suppliers} suppliers, {made.lines} order lines, {made.open_lines} of them open")
        access = OdooAccess(url=odoo.url, db=odoo.db, user="weighbridge", key=SecretStr("weighbridge"))

        def reaching() -> AbstractContextManager[ReadingSession]:
            return reading(access)

        ledger = Ledger(f"sqlite:///{folder}/ledger-{suppliers}.sqlite")
        means = kit.Means(reaching, ledger, lambda: now, None, "", promises=ledger.promises)
        began = time.perf_counter()
        found = detect(means, DetectOrder(company_id=1, limit=200))
        seconds = time.perf_counter() - began
        ledger.close()
        with reaching() as session:
            looped = _looped(session, made.suppliers)
    return Swept(found, seconds, *looped)


def _looped(odoo: ReadingSession, suppliers: tuple[int, ...]) -> tuple[float, int]:
    """What reading orders, lines and moves of each supplier for itself costs, from the first twenty of them."""
    before, began = odoo.calls, time.perf_counter()
    some = suppliers[:_LOOPED]
    for supplier in some:
        ours: list[Json] = [["order_id.partner_id", "child_of", supplier], ["state", "in", ["purchase", "done"]]]
        odoo.rows("purchase.order", [["partner_id", "child_of", supplier]], ["date_approve", "name"], company_id=1)
        odoo.rows("purchase.order.line", ours, ["product_qty", "price_subtotal", "date_planned"], company_id=1)
        moves: list[Json] = [["purchase_line_id.order_id.partner_id", "child_of", supplier]]
        odoo.rows("stock.move", moves, ["quantity", "date", "state", "purchase_line_id"], company_id=1)
    share = len(suppliers) / len(some)
    return (time.perf_counter() - began) * share, round((odoo.calls - before) * share)


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--suppliers", type=int, default=200)
    asked.add_argument("--lines", type=int, default=5000)
    wanted = asked.parse_args()
    print(f"sweep of {wanted.suppliers} suppliers with {wanted.lines} order lines, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        small = swept(wanted.suppliers // 5, wanted.lines // 5, Path(name))
        large = swept(wanted.suppliers, wanted.lines, Path(name))
    print(f"{'part':16} {'a fifth':>9} {'all':>9}  seconds")
    for part in large.found.seconds:
        print(f"{part:16} {small.found.seconds.get(part, '-'):>9} {large.found.seconds[part]:>9}")
    print(f"{'whole sweep':16} {small.seconds:9.3f} {large.seconds:9.3f}")
    print(f"{'RPC calls':16} {small.found.rpc_calls:9} {large.found.rpc_calls:9}")
    print(f"{'findings':16} {len(small.found.findings):9} {len(large.found.findings):9}")
    print(
        f"baseline, a read for each supplier: {large.looped_seconds:.1f} s and {large.looped_calls} calls of reading "
        f"deliveries alone, {large.looped_seconds / float(large.found.seconds['read']):.1f} x our whole reading"
    )


if __name__ == "__main__":
    main()
