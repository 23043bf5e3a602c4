"""Manual models and fields as the tables describe them, and how the store is told of them."""

from typing import TYPE_CHECKING, Any

from sandbox.schema import FieldDef, ModelDef

if TYPE_CHECKING:
    from sandbox.store import Store

Row = dict[str, Any]
_COLUMNS = (
    "id", "name", "ttype", "relation", "relation_field", "required", "compute", "field_description", "copied",
    "related",
)  # fmt: skip


def add_model(store: "Store", name: str, label: str, row: Row) -> None:
    """Make the model that a row of `ir.model` describes."""
    activities = bool(row["is_mail_activity"])
    model = store.add_manual_model(name, label, chatter=bool(row["is_mail_thread"]), activities=activities)
    model.order = row["order"] or "id"


def add_field(store: "Store", model: ModelDef, record: int) -> None:
    """Make or renew the field that a row of `ir.model.fields` describes."""
    columns = ", ".join(_COLUMNS)
    values = store.run(f"SELECT {columns} FROM ir_model_fields WHERE id = ?", [record])[0]
    store.add_manual_field(model, field_from(store, dict(zip(_COLUMNS, values, strict=True))))


def field_from(store: "Store", row: Row) -> FieldDef:
    """The field that a row of `ir.model.fields` describes."""
    sql = "SELECT value, name FROM ir_model_fields_selection WHERE field_id = ? ORDER BY sequence, id"
    return FieldDef(
        name=str(row["name"]),
        kind=str(row["ttype"]),
        relation=str(row["relation"] or ""),
        inverse=str(row["relation_field"] or "") if row["ttype"] == "one2many" else "",
        required=bool(row["required"]),
        computed=bool(row["compute"]),
        related=str(row["related"] or ""),
        selection=[(value, name) for value, name in store.run(sql, [row["id"]])],
        label=str(row["field_description"] or row["name"]),
        code=str(row["compute"] or ""),
        copied=bool(row["copied"]),
        manual=True,
    )


def load_all(store: "Store") -> None:
    """Bring back every manual model and field that the tables know of."""
    columns = ("model", "name", "is_mail_thread", "is_mail_activity", "order")
    listed = ", ".join(f'"{name}"' for name in columns)
    for known in store.run(f"SELECT {listed} FROM ir_model WHERE state = 'manual'"):
        row = dict(zip(columns, known, strict=True))
        add_model(store, row["model"], row["name"], row)
    fields = ", ".join(f"f.{name}" for name in _COLUMNS)
    sql = f"SELECT m.model, {fields} FROM ir_model_fields f JOIN ir_model m ON m.id = f.model_id ORDER BY f.id"
    for owner, *values in store.run(sql):
        if owner in store.models():
            store.add_manual_field(store.model(owner), field_from(store, dict(zip(_COLUMNS, values, strict=True))))
