"""The operator's command line: everything that can be asked of Weighbridge, one verb each."""

from console.app import main

__all__ = ["main"]
