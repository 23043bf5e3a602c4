"""How many examples a property is tried on: 200, or as many as `WEIGHBRIDGE_EXAMPLES` says."""

import os

import pytest
from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("WEIGHBRIDGE_EXAMPLES", "200"))

many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
pytestmark = pytest.mark.timeout(180 if EXAMPLES <= 1000 else 7200)
