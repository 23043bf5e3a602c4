"""Odoo's `/jsonrpc`: services and their methods, the envelope, and errors as data."""

import sqlite3
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.faults import Call
from sandbox.orm import Env
from sandbox.people import known, logged_in
from sandbox.said import AccessDenied, CallerKeyError, CallerNameError, CallerTypeError, OperationalError, Said

if TYPE_CHECKING:
    from sandbox.store import Store

Json = Any

_PYTHON = (TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError, OverflowError)
"""Errors of Python itself, which Odoo passes on under their own names."""


def version_info(version: int) -> dict[str, Json]:
    """The dictionary that both version questions are answered with."""
    return {
        "server_version": f"{version}.0",
        "server_version_info": [version, 0, 0, "final", 0, ""],
        "server_serie": f"{version}.0",
        "protocol_version": 1,
    }


def envelope(request_id: Json, **content: Json) -> dict[str, Json]:
    """One reply; a method that returns nothing has neither result nor error."""
    return {"jsonrpc": "2.0", "id": request_id, **{k: v for k, v in content.items() if v is not None}}


def error_data(said: Said) -> dict[str, Json]:
    """An application error as it travels: always code 200, told apart by `data.name` alone."""
    words = str(said)
    return {
        "code": 200,
        "message": "Odoo Server Error",
        "data": {
            "name": said.name,
            "debug": "".join(traceback.format_exception(said)),
            "message": words,
            "arguments": [words],
            "context": {},
        },
    }


class Named(Said):
    """An error under any name, as ordered by a fault."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class Services:
    """The three services of one database."""

    def __init__(self, store: "Store", db: str) -> None:
        self.store = store
        self.db = db
        self._common: dict[str, Callable[..., Json]] = {
            "version": lambda: version_info(store.version),
            "login": self._login,
            "authenticate": lambda db, login, secret, _agent: self._login(db, login, secret),
            "about": lambda *_: "See http://openerp.com",
        }
        self._db: dict[str, Callable[..., Json]] = {
            "list": lambda *_: [db],
            "db_exist": lambda name: name == db,
            "server_version": lambda: f"{store.version}.0",
        }

    def call_of(self, params: Mapping[str, Json]) -> Call:
        """Who calls what, for the log and the faults; nothing is checked yet."""
        service, method, args = params.get("service"), str(params.get("method")), list(params.get("args") or [])
        if service != "object" or len(args) < 5:  # noqa: PLR2004 (db, uid, secret, model, method)
            login = str(args[1]) if service == "common" and len(args) > 1 else ""
            return Call(login, str(service), method)
        return Call(self._login_of(args[1]), str(args[3]), str(args[4]))

    def reply(self, request_id: Json, params: Mapping[str, Json]) -> dict[str, Json]:
        """The whole reply to one call: its result, or the error under the name that Odoo gives it."""
        try:
            return envelope(request_id, result=self.answer(params))
        except Said as said:
            error = said
        except _PYTHON as wrong:
            error = Named(f"builtins.{type(wrong).__name__}", str(wrong))
        except sqlite3.Error as wrong:
            error = Named("psycopg2.DataError", str(wrong))
        return envelope(request_id, error=error_data(error))

    def answer(self, params: Mapping[str, Json]) -> Json:
        """The result of one call; raises what Odoo would say."""
        service, method, args = params.get("service"), str(params.get("method")), list(params.get("args") or [])
        match service:
            case "common":
                return self._named(self._common, method, args)
            case "db":
                return self._named(self._db, method, args)
            case "object":
                return self._object(method, args)
            case _:
                raise CallerKeyError(str(service))

    def _named(self, known_as: Mapping[str, Callable[..., Json]], method: str, args: Sequence[Json]) -> Json:
        if method not in known_as:
            message = f"Method not available {method}"
            raise CallerNameError(message)
        try:
            return known_as[method](*args)
        except TypeError as wrong:
            raise CallerTypeError(str(wrong)) from wrong

    def _database(self, db: Json) -> None:
        if db != self.db:
            message = f'connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "{db}" does not exist\n'
            raise OperationalError(message)

    def _login(self, db: Json, login: Json, secret: Json) -> int | bool:
        self._database(db)
        with self.store.transaction():
            return logged_in(self.store, str(login), str(secret)) or False

    def _login_of(self, uid: Json) -> str:
        with self.store.transaction():
            found = self.store.column("SELECT login FROM res_users WHERE id = ?", [uid if isinstance(uid, int) else 0])
        return str(found[0]) if found else ""

    def _object(self, method: str, args: Sequence[Json]) -> Json:
        if method not in {"execute", "execute_kw"}:
            message = f"Method not available {method}"
            raise CallerNameError(message)
        if len(args) < 5:  # noqa: PLR2004 (db, uid, secret, model, method)
            message = f"{method}() is missing arguments"
            raise CallerTypeError(message)
        db, uid, secret, model, name, *rest = args
        self._database(db)
        with self.store.transaction():
            if not isinstance(uid, int) or isinstance(uid, bool) or not known(self.store, uid, str(secret)):
                message = "Access Denied"
                raise AccessDenied(message)
            if method == "execute":
                return Env(self.store, uid).call(str(model), str(name), *rest)
            positional, named = list(rest[0]) if rest else [], dict(rest[1] or {}) if len(rest) > 1 else {}
            context = named.pop("context", None) or {}
            return Env(self.store, uid, context).call(str(model), str(name), *positional, **named)
