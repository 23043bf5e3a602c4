"""The data: one SQLite file, one writer at a time, one transaction per call."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from typing_extensions import override

from sandbox.database import Database
from sandbox.manual_fields import load_all
from sandbox.models import built_in, tables
from sandbox.said import UserError
from sandbox.schema import (
    ACTIVITIES,
    CHATTER,
    FieldDef,
    ModelDef,
    create_links,
    create_table,
    link_table,
    links_of,
    model_of,
)

_INDEXES = (
    "CREATE INDEX IF NOT EXISTS move_date ON stock_move (state, date)",
    "CREATE INDEX IF NOT EXISTS move_product ON stock_move (product_id, state)",
    "CREATE INDEX IF NOT EXISTS quant_place ON stock_quant (product_id, location_id)",
    "CREATE INDEX IF NOT EXISTS order_state ON purchase_order (state)",
    "CREATE INDEX IF NOT EXISTS sale_state ON sale_order (state)",
    "CREATE UNIQUE INDEX IF NOT EXISTS data_name ON ir_model_data (module, name)",
    "CREATE INDEX IF NOT EXISTS data_record ON ir_model_data (model, res_id)",
    "CREATE INDEX IF NOT EXISTS info_product ON product_supplierinfo (product_id)",
    "CREATE INDEX IF NOT EXISTS message_record ON mail_message (model, res_id)",
    "CREATE INDEX IF NOT EXISTS activity_record ON mail_activity (res_id, res_model_id)",
)


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class Store(Database):
    """Tables by model. Every access happens inside `transaction`, which serialises callers."""

    def __init__(self, path: str = ":memory:", *, version: int = 17, modules: Collection[str] = ()) -> None:
        super().__init__(path)
        self.version = version
        self.modules = frozenset(modules)
        self.clock: Callable[[], datetime] = _wall_clock
        self.cache: dict[object, Any] = {}
        """What was worked out from the tables of rights; emptied by whoever writes to them, and by a rollback."""
        self._models = built_in(self.modules)
        self._models_changed = False
        with self.transaction():
            for statement in (*tables(self._models), *_INDEXES):
                self._db.execute(statement)
            load_all(self)

    @override
    def _forget(self) -> None:
        self.cache.clear()
        if self._models_changed:
            self._models = built_in(self.modules)
            load_all(self)

    @override
    def _settled(self) -> None:
        self._models_changed = False

    # -- models

    def model(self, name: str) -> ModelDef:
        """The definition of a model; an unknown one is Odoo's UserError."""
        if name not in self._models:
            message = f"Object {name} doesn't exist"
            raise UserError(message)
        return self._models[name]

    def models(self) -> Mapping[str, ModelDef]:
        """All models by name, built in and manual."""
        return self._models

    def add_manual_model(self, name: str, label: str, *, chatter: bool, activities: bool) -> ModelDef:
        """A new model with its table."""
        words = f"{CHATTER if chatter else ''} {ACTIVITIES if activities else ''}"
        model = model_of(name, words)
        model.label, model.manual = label, True
        self._models[name] = model
        self._models_changed = True
        for statement in create_table(model):
            self._db.execute(statement)
        return model

    def drop_manual_model(self, model: ModelDef) -> None:
        """A model and its rows are gone."""
        del self._models[model.name]
        self._models_changed = True
        self._db.execute(f'DROP TABLE "{model.table}"')

    def add_manual_field(self, model: ModelDef, field: FieldDef) -> None:
        """A new field with its column or links; an existing one is redefined."""
        model.fields[field.name] = field
        self._models_changed = True
        if field.kind == "many2many" and not (field.computed or field.related):
            for statement in create_links(model, field):
                self._db.execute(statement)
        elif field.column and field.name not in {row[1] for row in self.run(f'PRAGMA table_info("{model.table}")')}:
            self._db.execute(f'ALTER TABLE "{model.table}" ADD COLUMN "{field.name}" {field.sql}')

    def drop_manual_field(self, model: ModelDef, name: str) -> None:
        """A field and its column are gone."""
        field = model.fields.pop(name)
        self._models_changed = True
        if field.column:
            self._db.execute(f'ALTER TABLE "{model.table}" DROP COLUMN "{name}"')

    # -- rows

    def insert(self, model: ModelDef, row: Mapping[str, object]) -> int:
        """One row; its new id."""
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        into = f"({names}) VALUES ({marks})" if row else "DEFAULT VALUES"
        return int(self._db.execute(f'INSERT INTO "{model.table}" {into}', list(row.values())).lastrowid or 0)

    def insert_many(self, model: ModelDef, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Many rows with the same columns; no rule of Odoo is run."""
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        with self.transaction():
            self._db.executemany(f'INSERT INTO "{model.table}" ({columns}) VALUES ({marks})', rows)

    def update(self, model: ModelDef, ids: Sequence[int], row: Mapping[str, object]) -> None:
        """The same values into every id."""
        if row and ids:
            sets = ", ".join(f'"{name}" = ?' for name in row)
            self._db.execute(f'UPDATE "{model.table}" SET {sets} WHERE id IN ({listed(ids)})', list(row.values()))

    def delete(self, model: ModelDef, ids: Sequence[int]) -> None:
        """Rows and their links are gone."""
        self._db.execute(f'DELETE FROM "{model.table}" WHERE id IN ({listed(ids)})')
        for field in model.fields.values():
            if field.kind == "many2many" and not (field.related or field.computed):
                side = links_of(model, field)
                self._db.execute(f'DELETE FROM "{side.table}" WHERE {side.mine} IN ({listed(ids)})')

    def existing(self, model: ModelDef, ids: Sequence[int]) -> set[int]:
        """Which of the ids exist."""
        return set(self.column(f'SELECT id FROM "{model.table}" WHERE id IN ({listed(ids)})')) if ids else set()

    # -- links

    def linked(self, model: ModelDef, field: FieldDef, record: int) -> list[int]:
        """The ids on the other side of a many2many."""
        side = links_of(model, field)
        return self.column(
            f'SELECT {side.theirs} FROM "{side.table}" WHERE {side.mine} = ? ORDER BY {side.theirs}', [record]
        )

    def link(self, model: ModelDef, field: FieldDef, record: int, ids: Iterable[int]) -> None:
        """Add ids to a many2many."""
        side = links_of(model, field)
        self._db.executemany(
            f'INSERT OR IGNORE INTO "{side.table}" ({side.mine}, {side.theirs}) VALUES (?, ?)',
            [(record, i) for i in ids],
        )

    def cut(self, model: ModelDef, field: FieldDef, record: int, ids: Iterable[int] | None = None) -> None:
        """Remove some ids, or all, from a many2many."""
        side = links_of(model, field)
        some = "" if ids is None else f" AND {side.theirs} IN ({listed(ids)})"
        self._db.execute(f'DELETE FROM "{side.table}" WHERE {side.mine} = ?{some}', [record])

    def link_table(self, model: str, field: str) -> str:
        """The table of a many2many, for bulk inserts of (a, b) pairs."""
        return link_table(model, field)

    def link_many(self, model: str, field: str, pairs: Iterable[tuple[int, int]]) -> None:
        """Many links at once; no rule of Odoo is run."""
        with self.transaction():
            self._db.executemany(f'INSERT OR IGNORE INTO "{link_table(model, field)}" (a, b) VALUES (?, ?)', pairs)


def listed(ids: Iterable[int]) -> str:
    """Ids as an SQL list; only integers pass, so nothing else can reach the statement."""
    return ",".join(str(int(i)) for i in ids)
