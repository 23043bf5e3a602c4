"""The scenarios: one line each."""

from collections.abc import Mapping

from agents.scenario import Scenario
from agents.stockout.detect import detect as detect_stockouts
from agents.stockout.graph import graph as stockout_mind
from agents.supplier_risk.detect import detect as detect_supplier_risks
from agents.supplier_risk.graph import graph as supplier_risk_mind

SCENARIOS: Mapping[str, Scenario] = {
    s.name: s
    for s in (
        Scenario("stockout", detect_stockouts, stockout_mind),
        Scenario("supplier_risk", detect_supplier_risks, supplier_risk_mind),
    )
}
