"""How a document is read: langchain-community loads it, its splitters cut it into passages that can be quoted."""

import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from langchain_core.documents import Document as Loaded
from langchain_text_splitters import MarkdownHeaderTextSplitter, RecursiveCharacterTextSplitter

from domain.fact import tame
from tools.knowledge.words import Document, Kept, Unreadable

FORM = "5: sections packed to 1200 characters, longer ones cut with 150 shared"
"""How documents are read and cut; where it changes, everything is read anew."""
MOST_PAGES = 300
MOST_PASSAGES = 3000
_MOST_CHARACTERS = 1200
_CUT = RecursiveCharacterTextSplitter(chunk_size=_MOST_CHARACTERS, chunk_overlap=150)
_HEADINGS = MarkdownHeaderTextSplitter([("#", "1"), ("##", "2"), ("###", "3")], strip_headers=False)


def passages(document: Document, content: bytes) -> tuple[Kept, ...]:
    """The passages of a document in its own order; `Unreadable` for an unknown kind, a broken file or no text."""
    ending = Path(document.name).suffix.lower()
    read = _KINDS.get(ending)
    if read is None:
        message = f"{document.source}: files that end in {ending or 'nothing'} are not read"
        raise Unreadable(message, remedy=f"Known are {', '.join(_KINDS)}.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"document{ending}"
        path.write_bytes(content)
        try:
            found = tuple(islice(_kept(read(path)), MOST_PASSAGES + 1))
        except (RuntimeError, ValueError, OSError) as broken:  # what the loaders raise on a broken file, as measured
            message = f"{document.source} cannot be read ({type(broken).__name__})"
            raise Unreadable(message, remedy="Check that the file is whole and what its ending says.") from None
    if not 0 < len(found) <= MOST_PASSAGES:
        message = f"{document.source} holds {'too much' if found else 'no'} text"
        raise Unreadable(message, remedy="A scanned document needs a text layer; a huge one is better split.")
    return found


def _kept(parts: Iterator[tuple[str, str]]) -> Iterator[Kept]:
    for section, text in parts:
        for piece in _CUT.split_text(text):
            lines = [tame(line, 1000) for line in piece.splitlines()]
            words = "\n".join(line for line in lines if line)
            if words:
                yield Kept(section=tame(section), words=words[:4000])


def _loaded(load: Callable[[], list[Loaded]]) -> list[Loaded]:
    """The loaders warn that nobody looks after their package any more: see docs/decisions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return load()


def _text(path: Path) -> Iterator[tuple[str, str]]:
    yield "", _plain(path)


def _plain(path: Path) -> str:
    def load() -> list[Loaded]:
        from langchain_community.document_loaders.text import TextLoader

        return TextLoader(path, encoding="utf-8").load()

    return "\n".join(part.page_content for part in _loaded(load))


def _markdown(path: Path) -> Iterator[tuple[str, str]]:
    """Short sections stay together under all their headings: alone they are too little to be found by."""
    headings: dict[str, None] = {}
    text = ""
    for part in _HEADINGS.split_text(_plain(path)):
        if text and len(text) + len(part.page_content) >= _MOST_CHARACTERS:
            yield "; ".join(headings), text
            headings, text = {}, ""
        headings |= dict.fromkeys(str(part.metadata[level]) for level in sorted(part.metadata))
        text = f"{text}\n{part.page_content}".lstrip("\n")
    yield "; ".join(headings), text


def _html(path: Path) -> Iterator[tuple[str, str]]:
    def load() -> list[Loaded]:
        from langchain_community.document_loaders.html_bs import BSHTMLLoader

        reading = {"features": "html.parser"}
        return BSHTMLLoader(path, open_encoding="utf-8", bs_kwargs=reading, get_text_separator="\n").load()

    for part in _loaded(load):
        yield "", part.page_content


def _pdf(path: Path) -> Iterator[tuple[str, str]]:
    if not path.read_bytes().startswith(b"%PDF-"):
        message = "the file is not a PDF"
        raise ValueError(message)

    def load() -> list[Loaded]:
        from langchain_community.document_loaders.pdf import PyPDFium2Loader

        return list(islice(PyPDFium2Loader(path, mode="page").lazy_load(), MOST_PAGES))

    for number, part in enumerate(_loaded(load), 1):
        yield f"page {number}", part.page_content


_KINDS: Mapping[str, Callable[[Path], Iterator[tuple[str, str]]]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _text,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
}
