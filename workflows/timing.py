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
    attempts: int = 0
    heartbeat: timedelta | None = None

    def retry(self) -> RetryPolicy:
        """Retries with growing waits; errors named in `FINAL` are not tried again."""
        return RetryPolicy(
            initial_interval=self.first_wait,
            maximum_interval=self.longest_wait,
            maximum_attempts=self.attempts,
            non_retryable_error_types=list(FINAL),
        )


_SECOND = timedelta(seconds=1)

READ = Pace(60 * _SECOND, timedelta(hours=12), _SECOND, timedelta(minutes=2))
"""One batched read of Odoo, or one query of the ledger. Outlasts a night without Odoo."""

MODEL = Pace(120 * _SECOND, timedelta(minutes=10), 2 * _SECOND, 30 * _SECOND, attempts=4)
"""One call of a chat model; the node itself goes on without a model when the tries are spent."""

SWEEP = Pace(timedelta(minutes=10), timedelta(hours=2), 5 * _SECOND, timedelta(minutes=5))
"""One batched read and forecast of a whole network."""

WRITE = Pace(90 * _SECOND, timedelta(hours=24), _SECOND, timedelta(minutes=5))
"""One keyed write. Retried for as long as a clearance can live; the key makes a repeat harmless."""

LEDGER = Pace(30 * _SECOND, timedelta(hours=24), _SECOND, timedelta(minutes=1))
"""One transaction of the ledger."""

WATCH = Pace(timedelta(minutes=15), timedelta(hours=1), _SECOND, timedelta(minutes=1), heartbeat=20 * _SECOND)
"""The feed's long poll; it heartbeats, so that a lost worker is noticed soon."""
