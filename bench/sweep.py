"""How long a sweep of a large network takes: `python -m bench.sweep [--products 2000] [--sites 5]`.

A sandbox Odoo on a socket is seeded with so many products at so many sites and a year of moves; one sweep is run as a
worker would run it. Printed are the seconds of each part, those of the processor for the whole (sandbox and sweep, over
all cores), the number of calls to Odoo, and the same for a quarter of the products: the ratio shows what
grows with products. The named baseline is one read of the stock of each product for itself, as a loop over products
would do it.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

import agents.stockout.assumptions as stated
from agents import kit
from agents.catalog import SCENARIOS
from agents.scenario import Detected, DetectOrder
from sandbox import SandboxOdoo
from sandbox.seed import seed_network
from tools.ledger import Ledger
from tools.odoo.position import read_position
from tools.odoo.session import ReadingSession, reading
from tools.settings import OdooAccess

_LOOPED = 20


@dataclass(frozen=True)
class Swept:
    """One sweep: what it found, its seconds by the clock and of the processor, and those that a loop would read for."""

    found: Detected
    seconds: float
    worked: float
    looped: float


def swept(products: int, sites: int, folder: Path) -> Swept:
    now = datetime.now(UTC)
    with SandboxOdoo(str(folder / f"odoo-{products}.sqlite")) as odoo:
        began = time.perf_counter()
        odoo.seed(lambda env: seed_network(env, now, products=products, sites=sites))
        print(f"  seeded {products} products at {sites} sites in {time.perf_counter() - began:.1f} s")
        access = OdooAccess(url=odoo.url, db=odoo.db, user="weighbridge", key=SecretStr("weighbridge"))

        def reaching() -> AbstractContextManager[ReadingSession]:
            return reading(access)

        ledger = Ledger(f"sqlite:///{folder}/ledger-{products}.sqlite")
        text = Path(stated.__file__).with_name("assumptions.toml").read_text()
        means = kit.Means(reaching, ledger, lambda: now, None, text)
        began, worked = time.perf_counter(), time.process_time()
        found = SCENARIOS["stockout"].detect(means, DetectOrder(company_id=1, limit=200))
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
        looped = _looped(reaching, now, products)
        ledger.close()
    return Swept(found, seconds, worked, looped)


def _looped(reaching: Callable[[], AbstractContextManager[ReadingSession]], now: datetime, products: int) -> float:
    with reaching() as odoo:
        ids = [int(str(row["id"])) for row in odoo.rows("product.product", [], ["id"], company_id=1)][:_LOOPED]
        began = time.perf_counter()
        for product_id in ids:
            read_position(odoo, company_id=1, product_id=product_id, now=now)
        return (time.perf_counter() - began) / len(ids) * products


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--products", type=int, default=2000)
    asked.add_argument("--sites", type=int, default=5)
    wanted = asked.parse_args()
    print(f"sweep of {wanted.products} products at {wanted.sites} sites, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        small = swept(wanted.products // 4, wanted.sites, Path(name))
        large = swept(wanted.products, wanted.sites, Path(name))
    print(f"{'part':12} {'quarter':>9} {'all':>9}  seconds")
    for part in large.found.seconds:
        print(f"{part:12} {small.found.seconds.get(part, '-'):>9} {large.found.seconds[part]:>9}")
    print(f"{'whole sweep':12} {small.seconds:9.3f} {large.seconds:9.3f}")
    print(f"{'processor':12} {small.worked:9.3f} {large.worked:9.3f}")
    print(f"{'RPC calls':12} {small.found.rpc_calls:9} {large.found.rpc_calls:9}")
    found = large.found
    print(f"{'findings':12} {len(small.found.findings):9} {len(found.findings):9}  and {found.left_out} left out")
    ratio = f"{large.looped / large.seconds:.1f} x the whole sweep"
    print(f"baseline, a read for each product: {large.looped:.1f} s of reading alone, {ratio}")


if __name__ == "__main__":
    main()
