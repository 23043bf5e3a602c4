"""`weighbridge policy`: read a book, and hear what it says."""

from pathlib import Path

import typer
from rich.markup import escape

from console.wiring import book_file, out
from policies import book as books
from policies import check as checking
from policies import example
from policies.book import PolicyBook
from policies.explain import explain as explained
from tools.errors import Misconfigured


def check(path: Path | None) -> None:
    """Every oddity of the book; gaps give an exit code of 1."""
    book = _book(path)
    remarks = checking.check(book)
    for remark in remarks:
        out.print(f"[yellow]{remark.what:13}[/] {remark.kind}, {remark.rule}: {remark.words}", soft_wrap=True)
    gaps = sum(remark.what == "gap" for remark in remarks)
    out.print(f"book {book.digest[7:19]}: {len(remarks)} remarks, {f'{gaps} gaps' if gaps else 'no gap'}")
    if gaps:
        raise typer.Exit(1)


def explain(path: Path, book: Path | None) -> None:
    """The verdict and everything that led to it."""
    question = example.read(_text(path))
    for line in explained(question, _book(book)).lines():
        out.print(escape(line), soft_wrap=True)


def _book(path: Path | None) -> PolicyBook:
    return books.load(_text(path or book_file()))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unread:
        message = f"{path} cannot be read"
        raise Misconfigured(message, remedy="Check the path; the file is UTF-8 text.") from unread
