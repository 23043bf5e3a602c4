"""One HTTP exchange with Odoo: direct, bounded in bytes and time, and with no server but the one that was named."""

import io
import ipaddress
import json
import re
import ssl
import time
from http.client import HTTPException, HTTPResponse
from typing import Literal
from urllib.error import URLError
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, Request

from tools.errors import Misconfigured

_CHUNK = 65536
_NO_NUMBER = re.compile(rb"NaN|Infinity|[0-9][eE]\+?[0-9]{3}")
_SENT_ID = re.compile(rb'"id": (\d+)\}$')
_TOO_MANY_REQUESTS = 429
_SERVER_FAULT = 500
_OK = 200


class NoAnswer(Exception):
    """No usable answer came back.

    `unsent`: the request surely did not run. `busy`: turned away unread. `lost`: it may have run, and the answer did
    not arrive whole. `strange`: something answered, but not as Odoo does; it may have run too.
    """

    def __init__(self, words: str, remedy: str, *, kind: Literal["unsent", "busy", "lost", "strange"]) -> None:
        super().__init__(words)
        self.words = words
        self.remedy = remedy
        self.kind = kind


class Opener:
    """What OdooRPC opens its requests with, in place of urllib's own opener.

    It knows no proxy, no cookie and no redirect, so a secret goes to no second host; it reads at most `max_bytes`; and
    it hands over only the JSON body that answers this very request, with finite numbers.
    """

    def __init__(self, max_bytes: int, *, tls: bool) -> None:
        self._max_bytes = max_bytes
        self._director = OpenerDirector()
        self._director.addheaders = [("User-Agent", "weighbridge"), ("Accept", "application/json")]
        handler = HTTPSHandler(context=ssl.create_default_context()) if tls else HTTPHandler()
        self._director.add_handler(handler)

    def open(self, request: Request, timeout: float) -> io.BytesIO:
        """The body of the answer. `timeout` (seconds) bounds each wait on the socket and the whole of the reading."""
        deadline = time.monotonic() + timeout
        response = self._answer(request, timeout)
        with response:
            _expect_json(response)
            body = self._body(response, deadline)
        _expect_ours(request, body)
        _expect_finite(body)
        return io.BytesIO(body)

    def _answer(self, request: Request, timeout: float) -> HTTPResponse:
        try:
            response = self._director.open(request, timeout=timeout)
        except URLError as unsent:
            raise _unsent(unsent.reason) from None
        except TimeoutError:
            raise _late(timeout) from None
        except OSError:
            raise _cut() from None
        except HTTPException:
            words = "what answered does not speak HTTP"
            raise NoAnswer(words, "Check the host and port in ODOO_URL.", kind="strange") from None
        if not isinstance(response, HTTPResponse):
            words = "nothing opened the address"
            raise NoAnswer(words, "Check ODOO_URL.", kind="strange")
        return response

    def _body(self, response: HTTPResponse, deadline: float) -> bytes:
        announced = _announced(response)
        if announced > self._max_bytes:
            raise self._too_large()
        body = bytearray()
        try:
            while chunk := response.read1(_CHUNK):
                body += chunk
                if len(body) > self._max_bytes:
                    raise self._too_large()
                if time.monotonic() > deadline:
                    words = "the answer came too slowly and was given up"
                    raise NoAnswer(words, "Ask for less at once, or raise the timeout.", kind="lost")
        except (OSError, HTTPException):
            raise _cut() from None
        if len(body) < announced:
            raise _cut()
        return bytes(body)

    def _too_large(self) -> NoAnswer:
        words = f"the answer is larger than {self._max_bytes} bytes"
        return NoAnswer(words, "Ask for fewer records or fields at once.", kind="strange")


def _announced(response: HTTPResponse) -> int:
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _expect_json(response: HTTPResponse) -> None:
    status, kind = response.status, response.headers.get_content_type()
    if status == _TOO_MANY_REQUESTS:
        words = "the server asks to slow down (HTTP 429)"
        raise NoAnswer(words, "Try again later, with fewer calls at once.", kind="busy")
    if status >= _SERVER_FAULT:
        words = f"the server could not answer (HTTP {status})"
        raise NoAnswer(words, "Check that Odoo and its database are running.", kind="lost")
    if status != _OK:
        words = f"HTTP {status} instead of an answer; redirects are not followed"
        raise NoAnswer(words, "Set ODOO_URL to the address that serves /jsonrpc itself.", kind="strange")
    if "Content-Type" not in response.headers:
        raise _cut()
    if kind != "application/json" or response.headers.get("Content-Encoding"):
        words = f"the answer is {kind}, not JSON"
        raise NoAnswer(words, "Check that ODOO_URL is an Odoo server and not a login or error page.", kind="strange")


def _expect_ours(request: Request, body: bytes) -> None:
    """Refuse what answers another request, as a confused proxy may hand out."""
    asked = _SENT_ID.search(request.data) if isinstance(request.data, bytes) else None
    if asked and not re.search(rb'"id"\s*:\s*' + asked[1] + rb"\b", body):
        words = "the answer is not to what was asked"
        raise NoAnswer(words, "Check what stands between this machine and Odoo.", kind="strange")


def _expect_finite(body: bytes) -> None:
    """Refuse NaN and infinities, which Python's parser would let through; the body is parsed only when suspicious."""
    if not _NO_NUMBER.search(body):
        return
    try:
        json.loads(body, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        words = "the answer is not JSON or holds a number that is none (NaN, infinity)"
        raise NoAnswer(words, "Correct the record in Odoo that holds it.", kind="strange") from None


def _refuse(text: str) -> float:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    return number if abs(number) < float("inf") else _refuse(text)


def _unsent(reason: object) -> NoAnswer:
    if isinstance(reason, ssl.SSLCertVerificationError):
        words = "the server's certificate cannot be verified"
        return NoAnswer(words, "Install its authority's certificate, or correct ODOO_URL.", kind="strange")
    words = "the server does not answer" if isinstance(reason, TimeoutError) else "the server cannot be reached"
    return NoAnswer(words, "Check ODOO_URL and that Odoo is running.", kind="unsent")


def _late(timeout: float) -> NoAnswer:
    return NoAnswer(
        f"no answer within {timeout:g} s", "Odoo may still be at work; look before trying again.", kind="lost"
    )


def _cut() -> NoAnswer:
    return NoAnswer(
        "the connection broke before the answer was whole", "Check the network and Odoo's log.", kind="lost"
    )


def address_of(url: str) -> SplitResult:
    """The parts of ODOO_URL. `Misconfigured` unless it is scheme, host and port alone, and TLS beyond this machine."""
    address = urlsplit(url)
    plain = address.scheme == "http" and _is_loopback(address.hostname or "")
    if not address.hostname or not (address.scheme == "https" or plain):
        message = "ODOO_URL must begin with https://"
        raise Misconfigured(message, remedy="Only a server on this machine may be spoken to over http://.")
    if address.path.strip("/") or address.query or address.username or address.password:
        message = "ODOO_URL must be scheme, host and port alone"
        raise Misconfigured(message, remedy="Write it like https://odoo.example.com and nothing more.")
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
