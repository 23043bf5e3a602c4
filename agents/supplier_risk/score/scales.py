"""The parts of a risk score: what each measures, from where to where it counts, and how much.

Weights and scales are statements, not estimates: they say what a buyer should mind, and are shown beside every score.
"""

from collections.abc import Mapping
from decimal import Decimal

from agents.supplier_risk.score.risk_score import Scale


def _scale(title: str, unit: str, good: str, bad: str, weight: int, strength: int = 10) -> Scale:  # noqa: PLR0917
    return Scale(
        title=title,
        unit=unit,
        good=Decimal(good),
        bad=Decimal(bad),
        weight=Decimal(weight),
        typical=Decimal("0.2"),
        strength=Decimal(strength),
    )


SCALES: Mapping[str, Scale] = {
    "late_rate": _scale("comes late", "share of quantity", "0.02", "0.40", 25),
    "lead_time_volatility": _scale("cannot be planned with", "P90 above P50, in P50", "0.10", "1.00", 15, 5),
    "lead_time_level": _scale("takes long", "days, P50", "7", "60", 10, 5),
    "short_quantity": _scale("brings less than ordered", "share of quantity", "0", "0.10", 10),
    "returns": _scale("goods go back", "share of quantity", "0", "0.05", 7),
    "scrap": _scale("goods are scrapped", "share of quantity", "0", "0.05", 3),
    "quality_checks": _scale("fails quality checks", "share of checks", "0", "0.10", 5),
    "price_drift": _scale("gets dearer", "a year", "0.02", "0.15", 5),
    "billing_disputes": _scale("bills in dispute", "share of bills", "0", "0.10", 5),
    "tickets": _scale("complaints", "tickets an order", "0", "0.20", 5),
    "spend_share": _scale("much is bought of it", "share of spend", "0.05", "0.40", 5, 5),
    "sole_source": _scale("nobody else delivers", "share of its spend", "0.20", "1.00", 5, 5),
}
