"""One tree of errors for the hands; the type says whether trying again could help, the text says what to do next."""


class ToolError(Exception):
    """Something outside did not do what was asked. `remedy` is what a person can do about it; it ends the text."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(f"{message}. {remedy}" if remedy else message)
        self.remedy = remedy


class Permanent(ToolError):
    """Trying the same again cannot help."""


class Passing(ToolError):
    """Trying again later may help, and nothing was written."""


class OutcomeUnknown(ToolError):
    """The call may or may not have taken effect: look the record up by its key before anything else."""


class Unavailable(Passing):
    """Nothing answered: refused, unreachable, down, or the server could not begin the call."""


class Busy(Passing):
    """The server is overloaded, or the call lost against another one; it was rolled back."""


class Refused(Permanent):
    """Odoo's business rules said no."""


class Amiss(Refused):
    """It was written, and what stands in Odoo now is not what was cleared: a person has to look at it."""


class NotAllowed(Permanent):
    """The user lacks a right."""


class WrongLogin(Permanent):
    """The login or API key is wrong, expired or revoked."""


class Gone(Permanent):
    """The record no longer exists."""


class Misused(Permanent):
    """The call itself is wrong: an unknown field, method or argument; often a version difference."""


class Malformed(Permanent):
    """What answered is not the Odoo that was asked: HTML, a redirect, too large, a value no fact may hold."""


class WrongClearance(Permanent):
    """The key does not fit: another proposal, another slot, expired, or used before."""


class Drifted(Permanent):
    """What the write relies on is no longer as it was when it was cleared."""


class KeyTaken(Permanent):
    """A record under our key was made by somebody else, or says something else."""


class Unasked(Permanent):
    """A question could not be put to anybody, however often it was tried."""


class Misconfigured(Permanent):
    """A setting is missing or contradicts another; nothing was started."""
