"""The only writes of business records: keyed, at most once, read back. Nothing but the activities may import this."""

from tools.odoo.writes.allowed import ALLOWED, Pen
from tools.odoo.writes.door import carry_out, look_up
from tools.odoo.writes.keyed import MODULE, Written

__all__ = ["ALLOWED", "MODULE", "Pen", "Written", "carry_out", "look_up"]
