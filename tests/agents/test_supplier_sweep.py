"""A sweep costs as many calls for many suppliers as for few, and a company that never bought is no trouble."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from agents import kit
from agents.scenario import Detected, DetectOrder
from agents.supplier_risk.detect import detect
from sandbox import SandboxOdoo
from sandbox.seed_catalog import SITES
from sandbox.seed_company import found
from sandbox.seed_purchases import seed_purchases
from tools.ledger import Ledger
from tools.odoo.session import reading
from tools.settings import OdooAccess

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def swept(folder: Path, suppliers: int) -> Detected:
    odoo = SandboxOdoo()
    env = odoo.env("__system__").sudo()
    if suppliers:
        seed_purchases(env, NOW, suppliers=suppliers, lines=600)
    else:
        found(env, NOW, SITES)
    ledger = Ledger(f"sqlite:///{folder}/{suppliers}.sqlite")
    with odoo:
        access = OdooAccess(url=odoo.url, db=odoo.db, user="weighbridge", key=SecretStr("weighbridge"))
        means = kit.Means(lambda: reading(access), ledger, lambda: NOW, None, "", promises=ledger.promises)
        seen = detect(means, DetectOrder(company_id=1, limit=200))
    ledger.close()
    return seen


def test_five_times_the_suppliers_cost_no_call_more(tmp_path: Path) -> None:
    few, many = swept(tmp_path, 12), swept(tmp_path, 60)

    assert many.rpc_calls == few.rpc_calls
    assert few.rpc_calls <= 45


def test_a_company_that_never_bought_anything_has_no_finding(tmp_path: Path) -> None:
    seen = swept(tmp_path, 0)

    assert (seen.findings, seen.left_out) == ((), 0)
