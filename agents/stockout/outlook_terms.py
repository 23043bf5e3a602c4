"""What an outlook assumes where Odoo does not say."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.fact import Fact, Share

_Days = Annotated[int, Field(ge=0, le=3650)]


class Terms(Fact):
    """What is assumed where Odoo does not say; every default is a statement that an operator can change.

    `window_days` is the risk period where no supplier states a lead time; an arrival `stale_days` overdue is not
    counted any more, one less overdue is expected after `overdue_days`.
    """

    service_level: Share = Decimal("0.95")
    review_days: _Days = 7
    window_days: _Days = 28
    longest_days: Annotated[int, Field(ge=1, le=365)] = 120
    lane_days: _Days = 3
    late_share: Share = Decimal("0.2")
    late_days: _Days = 7
    overdue_days: _Days = 3
    stale_days: _Days = 30
