"""`weighbridge worker`: the same as `python worker.py`."""

import asyncio

import worker
from agents.catalog import SCENARIOS
from console.wiring import settings
from tools.errors import Misconfigured


def serve(queues: tuple[str, ...]) -> None:
    """Serve the queues until a signal says stop."""
    import logging

    unknown = set(queues) - set(worker.QUEUES)
    if unknown:
        message = f"there is no queue named {', '.join(sorted(unknown))}"
        raise Misconfigured(message, remedy="Say reason, execute, or nothing for both.")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    served = queues or worker.QUEUES
    asyncio.run(worker.serve(settings(writes="execute" in served), SCENARIOS, served))
