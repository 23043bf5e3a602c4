"""An embedded Odoo stand-in: a real socket, Odoo's own wire format, and its rules about who may do what."""

from sandbox.faults import Fault, Faults
from sandbox.server import SandboxOdoo

__all__ = ["Fault", "Faults", "SandboxOdoo"]
