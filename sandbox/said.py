"""Odoo's application errors, as the wire names them."""


class Said(Exception):
    """An error that travels to the client as `error.data`."""

    name = "odoo.exceptions.UserError"


class UserError(Said):
    """A business rule said no."""


class AccessDenied(Said):
    """Wrong login or secret."""

    name = "odoo.exceptions.AccessDenied"


class AccessError(Said):
    """An access right or a record rule is missing."""

    name = "odoo.exceptions.AccessError"


class MissingError(Said):
    """The record is not there."""

    name = "odoo.exceptions.MissingError"


class ValidationError(Said):
    """A constraint is broken."""

    name = "odoo.exceptions.ValidationError"


class CallerValueError(Said):
    """An unknown field, or a value of the wrong form."""

    name = "builtins.ValueError"


class CallerTypeError(Said):
    """A wrong or unknown argument."""

    name = "builtins.TypeError"


class CallerAttributeError(Said):
    """An unknown method."""

    name = "builtins.AttributeError"


class SerializationFailure(Said):
    """Lost against another transaction; rolled back."""

    name = "psycopg2.errors.SerializationFailure"


class CallerNameError(Said):
    """An unknown service function."""

    name = "builtins.NameError"


class CallerKeyError(Said):
    """An unknown service, or an unknown column of an import."""

    name = "builtins.KeyError"


class OperationalError(Said):
    """The database is missing or down."""

    name = "psycopg2.OperationalError"


class PoolError(Said):
    """Too many connections at once."""

    name = "psycopg2.pool.PoolError"


class CallerAssertionError(Said):
    """A check that Odoo's own code makes of its caller."""

    name = "builtins.AssertionError"


class InvalidDatetimeFormat(Said):
    """A text that the database cannot read as a time."""

    name = "psycopg2.errors.InvalidDatetimeFormat"
