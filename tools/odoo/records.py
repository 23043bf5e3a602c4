"""Rows of Odoo as typed records: one bad row is left out and named, the others are read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from domain.fact import Json, tame
from tools.errors import Malformed
from tools.odoo import plain
from tools.odoo.columns import Among, Columns, column_of
from tools.odoo.session import OdooSession, Row

_TOLD = 40
_AT_ONCE = 5000
_COLUMNS_AT_ONCE = 2000
_MOST = Decimal(10) ** 9

Text = Annotated[str, BeforeValidator(plain.text)]
Number = Annotated[Decimal, BeforeValidator(plain.number), Field(ge=-_MOST, le=_MOST)]
"""Exact, six places; beyond a billion it is taken for a mistake."""
Ref = Annotated[int | None, BeforeValidator(plain.link)]
Pointer = Annotated[int, BeforeValidator(plain.link)]
"""A many2one that is never empty."""
When = Annotated[datetime | None, BeforeValidator(plain.moment)]
Instant = Annotated[datetime, BeforeValidator(plain.moment)]
"""A time that is never empty."""
Day = Annotated[date | None, BeforeValidator(plain.day)]


class Notes:
    """What a read left out and why. The first forty are told one by one, the rest are counted."""

    def __init__(self) -> None:
        self._said: dict[str, None] = {}

    def add(self, words: str) -> None:
        """Say something, once."""
        self._said[tame(words)] = None

    def lines(self) -> tuple[str, ...]:
        """Everything said, each fit for a `Line`."""
        said = tuple(self._said)
        more = len(said) - _TOLD
        return said if more <= 0 else (*said[:_TOLD], f"{more} more rows were left out")


class Record(BaseModel):
    """A row to be read: the fields of the model (or their aliases) are the fields that are asked for."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    id: int


_R = TypeVar("_R", bound=Record)


class _Named(Record):
    name: Text


@dataclass(frozen=True)
class Reader:
    """Reads of one company in one session; what has to be left out is said in `notes`."""

    odoo: OdooSession
    company_id: int
    notes: Notes

    def records(
        self,
        kind: type[_R],
        model: str,
        domain: Sequence[Json],
        *,
        order: str = "id",
        limit: int | None = None,
        archived: bool = False,
    ) -> list[_R]:
        """All records of a domain (`archived` ones too); one that does not fit `kind` is left out and named."""
        fields = [field.alias or name for name, field in kind.model_fields.items()]
        rows = self.odoo.rows(
            model, domain, fields, company_id=self.company_id, order=order, limit=limit,
            context={"active_test": False} if archived else None,
        )  # fmt: skip
        return [record for row in rows if (record := _fit(kind, row, model, self.notes)) is not None]

    def by_id(self, kind: type[_R], model: str, ids: Iterable[int | None]) -> dict[int, _R]:
        """The records with these ids, archived or not; a missing one is simply not there."""
        found: dict[int, _R] = {}
        wanted = sorted({record_id for record_id in ids if record_id is not None})
        for start in range(0, len(wanted), _AT_ONCE):
            domain: list[Json] = [["id", "in", [*wanted[start : start + _AT_ONCE]]]]
            found |= {record.id: record for record in self.records(kind, model, domain, archived=True)}
        return found

    def names(self, model: str, ids: Iterable[int | None]) -> dict[int, str]:
        """The names of records, archived or not."""
        return {record.id: record.name for record in self.by_id(_Named, model, ids).values()}

    def columns(self, model: str, domain: Sequence[Json], fields: Sequence[str], among: Among) -> Columns:
        """The stored `fields` of all records of a domain as parallel lists, in the order of their ids.

        Tens of times faster than reading the records, for Odoo's database gathers them and no record is built. Two
        thousand ids of `among` are asked for at once, so that no answer grows beyond its bounds.
        """
        found: Columns = {field: [] for field in fields}
        for start in range(0, len(among.ids), _COLUMNS_AT_ONCE):
            part: list[Json] = [among.field, "in", [*among.ids[start : start + _COLUMNS_AT_ONCE]]]
            for group in self.groups(model, [*domain, part], [f"{field}:array_agg" for field in fields], []):
                for field in fields:
                    found[field] += column_of(group, field)
        return found

    def groups(self, model: str, domain: Sequence[Json], fields: Sequence[str], by: Sequence[str]) -> list[Row]:
        """Aggregates of a domain, grouped by all of `by`."""
        return self.odoo.groups(model, domain, fields, by, company_id=self.company_id)


def _fit(kind: type[_R], row: Row, model: str, notes: Notes) -> _R | None:
    try:
        return kind.model_validate(row)
    except (ValidationError, Malformed) as unfit:
        notes.add(f"{model} {row.get('id')} is left out: {reason(unfit)}")
        return None


def reason(unfit: ValidationError | Malformed) -> str:
    """Why a row was left out, in a few words."""
    if isinstance(unfit, Malformed):
        return str(unfit)
    first = unfit.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])} is {tame(str(first['input']), 40)}"
