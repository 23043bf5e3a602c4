"""How a process that spoke to Temporal ends."""

import logging
import os
import sys
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """End the process at once, with everything said.

    Threads of Temporal's core may still be at work when the last line has run, and can bring down an interpreter that
    is taking leave; there is nothing left for it to tidy.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
