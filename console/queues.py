"""Who serves the queues: what a verb that waits for workers must know before it waits in vain."""

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

START_ONE = "Start `weighbridge worker` (or `python worker.py`) with the same settings, in another terminal."


async def pollers(client: Client, queue: str) -> int:
    """How many workers asked this queue for workflows lately; one that died counts for some minutes."""
    kind = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
    asked = DescribeTaskQueueRequest(namespace=client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind)
    return len((await client.workflow_service.describe_task_queue(asked)).pollers)
