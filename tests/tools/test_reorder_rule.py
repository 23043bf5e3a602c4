"""What Odoo's own rule would order, where Odoo does not store it."""

from decimal import Decimal

import pytest

from domain.stock import ReorderRule
from tools.odoo.stock import suggested


@pytest.mark.parametrize(
    ("minimum", "maximum", "multiple", "forecast", "ordered"),
    [
        (10, 25, 1, 10, 0),
        (10, 25, 1, 9, 16),
        (10, 25, 6, 3, 24),
        (10, 25, 6, 1, 24),
        (10, 25, 6, 0, 30),
        (10, 25, 0, 3, 22),
        (10, 5, 1, 3, 7),
        (0, 0, 1, -4, 4),
        (10, 25, 6, -100, 126),
    ],
)
def test_a_rule_orders_up_to_its_maximum_in_whole_multiples(
    minimum: int, maximum: int, multiple: int, forecast: int, ordered: int
) -> None:
    rule = ReorderRule(
        orderpoint_id=1,
        warehouse_id=1,
        minimum=Decimal(minimum),
        maximum=Decimal(maximum),
        multiple=Decimal(multiple),
        to_order=Decimal(0),
    )

    assert suggested(rule, Decimal(forecast)) == ordered
