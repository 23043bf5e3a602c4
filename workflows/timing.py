"""How long each kind of step may take, how it is retried, and which errors are final."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio.common import RetryPolicy

from tools import errors


def _final_names(kind: type[errors.ToolError]) -> tuple[str, ...]:
    return (kind.__name__, *(name for child in kind.__subclasses__() for name in _final_names(child)))


FINAL = (*_final_names(errors.Permanent), "ValidationError", "Unfit")
"""Error types that no retry can help; the same list for graph nodes and activities."""


@dataclass(frozen=True)
class Pace:
    """Timeouts and retries of one kind of step, as `execute_activity` takes them."""

    start_to_close: timedelta
    schedule_to_close: timedelta
    first_wait: timedelta
    longest_wait: timedelta
    heartbeat: timedelta
    """A worker whose pulse is not felt for so long is taken for lost, and the step is tried by another."""

    def retry(self) -> RetryPolicy:
        """Retries with growing waits; errors named in `FINAL` are not tried again."""
        return RetryPolicy(
            initial_interval=self.first_wait,
            maximum_interval=self.longest_wait,
            non_retryable_error_types=list(FINAL),
        )


_SECOND = timedelta(seconds=1)
_PULSE = 10 * _SECOND

READ = Pace(60 * _SECOND, timedelta(hours=12), _SECOND, timedelta(minutes=2), heartbeat=_PULSE)
"""One batched read of Odoo, or one query of the ledger. Outlasts a night without Odoo."""

SWEEP = Pace(timedelta(minutes=10), timedelta(hours=2), 5 * _SECOND, timedelta(minutes=5), heartbeat=_PULSE)
"""One batched read and forecast of a whole network."""

WRITE = Pace(90 * _SECOND, timedelta(hours=24), _SECOND, timedelta(minutes=5), heartbeat=_PULSE)
"""One keyed write. Retried for as long as a clearance can live; the key makes a repeat harmless."""

LEDGER = Pace(30 * _SECOND, timedelta(hours=24), _SECOND, timedelta(minutes=1), heartbeat=_PULSE)
"""One transaction of the ledger."""

WATCH = Pace(timedelta(minutes=15), timedelta(hours=1), _SECOND, timedelta(minutes=1), heartbeat=_PULSE)
"""The feed's long poll."""
