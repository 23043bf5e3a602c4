"""HTML as Odoo stores it: what could act is taken out, what is open is closed, plain text becomes a paragraph."""

from html import escape
from html.parser import HTMLParser

from typing_extensions import override

_GONE = {
    "script", "style", "iframe", "object", "embed", "button", "head", "title", "noscript", "applet", "textarea",
}  # fmt: skip
_VOID = {"br", "hr", "img", "col", "wbr"}
_KEPT = _VOID | {
    "a", "abbr", "article", "aside", "b", "bdi", "big", "blockquote", "caption", "center", "cite", "code", "colgroup",
    "dd", "del", "details", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "i", "ins", "kbd", "label", "li", "main", "mark", "meter", "nav", "ol", "p",
    "pre", "progress", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "svg",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "video",
}  # fmt: skip
_ATTRIBUTES = {
    "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "cite", "class", "color", "cols", "colspan",
    "datetime", "dir", "headers", "height", "href", "id", "lang", "loading", "name", "open", "rel", "role", "rowspan",
    "scope", "span", "src", "start", "style", "summary", "target", "title", "type", "valign", "value", "width",
}  # fmt: skip
_LINKS = {"href", "src", "cite"}
_SAFE = ("http:", "https:", "mailto:", "tel:", "ftp:", "data:image/")


class Markup(str):
    """HTML that has been cleaned, as code sees an html field: it is not escaped again."""

    __slots__ = ()


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.made: list[str] = []
        self.open: list[str] = []
        self.elements = False
        self._gone = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _GONE:
            self._gone += 1
        elif not self._gone and tag in _KEPT:
            if tag == "p" and "p" in self.open:
                self._close("p")
            self.elements = True
            self.made.append(f"<{tag}{''.join(_attribute(*pair) for pair in attrs)}>")
            if tag not in _VOID:
                self.open.append(tag)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _GONE:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in _GONE:
            self._gone = max(self._gone - 1, 0)
        elif not self._gone and tag in self.open:
            self._close(tag)

    @override
    def handle_data(self, data: str) -> None:
        if not self._gone:
            self.made.append(escape(data, quote=False))

    def _close(self, tag: str) -> None:
        while self.open:
            last = self.open.pop()
            self.made.append(f"</{last}>")
            if last == tag:
                return

    def finish(self) -> str:
        """What is left, with everything closed."""
        self.close()
        while self.open:
            self.made.append(f"</{self.open.pop()}>")
        text = "".join(self.made)
        loose = self.made and not self.made[0].startswith("<") and self.made[0].strip()
        if not text.strip() or not (loose or not self.elements):
            return text
        return clean(f"<p>{text}</p>") if "<p" in text else f"<p>{text}</p>"


def _attribute(name: str, value: str | None) -> str:
    if name not in _ATTRIBUTES and not name.startswith("data-o"):
        return ""
    text = value or ""
    if name in _LINKS and not _harmless(text):
        text = ""
    return f' {name}="{escape(text)}"'


def _harmless(link: str) -> bool:
    plain = "".join(link.split()).lower()
    scheme = plain.partition(":")[0]
    return ":" not in plain or "/" in scheme or "#" in scheme or "?" in scheme or plain.startswith(_SAFE)


def clean(text: str) -> str:
    """The text as an html field keeps it; cleaning twice changes nothing."""
    cleaner = _Cleaner()
    cleaner.feed(text)
    return cleaner.finish()
