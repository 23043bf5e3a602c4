"""The troubles planted in the demo company, each of another kind, and what lies at the other sites meanwhile."""

from dataclasses import dataclass, field

PLENTY = 150
"""Days of demand at a site that could give away a lot."""


@dataclass(frozen=True)
class Trouble:
    """One product in trouble. `cover` is days of demand at the sites that matter; all other sites hold just enough."""

    name: str
    code: str
    cover: dict[str, float] = field(default_factory=dict)
    sites: tuple[str, ...] = ()
    sold_ahead: tuple[str, float, float, int] | None = None
    """A sales order for the product: site, quantity, days until it is due, index of the customer."""
    on_order: tuple[str, float, float] | None = None
    """An open purchase: site, quantity, days until the promised day (negative: overdue)."""
    safety: float = 2.5
    """How many standard deviations the other sites hold beyond what is sold until new goods come."""


TROUBLES = (
    Trouble("cheap_transfer", "BRG-6204", {"MUC": 2, "HAM": PLENTY}, ("MUC",)),
    Trouble("above_buyer", "TAP-PP", {}, ("LEJ",), sold_ahead=("LEJ", 340, 5.8, 7)),
    Trouble("above_manager", "CAB-5G25", {}, ("CGN",), sold_ahead=("CGN", 560, 9.8, 6)),
    Trouble("no_price", "CLN-DEG", {"BER": 3}, ("BER",), safety=2.0),
    Trouble("shared_donor", "FLT-OIL5", {"CGN": 2, "BER": 2, "LEJ": 66}, ("CGN", "BER"), safety=1.9),
    Trouble(
        "expedite_or_substitute",
        "LED-PNL60",
        {"CGN": 5},
        ("CGN",),
        sold_ahead=("CGN", 90, 12, 3),
        on_order=("CGN", 120, 16),
        safety=2.0,
    ),
    Trouble("late_order", "FLT-AIR9", {"HAM": 1.5}, ("HAM",), on_order=("HAM", 120, -9), safety=2.9),
    Trouble("blocked_vendor", "TOL-TRQ", {"MUC": 2}, ("MUC",), safety=2.9),
    Trouble("new_vendor", "SEA-35X52", {"LEJ": 3}, ("LEJ",)),
)
