"""The one door to Odoo: calls over OdooRPC, with every foreign error told in our own words."""

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count

import odoorpc
from odoorpc.error import RPCError
from typing_extensions import override

from domain.fact import Json
from tools.errors import Malformed, Misconfigured, Misused, NotAllowed, ToolError, WrongLogin
from tools.odoo.faults import meaning, silence, strange
from tools.odoo.wire import NoAnswer, Opener, address_of
from tools.settings import OdooAccess

Row = dict[str, Json]

READS = frozenset({
    "read", "search", "search_read", "search_count", "read_group", "formatted_read_group", "web_read", "fields_get",
    "name_search", "default_get", "context_get", "get_metadata", "check_object_reference", "has_group",
    "check_access_rights",
})  # fmt: skip
_OLDEST = 17
_ALWAYS: Mapping[str, Json] = {"lang": "en_US", "tz": "UTC"}
_log = logging.getLogger("weighbridge.odoo")


class OdooSession:
    """One user's calls on one database. Nothing is retried, and the secret appears in no error and no log.

    A call that reads raises `Unavailable` or `Malformed` when no usable answer comes; any other call raises
    `OutcomeUnknown` then, because Odoo may have carried it out.
    """

    def __init__(self, access: OdooAccess) -> None:
        address = address_of(access.url)
        tls = address.scheme == "https"
        self._secret = access.key.get_secret_value()
        self._odoo = odoorpc.ODOO(
            f"[{address.hostname}]" if ":" in (address.hostname or "") else address.hostname,
            protocol="jsonrpc+ssl" if tls else "jsonrpc",
            port=address.port or (443 if tls else 80),
            timeout=access.timeout.total_seconds(),
            version="17.0",  # given, so that the constructor does not ask the server
            opener=Opener(access.max_bytes, tls=tls),
        )
        self.db = access.db
        self.user = access.user
        self.calls = 0
        self.version = self._ask_version()
        self.uid = self._log_in()

    def call(
        self,
        model: str,
        method: str,
        *args: Json,
        company_id: int | None = None,
        context: Mapping[str, Json] | None = None,
        **kwargs: Json,
    ) -> Json:
        """What `model.method` returns; None where Odoo returns nothing.

        `company_id` limits reads to that company and makes it the one that defaults and stock figures are for; without
        it Odoo answers for all companies of the user. Whether a lost answer matters is told by the method's name.
        """
        self._expect_permitted(model, method)
        company: Mapping[str, Json] = {"allowed_company_ids": [company_id]} if company_id is not None else {}
        keywords: dict[str, Json] = {**kwargs, "context": {**_ALWAYS, **company, **(context or {})}}
        sent: list[Json] = [self.db, self.uid, self._secret, model, method, [*args], keywords]
        return self._exchange("object", "execute_kw", sent, where=f"{model}.{method}", reading=method in READS)

    def rows(  # noqa: PLR0913 - each has a name at the call, and most a default
        self,
        model: str,
        domain: Sequence[Json],
        fields: Sequence[str],
        *,
        company_id: int | None = None,
        order: str = "id",
        page: int = 5000,
        limit: int | None = None,
        names: bool = False,
        context: Mapping[str, Json] | None = None,
    ) -> list[Row]:
        """All records of a domain (at most `limit`), read in pages.

        A many2one is an id (`False` when empty), or `[id, name]` with `names`. By id the pages follow the last id
        seen, so that no record is skipped or doubled when others come or go meanwhile.
        """
        found: list[Row] = []
        while limit is None or len(found) < limit:
            after: list[Json] = [["id", ">", found[-1]["id"]]] if found and order == "id" else []
            size = page if limit is None else min(page, limit - len(found))
            answer = self.call(
                model, "search_read", [*domain, *after], [*fields],
                offset=0 if order == "id" else len(found), limit=size, order=order,
                load="_classic_read" if names else None, company_id=company_id, context=context,
            )  # fmt: skip
            part = self._records(answer, f"{model}.search_read")
            found += part
            if len(part) < size:
                break
        return found

    def groups(  # noqa: PLR0913 - as above
        self,
        model: str,
        domain: Sequence[Json],
        fields: Sequence[str],
        groupby: Sequence[str],
        *,
        company_id: int | None = None,
        page: int = 2000,
        context: Mapping[str, Json] | None = None,
    ) -> list[Row]:
        """`read_group` over all of `groupby` at once, in pages of groups; fields are like `total:sum(quantity)`."""
        found: list[Row] = []
        for offset in count(step=page):
            answer = self.call(
                model, "read_group", [*domain], [*fields], [*groupby],
                offset=offset, limit=page, lazy=False, company_id=company_id, context=context,
            )  # fmt: skip
            part = self._records(answer, f"{model}.read_group")
            found += part
            if len(part) < page:
                break
        return found

    def reference(self, xmlid: str) -> int | None:
        """The id behind an external id (`module.name`); None when there is none that this user may see."""
        module, _, name = xmlid.partition(".")
        try:
            answer = self.call("ir.model.data", "check_object_reference", module, name)
        except Misused:
            return None
        match answer:
            case [str(), int() as found]:
                return found
            case _:
                return None

    def _expect_permitted(self, model: str, method: str) -> None:
        """Whoever holds this session may send any call; Odoo decides."""

    def _ask_version(self) -> int:
        answer = self._exchange("common", "version", [], where="version", reading=True)
        info = answer.get("server_version_info") if isinstance(answer, dict) else None
        digits = re.search(r"\d+", str(info[0])) if isinstance(info, list) and info else None
        if digits is None:
            message = "the server does not say which Odoo it is"
            raise Malformed(message, remedy="Check that ODOO_URL is an Odoo server.")
        if int(digits[0]) < _OLDEST:
            message = f"Odoo {digits[0]} is too old"
            raise Misconfigured(message, remedy=f"Weighbridge needs Odoo {_OLDEST} or newer.")
        return int(digits[0])

    def _log_in(self) -> int:
        login: list[Json] = [self.db, self.user, self._secret]
        uid = self._exchange("common", "login", login, where="login", reading=True)
        if not isinstance(uid, int) or isinstance(uid, bool):
            message = f"Odoo does not accept the login {self.user} on {self.db}"
            raise WrongLogin(message, remedy="Check ODOO_USER and renew ODOO_API_KEY.")
        return uid

    def _exchange(self, service: str, method: str, args: list[Json], *, where: str, reading: bool) -> Json:
        _expect_sendable(args, where)
        self.calls += 1
        try:
            answer = self._odoo.json("/jsonrpc", {"service": service, "method": method, "args": args})
            if not isinstance(answer, dict) or answer.get("jsonrpc") != "2.0":
                raise strange()
        except RPCError as said:  # errors are raised without their cause: it may hold what was sent
            raise self._refusal(said.info, where=where, reading=reading) from None
        except NoAnswer as nothing:
            raise silence(nothing, where=where, reading=reading) from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise silence(strange(), where=where, reading=reading) from None
        result: Json = answer.get("result")
        return result

    def _refusal(self, info: Json, *, where: str, reading: bool) -> ToolError:
        said = info.get("data") if isinstance(info, dict) else None
        data = said if isinstance(said, dict) else {}
        hushed = {key: str(value).replace(self._secret, "***") for key, value in data.items()}
        _log.debug("%s: %s", where, hushed.get("debug", ""))
        return meaning({**hushed}, where=where, reading=reading)

    @staticmethod
    def _records(answer: Json, where: str) -> list[Row]:
        found = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else None
        if found is not None and isinstance(answer, list) and len(found) == len(answer):
            return found
        message = f"{where}: the answer is not a list of records"
        raise Malformed(message, remedy="Check that ODOO_URL is an Odoo server.")


