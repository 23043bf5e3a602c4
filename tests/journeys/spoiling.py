"""Spoiling the data of a world, finding its troubles again, and looking whether anything stands twice in it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from domain.case import Finding
from domain.ledger import EffectState
from tests.journeys.rehearsal import Script, script
from tests.journeys.world import World
from workflows import naming


def behind(stage: World, model: str, ids: Sequence[int], **values: Any) -> None:
    """Values that Odoo itself would not have taken."""
    stage.odoo.store.update(stage.odoo.store.model(model), list(ids), values)


def lines(stage: World, code: str) -> list[int]:
    """The price lines of a product."""
    template = stage.env.one("product.product", stage.demo.products[code], ["product_tmpl_id"])["product_tmpl_id"]
    found: list[int] = stage.env.search("product.supplierinfo", [["product_tmpl_id", "=", template]])
    return found


def suppliers(stage: World, code: str) -> list[int]:
    return [row["partner_id"] for row in stage.env.read("product.supplierinfo", lines(stage, code), ["partner_id"])]


def quants(stage: World, code: str, site: str) -> list[int]:
    shelf = stage.env.one("stock.warehouse", stage.demo.sites[site], ["lot_stock_id"])["lot_stock_id"]
    there = [["product_id", "=", stage.demo.products[code]], ["location_id", "=", shelf]]
    found: list[int] = stage.env.search("stock.quant", there)
    return found


def twice(stage: World) -> list[str]:
    """Slots of the ledger whose key stands for more than one record, or for none though it is verified."""
    wrong = []
    for effect in stage.ledger.effects():
        keyed = stage.env.search_count("ir.model.data", [["module", "=", "weighbridge"], ["name", "=", effect.key]])
        makes = effect.kind in {"raise_purchase", "notify_person"} or effect.read_back[0].endswith("is draft")
        if effect.state is EffectState.VERIFIED and makes and keyed != 1:
            wrong.append(effect.slot)
    return wrong


def reopened(stage: World, case: str, told: Script | None = None) -> Finding:
    """The same trouble as a later sweep finds it."""
    row = stage.ledger.case(case)
    assert row is not None
    finding = stage.ledger.fetch(row.finding, Finding)
    detail = (told or script()).to_json()
    later = finding.found_at + timedelta(hours=1)
    return finding.model_copy(update={"episode": naming.episode(later), "found_at": later, "detail": detail})
