"""What is set up in Odoo, piece by piece: how each is recognised, how it should be, and how it is compared and made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domain.fact import Fact, Json, Line, Name, tame
from tools.odoo.plain import Row, link, rows_of, whole
from tools.odoo.session import OdooSession

_SEEN: dict[str, Json] = {"active_test": False, "ir.ui.menu.full_list": True}
"""Archived records and hidden menus count, or a second run would make a second one."""


class Difference(Fact):
    """One thing in Odoo that is not as it should be, in words; `foreign` ones are for a person to judge."""

    piece: Name
    how: Literal["missing", "different", "foreign"]
    words: Line


@dataclass(frozen=True)
class Ref:
    """The id of another piece."""

    piece: str


@dataclass(frozen=True)
class Xml:
    """The id of a record that Odoo's own modules brought."""

    xmlid: str


@dataclass(frozen=True)
class Links:
    """The ids of a many2many, exactly these."""

    to: tuple[Ref | Xml, ...]


@dataclass(frozen=True)
class Text:
    """A text in which `@piece@` stands for the id of that piece."""

    template: str


Value = str | int | bool | Ref | Xml | Links | Text


@dataclass(frozen=True)
class Piece:
    """One record: `identity` finds it, `values` are kept as they are here, `birth` is only said when it is made."""

    name: str
    model: str
    identity: Mapping[str, Value]
    values: Mapping[str, Value] = field(default_factory=dict)
    birth: Mapping[str, Json] = field(default_factory=dict)


class Survey:
    """Goes through pieces in their order and, if told to `mend`, makes what is missing and sets what differs."""

    def __init__(self, admin: OdooSession, *, mend: bool) -> None:
        self.admin = admin
        self.mend = mend
        self.ids: dict[str, int] = {}
        self.records: set[tuple[str, int]] = set()
        self.differences: list[Difference] = []

    def visit(self, piece: Piece) -> None:
        """Compare one piece with Odoo; a piece that stands on a missing one is missing too."""
        identity = self._resolved(piece.identity)
        row = self._found(piece, identity) if identity is not None else None
        if row is None:
            self.note(piece.name, "missing", f"{piece.name} is not there")
            if self.mend and identity is not None:
                self._make(piece, identity)
            return
        self._known(piece, row["id"])
        wanted = self._resolved(piece.values) or {}
        differing = {name: value for name, value in wanted.items() if not _same(row[name], value)}
        if differing:
            self.note(piece.name, "different", f"{piece.name} differs in {', '.join(differing)}")
            if self.mend:
                self.admin.call(piece.model, "write", [self.ids[piece.name]], _commands(differing))

    def _found(self, piece: Piece, identity: Mapping[str, Json]) -> Row | None:
        domain: list[Json] = [[name, "=", value] for name, value in identity.items()]
        fields: list[Json] = ["id", *piece.values]
        rows = rows_of(self.admin.call(piece.model, "search_read", domain, fields, limit=1, context=_SEEN))
        return rows[0] if rows else None

    def _make(self, piece: Piece, identity: Mapping[str, Json]) -> None:
        values = self._resolved(piece.values)
        if values is None:
            return
        made = self.admin.call(piece.model, "create", {**identity, **_commands(values), **piece.birth})
        self._known(piece, made[0] if isinstance(made, list) else made)

    def _known(self, piece: Piece, record_id: Json) -> None:
        self.ids[piece.name] = whole(record_id)
        self.records.add((piece.model, self.ids[piece.name]))

    def _resolved(self, values: Mapping[str, Value]) -> dict[str, Json] | None:
        plain = {name: self._plain(value) for name, value in values.items()}
        return None if any(value is None for value in plain.values()) else plain

    def _plain(self, value: Value) -> Json:
        match value:
            case Ref():
                return self.ids.get(value.piece)
            case Xml():
                return self.admin.reference(value.xmlid)
            case Links():
                ids = [self._plain(other) for other in value.to]
                return None if None in ids else ids
            case Text():
                named = set(re.findall(r"@([^@]+)@", value.template))
                filled = re.sub(r"@([^@]+)@", lambda found: str(self.ids.get(found[1], "")), value.template)
                return filled if named <= set(self.ids) else None
            case _:
                return value

    def note(self, piece: str, how: Literal["missing", "different", "foreign"], words: str) -> None:
        """Remember one difference."""
        self.differences.append(Difference(piece=piece, how=how, words=tame(words)))


def _same(current: Json, wanted: Json) -> bool:
    if isinstance(wanted, list):
        return isinstance(current, list) and {str(i) for i in current} == {str(i) for i in wanted}
    if isinstance(wanted, int) and not isinstance(wanted, bool) and isinstance(current, list):
        return link(current) == wanted
    if isinstance(wanted, str) and isinstance(current, str):
        return _squeezed(current) == _squeezed(wanted)
    return (current or False) == (wanted or False)


def _squeezed(text: str) -> str:
    """Odoo lays out stored XML anew; only what is said counts."""
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", text)).strip()


def _commands(values: Mapping[str, Json]) -> dict[str, Json]:
    return {name: [[6, 0, value]] if isinstance(value, list) else value for name, value in values.items()}
