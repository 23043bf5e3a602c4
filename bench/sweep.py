"""How long a sweep of a large network takes: `python -m bench.sweep [--products 2000] [--sites 5]`.

A sandbox Odoo on a socket is seeded with so many products at so many sites and a year of moves; one sweep is run as a
worker would run it. Printed are the seconds of each part, the number of calls to Odoo, and the same for a quarter of
the products in the same run: the ratio shows what grows with products. The named baseline is one read of the stock of
each product for itself, as a loop over products would do it.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
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


def swept(products: int, sites: int, folder: Path) -> tuple[Detected, float, float]:
    """One sweep: what it found, its seconds, and the seconds that a loop over all products would read for."""
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
        began = time.perf_counter()
        found = SCENARIOS["stockout"].detect(means, DetectOrder(company_id=1, limit=200))
        seconds = time.perf_counter() - began
        looped = _looped(reaching, now, products)
        ledger.close()
    return found, seconds, looped


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
        small, small_seconds, _ = swept(wanted.products // 4, wanted.sites, Path(name))
        large, seconds, looped = swept(wanted.products, wanted.sites, Path(name))
    print(f"{'part':12} {'quarter':>9} {'all':>9}  seconds")
    for part in large.seconds:
        print(f"{part:12} {small.seconds.get(part, '-'):>9} {large.seconds[part]:>9}")
    print(f"{'whole sweep':12} {small_seconds:9.3f} {seconds:9.3f}")
    print(f"{'RPC calls':12} {small.rpc_calls:9} {large.rpc_calls:9}")
    print(f"{'findings':12} {len(small.findings):9} {len(large.findings):9}  and {large.left_out} left out")
    print(
        f"baseline, a read for each product: {looped:.1f} s of reading alone, {looped / seconds:.1f} x the whole sweep"
    )


if __name__ == "__main__":
    main()
