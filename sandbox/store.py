"""The data: one SQLite file, one writer at a time, one transaction per call."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sandbox.models import built_in
from sandbox.schema import FieldDef, ModelDef, create_table, field_of, link_table, links
from sandbox.said import UserError

_INDEXES = (
    "CREATE INDEX IF NOT EXISTS move_state ON stock_move (state, date)",
    "CREATE INDEX IF NOT EXISTS move_product ON stock_move (product_id, state)",
    "CREATE INDEX IF NOT EXISTS move_picking ON stock_move (picking_id)",
    "CREATE INDEX IF NOT EXISTS move_purchase ON stock_move (purchase_line_id)",
    "CREATE INDEX IF NOT EXISTS quant_place ON stock_quant (product_id, location_id)",
    "CREATE INDEX IF NOT EXISTS line_order ON purchase_order_line (order_id)",
    "CREATE UNIQUE INDEX IF NOT EXISTS data_name ON ir_model_data (module, name)",
    "CREATE INDEX IF NOT EXISTS data_record ON ir_model_data (model, res_id)",
    "CREATE INDEX IF NOT EXISTS info_product ON product_supplierinfo (product_id)",
)

Row = dict[str, object]


class Store:
    """Tables by model. Every access happens inside `transaction`, which serialises callers."""

    def __init__(self, path: str = ":memory:") -> None:
        self._models = built_in()
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        for model in self._models.values():
            for statement in create_table(model):
                self._db.execute(statement)
        for statement in _INDEXES:
            self._db.execute(statement)
        self._load_manual_models()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested use joins the transaction that is open."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                self._reload()
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def model(self, name: str) -> ModelDef:
        """The definition of a model; an unknown one is Odoo's UserError."""
        if name not in self._models:
            message = f"Object {name} doesn't exist"
            raise UserError(message)
        return self._models[name]

    def model_names(self) -> list[str]:
        """All models, built in and manual."""
        return list(self._models)

    def run(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Rows of a statement."""
        return self._db.execute(sql, list(values)).fetchall()

    def insert(self, model: ModelDef, row: Mapping[str, object]) -> int:
        """One row; its new id."""
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        cursor = self._db.execute(f'INSERT INTO "{model.table}" ({names}) VALUES ({marks})', list(row.values()))
        return int(cursor.lastrowid or 0)

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
            marks = ",".join("?" * len(ids))
            self._db.execute(f'UPDATE "{model.table}" SET {sets} WHERE id IN ({marks})', [*row.values(), *ids])

    def linked(self, model: ModelDef, field: FieldDef, record_id: int) -> list[int]:
        """The ids on the other side of a many2many."""
        rows = self.run(f'SELECT b FROM "{link_table(model, field)}" WHERE a = ? ORDER BY b', [record_id])
        return [row[0] for row in rows]

    def link(self, model: ModelDef, field: FieldDef, record_id: int, ids: Iterable[int]) -> None:
        """Add ids to a many2many."""
        table = link_table(model, field)
        self._db.executemany(f'INSERT OR IGNORE INTO "{table}" VALUES (?, ?)', [(record_id, i) for i in ids])

    def unlink_links(self, model: ModelDef, field: FieldDef, record_id: int, ids: Iterable[int] | None = None) -> None:
        """Remove some ids, or all, from a many2many."""
        table = link_table(model, field)
        if ids is None:
            self._db.execute(f'DELETE FROM "{table}" WHERE a = ?', [record_id])
        else:
            self._db.executemany(f'DELETE FROM "{table}" WHERE a = ? AND b = ?', [(record_id, i) for i in ids])

    def add_manual_model(self, name: str, label: str, *, activities: bool) -> None:
        """A new model with its table."""
        words = "activity_ids:o2m(mail.activity,res_id)* message_ids:o2m(mail.message,res_id)*" if activities else ""
        always = "create_uid:m2o(res.users) write_uid:m2o(res.users) create_date:dt write_date:dt display_name:c*"
        fields = {f.name: f for f in map(field_of, f"id:i {words} {always}".split())}
        model = ModelDef(name, fields, label=label, manual=True, activities=activities)
        self._models[name] = model
        for statement in create_table(model):
            self._db.execute(statement)

    def add_manual_field(self, model: ModelDef, field: FieldDef) -> None:
        """A new field with its column."""
        model.fields[field.name] = field
        if field.kind == "many2many" and not field.computed:
            self._db.execute(links(model, field))
        elif field.column and field.name not in {r["name"] for r in self.run(f'PRAGMA table_info("{model.table}")')}:
            self._db.execute(f'ALTER TABLE "{model.table}" ADD COLUMN "{field.name}" {field.sql}')

    def _reload(self) -> None:
        self._models = built_in()
        self._load_manual_models()

    def _load_manual_models(self) -> None:
        for row in self.run("SELECT * FROM ir_model WHERE state = 'manual'"):
            self.add_manual_model(row["model"], row["name"], activities=bool(row["is_mail_activity"]))
            self._models[row["model"]].order = row["order"] or "id"
        for row in self.run("SELECT f.*, m.model AS owner FROM ir_model_fields f JOIN ir_model m ON m.id = f.model_id"):
            if row["owner"] in self._models:
                self.add_manual_field(self._models[row["owner"]], self.manual_field(row))

    def manual_field(self, row: Mapping[str, object] | sqlite3.Row) -> FieldDef:
        """The field that a row of ir.model.fields describes."""
        chosen = self.run("SELECT value, name FROM ir_model_fields_selection WHERE field_id = ?", [row["id"]])
        return FieldDef(
            name=str(row["name"]),
            kind=str(row["ttype"]),
            relation=str(row["relation"] or ""),
            required=bool(row["required"]),
            computed=bool(row["compute"]),
            selection=[(c["value"], c["name"]) for c in chosen],
            label=str(row["field_description"] or row["name"]),
            code=str(row["compute"] or ""),
            depends=str(row["depends"] or ""),
        )
