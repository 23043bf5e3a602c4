"""The scenarios: one line each."""

from collections.abc import Mapping

from agents.scenario import Scenario
from agents.stockout.detect import detect as detect_stockouts
from agents.stockout.graph import graph as stockout_mind

SCENARIOS: Mapping[str, Scenario] = {s.name: s for s in (Scenario("stockout", detect_stockouts, stockout_mind),)}
