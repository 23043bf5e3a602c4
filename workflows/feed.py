"""The feed: one reader of all open requests, which tells the cases to look."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows import steps
    from workflows.orders import FeedOrder

_LASTING = timedelta(minutes=10)


@workflow.defn(name="FeedWorkflow")
class FeedWorkflow:
    """Runs for ever, one long poll after the other; a fresh history every `rounds` polls."""

    @workflow.run
    async def run(self, order: FeedOrder) -> None:
        """Poll, and continue as new."""
        for _ in range(order.rounds):
            await steps.watch_requests(order.every, _LASTING)
        workflow.continue_as_new(order)