class ReadingSession(OdooSession):
    """A session for whoever thinks, judges or looks: every method outside `READS` is refused before anything is sent.

    What the user might write in Odoo makes no difference; that is a second bar, and Odoo's own.
    """

    @override
    def _expect_permitted(self, model: str, method: str) -> None:
        if method not in READS:
            message = f"{model}.{method}: this session only reads, so nothing was sent"
            raise NotAllowed(message, remedy="Propose it; what was cleared is written by the activity that writes")


@contextmanager
def opened(access: OdooAccess) -> Iterator[OdooSession]:
    """A session that may write, for one piece of work in one thread; two calls are made to open it."""
    _hush()
    yield OdooSession(access)


@contextmanager
def reading(access: OdooAccess) -> Iterator[ReadingSession]:
    """A session that only reads, for one piece of work in one thread."""
    _hush()
    yield ReadingSession(access)


def _hush() -> None:
    logging.getLogger("odoorpc.rpc.jsonrpclib").addFilter(_without_secrets)


def _without_secrets(record: logging.LogRecord) -> bool:
    """OdooRPC's debug lines hold the password in clear."""
    return record.levelno >= logging.WARNING


def _expect_sendable(args: Sequence[Json], where: str) -> None:
    try:
        json.dumps(args, allow_nan=False)
    except (TypeError, ValueError) as unfit:
        message = f"{where}: an argument is not JSON ({type(unfit).__name__})"
        raise Misused(message, remedy="Send dates as text and decimals as numbers.") from None
