"""Models and fields: a small language for declaring them, and the tables they live in."""

import re
from dataclasses import dataclass, field

_SQL = {
    "integer": "INTEGER", "float": "REAL", "monetary": "REAL", "boolean": "INTEGER", "many2one": "INTEGER",
}  # fmt: skip
_WORD = re.compile(r"^(?P<name>\w+):(?P<kind>\w+)(?:\((?P<arg>[^)]*)\))?(?P<marks>[!*]*)(?:=(?P<default>.*))?$")
_SHORT = {
    "c": "char", "t": "text", "h": "html", "i": "integer", "f": "float", "m": "monetary", "b": "boolean",
    "d": "date", "dt": "datetime", "s": "selection", "m2o": "many2one", "o2m": "one2many", "m2m": "many2many",
    "ref": "reference", "bin": "binary",
}  # fmt: skip

Value = str | int | float | bool | list[object] | None


@dataclass
class FieldDef:
    """One field; `computed` fields have no column, `inverse` is the many2one behind a one2many."""

    name: str
    kind: str
    relation: str = ""
    inverse: str = ""
    required: bool = False
    computed: bool = False
    default: str | None = None
    selection: list[tuple[str, str]] = field(default_factory=list)
    label: str = ""
    code: str = ""
    depends: str = ""

    @property
    def column(self) -> bool:
        """Whether the field has a column of its own."""
        return not self.computed and self.kind not in {"one2many", "many2many"}

    @property
    def sql(self) -> str:
        """The column's SQL type."""
        return _SQL.get(self.kind, "TEXT")


@dataclass
class ModelDef:
    """One model: its fields by name and its default order."""

    name: str
    fields: dict[str, FieldDef]
    order: str = "id"
    label: str = ""
    manual: bool = False
    activities: bool = False

    @property
    def table(self) -> str:
        """The SQL table of the model."""
        return self.name.replace(".", "_")


def field_of(word: str) -> FieldDef:
    """Parse `name:kind(arg)marks=default`; `!` is required, `*` is computed."""
    parsed = _WORD.match(word)
    if parsed is None:
        message = f"cannot read the field {word!r}"
        raise ValueError(message)
    kind = _SHORT.get(parsed["kind"], parsed["kind"])
    relation, _, inverse = (parsed["arg"] or "").partition(",")
    chosen = [(v, v) for v in relation.split("|")] if kind == "selection" else []
    return FieldDef(
        name=parsed["name"],
        kind=kind,
        relation="" if kind == "selection" else relation,
        inverse=inverse,
        required="!" in parsed["marks"],
        computed="*" in parsed["marks"],
        default=parsed["default"],
        selection=chosen,
    )


_ALWAYS = "create_uid:m2o(res.users) write_uid:m2o(res.users) create_date:dt write_date:dt display_name:c*"


def model_of(name: str, words: str, *, order: str = "id", activities: bool = False) -> ModelDef:
    """A model from its field words, with the log fields that every model has."""
    fields = {f.name: f for f in map(field_of, f"id:i {words} {_ALWAYS}".split())}
    return ModelDef(name, fields, order=order, activities=activities)


def create_table(model: ModelDef) -> list[str]:
    """The statements that make a model's table, its links and the indexes on its many2ones."""
    columns = ", ".join(f'"{f.name}" {f.sql}' for f in model.fields.values() if f.column and f.name != "id")
    made = [f'CREATE TABLE IF NOT EXISTS "{model.table}" (id INTEGER PRIMARY KEY AUTOINCREMENT, {columns})']
    made += [links(model, f) for f in model.fields.values() if f.kind == "many2many" and not f.computed]
    return made


def links(model: ModelDef, of: FieldDef) -> str:
    """The table behind a many2many."""
    return f'CREATE TABLE IF NOT EXISTS "{link_table(model, of)}" (a INTEGER, b INTEGER, PRIMARY KEY (a, b))'


def link_table(model: ModelDef, of: FieldDef) -> str:
    """The name of a many2many's table."""
    return f"rel_{model.table}_{of.name}"
