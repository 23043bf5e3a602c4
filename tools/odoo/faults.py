"""What Odoo's own errors mean, by the name they carry on the wire; the text is translated and is never parsed."""

from collections.abc import Mapping

from domain.fact import Json, tame
from tools.errors import (
    Busy,
    Gone,
    Malformed,
    Misused,
    NotAllowed,
    OutcomeUnknown,
    Refused,
    ToolError,
    Unavailable,
    WrongLogin,
)
from tools.odoo.wire import NoAnswer

_KINDS: Mapping[str, tuple[type[ToolError], str]] = {
    "AccessDenied": (WrongLogin, "Renew the API key of this user and set it again."),
    "AccessError": (NotAllowed, "Give the user the missing right in Odoo, or ask somebody who has it."),
    "MissingError": (Gone, "The record was deleted; start again from what is there now."),
    "UserError": (Refused, "Settle in Odoo what it names, then try again."),
    "RedirectWarning": (Refused, "Settle in Odoo what it names, then try again."),
    "ValidationError": (Refused, "Correct the value that Odoo names."),
    "SerializationFailure": (Busy, "Try again later; somebody else was changing the same record."),
    "InFailedSqlTransaction": (Busy, "Try again later; an earlier statement of the call lost against another one."),
    "DeadlockDetected": (Busy, "Try again later; somebody else was changing the same record."),
    "LockNotAvailable": (Busy, "Try again later; somebody else was changing the same record."),
    "LockError": (Busy, "Try again later; somebody else was changing the same record."),
    "QueryCanceled": (Busy, "Try again later, or ask for less at once."),
    "PoolError": (Busy, "Try again later; Odoo has no free database connection."),
}
_DATABASE_LOST = {"OperationalError", "InterfaceError", "AdminShutdown", "CrashShutdown"}
_NOT_BEGUN = ("connection to server", "could not connect", "does not exist")
_SERIALIZE = "could not serialize"
_VERSIONS = "Check that this version of Odoo is supported and that the modules purchase, stock and sale are installed."


def meaning(said: Mapping[str, Json], *, where: str, reading: bool) -> ToolError:
    """The error for `error.data` of an answer to `where` (`model.method`).

    Odoo rolled the call back, except where it lost its database: then a call that is not `reading` may have been
    committed, and only a failure to connect says surely that it was not.
    """
    name = str(said.get("name") or "")
    short = name.rpartition(".")[2]
    message = str(said.get("message") or "")
    words = f"{where}: {tame(message, 400) or name or 'an error without a name'}"
    if short in _DATABASE_LOST and _SERIALIZE not in message:
        return _database_lost(message, where=where, reading=reading)
    if short not in _KINDS and _SERIALIZE in message:
        short = "SerializationFailure"
    kind, remedy = _KINDS.get(short, (Misused, _VERSIONS))
    return kind(words.rstrip(". ") if kind is not Misused else f"{words.rstrip('. ')} ({short})", remedy=remedy)


def _database_lost(message: str, *, where: str, reading: bool) -> ToolError:
    if reading or any(words in message for words in _NOT_BEGUN):
        remedy = "Check ODOO_DB, and that Odoo's database is running."
        return Unavailable(f"{where}: Odoo cannot reach its database", remedy=remedy)
    remedy = "Look the record up by its key before trying again."
    return OutcomeUnknown(f"{where}: Odoo lost its database during the call", remedy=remedy)


def silence(nothing: NoAnswer, *, where: str, reading: bool) -> ToolError:
    """The error for a call without a usable answer; one that is not `reading` may have been carried out."""
    words = f"{where}: {nothing.words}"
    match nothing.kind:
        case "unsent":
            return Unavailable(words, remedy=nothing.remedy)
        case "busy":
            return Busy(words, remedy=nothing.remedy)
        case "lost" | "strange" if not reading:
            return OutcomeUnknown(words, remedy="Look the record up by its key before trying again.")
        case "lost":
            return Unavailable(words, remedy=nothing.remedy)
        case "strange":
            return Malformed(words, remedy=nothing.remedy)


def strange() -> NoAnswer:
    """What came back is well-formed, but not in the form of Odoo's answers."""
    words = "the answer is not one of Odoo's"
    return NoAnswer(words, "Check that ODOO_URL is an Odoo server.", kind="strange")
