"""What every verb starts with: settings from the environment, a ledger, and errors in one line with what to do next."""

import asyncio
import os
import sys
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import typer
from rich.console import Console
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.service import RPCError

import policies
from agents.stockout import assumptions as stated
from policies.book import PolicyBook, load
from policies.refusal import Unreadable
from tools.errors import Misconfigured, ToolError
from tools.ledger import Ledger
from tools.settings import Settings, from_environment

_T = TypeVar("_T")

_WIDE = 160
"""Columns of a table that goes to a file or a pipe."""

out = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)
err = Console(stderr=True, highlight=False)

DATABASE = "sqlite:///.weighbridge/ledger.sqlite"

_FAILED = 1


def now() -> datetime:
    """The clock of the entry point."""
    return datetime.now(UTC)


def settings(*, writes: bool = True, **changed: str) -> Settings:
    """The settings of the environment; `changed` variables win. What never `writes` takes no key that may."""
    environment: Mapping[str, str] = {**os.environ, **changed}
    return from_environment(environment, writes=writes)


def book(house: Settings) -> PolicyBook:
    """The policy book in force."""
    try:
        return load(house.house.read_text(encoding="utf-8"))
    except OSError as unread:
        message = f"the policy book {house.house} cannot be read ({unread.strerror})"
        remedy = "Set WEIGHBRIDGE_BOOK to a file, or leave it out for the book that came along."
        raise Misconfigured(message, remedy=remedy) from unread


def assumptions() -> str:
    """Text of the assumptions in force; the ones that came along where nothing else is set."""
    chosen = os.environ.get("WEIGHBRIDGE_ASSUMPTIONS") or Path(stated.__file__).with_name("assumptions.toml")
    try:
        return Path(chosen).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unread:
        message = f"the assumptions {chosen} cannot be read"
        remedy = "Set WEIGHBRIDGE_ASSUMPTIONS to a file, or leave it out for the one that came along."
        raise Misconfigured(message, remedy=remedy) from unread


def key_of_a_person() -> str | None:
    """The key that an operator answers with, where it is not typed."""
    return os.environ.get("WEIGHBRIDGE_APPROVER_KEY")


def book_file() -> Path:
    """The policy book in force, without the other settings."""
    return Path(os.environ.get("WEIGHBRIDGE_BOOK") or Path(policies.__file__).with_name("house.toml"))


def has_ledger() -> bool:
    """Whether there is a ledger to tell: one that was named, or the one that comes without naming."""
    return bool(os.environ.get("DATABASE_URL")) or Path(DATABASE.removeprefix("sqlite:///")).exists()


@contextmanager
def ledger() -> Iterator[Ledger]:
    """The ledger, for the time of a verb; it needs no other setting than DATABASE_URL."""
    opened = Ledger(os.environ.get("DATABASE_URL") or DATABASE)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def plainly() -> Iterator[None]:
    """Errors that are expected become one line and an exit code of 1; anything else is a defect and shows itself."""
    try:
        yield
    except (ToolError, Unreadable) as no:
        raise failed(str(no)) from None
    except WorkflowUpdateFailedError as no:
        raise failed(str(no.cause)) from None
    except WorkflowFailureError as no:
        words = f"the workflow failed: {no.cause}. See it in Temporal's UI."
        raise failed(words) from None
    except RPCError as no:
        words = f"Temporal said no: {no.message}. Check TEMPORAL_ADDRESS and that a worker runs."
        raise failed(words) from None


def failed(words: str) -> typer.Exit:
    """Say what is wrong on standard error; raise what is returned."""
    err.print(f"[bold red]weighbridge:[/] {_safe(words)}", soft_wrap=True)
    return typer.Exit(_FAILED)


def run(doing: Coroutine[Any, Any, _T]) -> _T:
    """Run a verb that waits for Temporal."""
    return asyncio.run(doing)


def _safe(words: str) -> str:
    return words.replace("[", r"\[")
