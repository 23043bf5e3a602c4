"""The feed: one reader of all open requests, which tells the cases to look."""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from workflows import steps
    from workflows.orders import FeedOrder

_LASTING = timedelta(minutes=10)
_PAUSE = timedelta(minutes=1)


@workflow.defn(name="FeedWorkflow")
class FeedWorkflow:
    """Runs for ever, one long poll after the other; a fresh history every `rounds` polls."""

    @workflow.run
    async def run(self, order: FeedOrder) -> None:
        """Poll, and continue as new. A poll that failed for good is tried again all the same: somebody may mend it."""
        for _ in range(order.rounds):
            try:
                await steps.watch_requests(_LASTING)
            except ActivityError as failed:
                if is_cancelled_exception(failed):
                    raise
                await workflow.sleep(_PAUSE, summary="after a failed poll")
        workflow.continue_as_new(order)
