"""Models and fields: a small language for declaring them, and the tables they live in."""

import re
from dataclasses import dataclass, field, replace

_SQL = {"integer": "INTEGER", "float": "REAL", "monetary": "REAL", "boolean": "INTEGER", "many2one": "INTEGER"}
_WORD = re.compile(
    r"^(?P<name>\w+):(?P<kind>\w+)(?:\((?P<arg>[^)]*)\))?(?P<marks>[!*^~]*)(?:@(?P<path>[\w.]+))?(?:=(?P<default>.*))?$"
)
_SHORT = {
    "c": "char", "t": "text", "h": "html", "i": "integer", "f": "float", "m": "monetary", "b": "boolean",
    "d": "date", "dt": "datetime", "s": "selection", "m2o": "many2one", "o2m": "one2many", "m2m": "many2many",
    "ref": "reference", "bin": "binary",
}  # fmt: skip
LOG_FIELDS = ("create_uid", "write_uid", "create_date", "write_date")
_ALWAYS = "create_uid:m2o(res.users) write_uid:m2o(res.users) create_date:dt write_date:dt display_name:c*"
CHATTER = (
    "message_ids:o2m(mail.message,res_id) message_follower_ids:o2m(mail.followers,res_id) "
    "message_partner_ids:m2m(res.partner)*"
)
"""The fields of a model on whose records messages are posted."""
ACTIVITIES = (
    "activity_ids:o2m(mail.activity,res_id) activity_state:s(overdue|today|planned)* activity_user_id:m2o(res.users)* "
    "activity_date_deadline:d* my_activity_date_deadline:d* activity_summary:c*"
)
"""The fields of a model whose records can be given tasks."""
DOCUMENT = f"{CHATTER} {ACTIVITIES}"


@dataclass
class FieldDef:
    """One field. `computed` ones have no column, `related` ones live on another record, `inverse` is the other side.

    `stored` is what Odoo says of the field: only stored ones can be sorted and grouped by.
    """

    name: str
    kind: str
    relation: str = ""
    inverse: str = ""
    required: bool = False
    computed: bool = False
    stored: bool = True
    cascade: bool = False
    related: str = ""
    inherited: bool = False
    digits: int | None = None
    default: str | None = None
    selection: list[tuple[str, str]] = field(default_factory=list)
    label: str = ""
    code: str = ""
    copied: bool = True
    manual: bool = False

    @property
    def column(self) -> bool:
        """Whether the field has a column of its own."""
        return not self.computed and not self.related and self.kind not in {"one2many", "many2many"}

    @property
    def sql(self) -> str:
        """The column's SQL type."""
        return _SQL.get(self.kind, "TEXT")

    @property
    def many(self) -> bool:
        """Whether a value is a list of ids."""
        return self.kind in {"one2many", "many2many"}


@dataclass
class ModelDef:
    """One model: its fields by name, its default order, and the parent it inherits fields from."""

    name: str
    fields: dict[str, FieldDef]
    order: str = "id"
    label: str = ""
    manual: bool = False
    inherits: tuple[str, str] | None = None
    """(parent model, the many2one to it): the parent's fields are read and written through."""

    @property
    def table(self) -> str:
        """The SQL table of the model."""
        return self.name.replace(".", "_")

    @property
    def rec_name(self) -> str | None:
        """The field that names a record, where there is a plain one."""
        return next((name for name in ("name", "x_name") if name in self.fields), None)

    @property
    def archivable(self) -> bool:
        """Whether records can be archived."""
        return "active" in self.fields or "x_active" in self.fields

    @property
    def has_activities(self) -> bool:
        """Whether activities can be put on records."""
        return "activity_ids" in self.fields

    @property
    def has_chatter(self) -> bool:
        """Whether messages can be posted on records."""
        return "message_ids" in self.fields


def field_of(word: str) -> FieldDef:
    """Parse `name:kind(arg)marks@path=default`.

    `!` is required, `*` computed, `**` computed and stored by Odoo, `~` related and not stored by Odoo, `^` deleted
    together with the record it points at; `@a.b` is read through many2ones; `f(2)` is rounded to two digits; in a
    selection `+` stands for a blank.
    """
    parsed = _WORD.match(word)
    if parsed is None:
        message = f"cannot read the field {word!r}"
        raise ValueError(message)
    kind = _SHORT.get(parsed["kind"], parsed["kind"])
    argument = parsed["arg"] or ""
    relation, _, inverse = argument.partition(",") if kind not in {"selection", "float"} else ("", "", "")
    values = [v.replace("+", " ") for v in argument.split("|")] if kind == "selection" else []
    return FieldDef(
        name=parsed["name"],
        kind=kind,
        relation=relation,
        inverse=inverse,
        required="!" in parsed["marks"],
        computed="*" in parsed["marks"],
        stored="~" not in parsed["marks"] and parsed["marks"].count("*") != 1,
        cascade="^" in parsed["marks"],
        related=parsed["path"] or "",
        digits=int(argument) if kind == "float" and argument else None,
        default=_blanks(kind, parsed["default"]),
        selection=[(v, v.replace("_", " ").capitalize()) for v in values],
        label=parsed["name"].removesuffix("_id").replace("_", " ").capitalize(),
    )


def _blanks(kind: str, default: str | None) -> str | None:
    return default.replace("+", " ") if default and kind == "selection" else default


def model_of(name: str, words: str, *, order: str = "id", inherits: tuple[str, str] | None = None) -> ModelDef:
    """A model from its field words, with the log fields that every model has."""
    fields = {f.name: f for f in map(field_of, f"id:i {words} {_ALWAYS}".split())}
    return ModelDef(name, fields, order=order, label=name, inherits=inherits)


def inherit(child: ModelDef, parent: ModelDef) -> None:
    """Give a child every field of its parent that it does not have itself."""
    link = child.inherits[1] if child.inherits else ""
    for name, of in parent.fields.items():
        if name not in child.fields and not of.computed:
            child.fields[name] = replace(of, related=f"{link}.{name}", inherited=True, default=None)


def create_table(model: ModelDef) -> list[str]:
    """The statements that make a model's table and its links."""
    columns = "".join(f', "{f.name}" {f.sql}' for f in model.fields.values() if f.column and f.name != "id")
    made = [f'CREATE TABLE IF NOT EXISTS "{model.table}" (id INTEGER PRIMARY KEY AUTOINCREMENT{columns})']
    own = [f for f in model.fields.values() if f.kind == "many2many" and not (f.related or f.inverse or f.computed)]
    return made + [statement for f in own for statement in create_links(model, f)]


def create_links(model: ModelDef, of: FieldDef) -> list[str]:
    """The table behind a many2many, readable from both sides."""
    table = link_table(model.name, of.name)
    return [
        f'CREATE TABLE IF NOT EXISTS "{table}" (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID',
        f'CREATE INDEX IF NOT EXISTS "{table}_b" ON "{table}" (b, a)',
    ]


def link_table(model: str, of: str) -> str:
    """The name of a many2many's table."""
    return f"rel_{model.replace('.', '_')}_{of}"


@dataclass(frozen=True)
class Links:
    """A many2many seen from one side: the table, the column of this side and that of the other."""

    table: str
    mine: str
    theirs: str


def links_of(model: ModelDef, of: FieldDef) -> Links:
    """Where a many2many is kept; one with an inverse shares the table of the other side."""
    if of.inverse:
        return Links(link_table(of.relation, of.inverse), "b", "a")
    return Links(link_table(model.name, of.name), "a", "b")
