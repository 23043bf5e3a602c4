"""The words that somebody wrote in a mail: HTML as plain text, without what is hidden and what is only quoted."""

import re
from html.parser import HTMLParser

from typing_extensions import override

_SKIPPED = frozenset({"script", "style", "head", "title", "template", "blockquote", "noscript"})
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"}
)
_BLOCKS = frozenset({"p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "br", "hr", "pre"})
_QUOTE_CLASSES = frozenset({"gmail_quote", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "o_mail_quote"})
_UNSEEN = re.compile(
    r"display:none|visibility:hidden|font-size:0(?:px|pt|em|%)?(?:;|$)|opacity:0(?:\.0+)?(?:;|$)", re.IGNORECASE
)
_ON = r"^\s*(?:on|am|le|op|el|il)\b.{4,200}(?:wrote|schrieb|a écrit|schreef|escribió|ha scritto)\b.*:\s*$"
_HEAD = r"^\s*(?:from|von|de|van)\s*:\s*\S.*$"
_CITED = re.compile(rf"^\s*-{{2,}}\s*\w.*-{{2,}}\s*$|^_{{8,}}\s*$|{_ON}|{_HEAD}", re.IGNORECASE)
_SIGNATURE = re.compile(r"^--\s*$")


def written(body: str) -> str:
    """What the writer of a mail wrote himself, line by line; quoted history, signature and unseen parts are left out.

    A mail that holds nothing but quotation is empty. Never raises on broken HTML.
    """
    reader = _Text()
    reader.feed(body)
    reader.close()
    return _own("".join(reader.pieces))


def _own(text: str) -> str:
    """The lines before the first that cites an earlier message or starts a signature; cited lines are dropped."""
    kept: list[str] = []
    for line in text.splitlines():
        plain = re.sub(r"\s+", " ", line).strip()
        if _SIGNATURE.match(plain) or _CITED.match(plain):
            break
        if not plain.startswith(">"):
            kept.append(plain)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


class _Text(HTMLParser):
    """Collects the text that a reader sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._open: list[tuple[str, bool]] = []
        """The elements around, and whether each hides what is in it."""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if tag not in _VOID:
            self._open.append((tag, tag in _SKIPPED or _hides({name: value or "" for name, value in attrs})))

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS and tag not in _VOID:
            self.pieces.append("\n")
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    @override
    def handle_data(self, data: str) -> None:
        if not any(hides for _, hides in self._open):
            self.pieces.append(data)


def _hides(attributes: dict[str, str]) -> bool:
    classes = set(attributes.get("class", "").split())
    style = re.sub(r"\s", "", attributes.get("style", ""))
    quoted = "data-o-mail-quote" in attributes or bool(classes & _QUOTE_CLASSES)
    return quoted or "hidden" in attributes or bool(_UNSEEN.search(style))
