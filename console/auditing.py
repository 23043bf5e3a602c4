"""`weighbridge audit`: whether the chain is still what was written."""

import re

import typer

from console.wiring import ledger, out
from tools.errors import Misused
from tools.ledger import Head

_HEAD = re.compile(r"([0-9]{1,15}):(sha256:[0-9a-f]{64})")


def verify(anchor: str | None) -> None:
    """Say whether the chain is sound; the first bad entry is named, and the exit code is 1."""
    with ledger() as chain:
        found = chain.verify(None if anchor is None else _head(anchor))
    if not found.sound:
        out.print(f"[bold red]The chain is broken at entry {found.bad}[/]: {found.why}", soft_wrap=True)
        raise typer.Exit(1)
    out.print(f"[green]sound[/]: {found.entries} entries; head {found.head.seq}:{found.head.hash}", soft_wrap=True)


def _head(anchor: str) -> Head:
    said = _HEAD.fullmatch(anchor)
    if said is None:
        message = f"{anchor} is not a head of a chain"
        raise Misused(message, remedy="Give it as SEQ:sha256:..., the way `audit verify` prints it.")
    return Head(seq=int(said[1]), hash=said[2])
