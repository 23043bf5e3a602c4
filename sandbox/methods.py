"""The methods that every model has, with Odoo 17's own signatures."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox import access, grouping, loading, reading, writing
from sandbox.registry import method, model_method
from sandbox.said import CallerValueError
from sandbox.schema import FieldDef, ModelDef
from sandbox.wire import names_of

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]
_CLASSIC = "_classic_read"


@model_method("*", "search")
def search(  # noqa: PLR0917
    env: "Env", model: str, domain: list[Any], offset: int = 0, limit: Any = None, order: Any = None
) -> list[int]:
    """Ids that match."""
    return reading.search(env, model, domain, order=order or None, limit=limit, offset=offset)


@model_method("*", "search_count")
def search_count(env: "Env", model: str, domain: list[Any], limit: Any = None) -> int:
    """How many match, at most `limit`."""
    return reading.count(env, model, domain, limit)


@model_method("*", "search_read")
def search_read(  # noqa: PLR0913, PLR0917
    env: "Env",
    model: str,
    domain: Any = None,
    fields: Any = None,
    offset: int = 0,
    limit: Any = None,
    order: Any = None,
    load: str | None = _CLASSIC,
) -> list[Row]:
    """Rows that match."""
    return reading.search_read(
        env, model, domain or [], fields, order=order or None, limit=limit, offset=offset, load=load
    )


@method("*", "read", guarded=False)
def read(  # noqa: PLR0917
    env: "Env", model: str, ids: list[int], fields: Any = None, load: str | None = _CLASSIC
) -> list[Row]:
    """Rows by id; missing ones are silently left out."""
    return reading.read(env, model, ids, fields, load=load)


@model_method("*", "read_group")
def read_group(  # noqa: PLR0913, PLR0917
    env: "Env",
    model: str,
    domain: list[Any],
    fields: list[str],
    groupby: Any,
    offset: int = 0,
    limit: Any = None,
    orderby: Any = False,  # noqa: FBT002
    lazy: Any = True,  # noqa: FBT002
) -> list[Row]:
    """Groups with aggregates."""
    return grouping.read_group(env, model, domain, fields, groupby, offset, limit, orderby, lazy)


@model_method("*", "create")
def create(env: "Env", model: str, vals_list: Any) -> Any:
    """One id for one dictionary, a list for a list."""
    if isinstance(vals_list, Mapping):
        return writing.create(env, model, [vals_list])[0]
    return writing.create(env, model, vals_list)


@method("*", "write", guarded=False)
def write(env: "Env", model: str, ids: list[int], vals: Row) -> bool:
    """The same values into every record."""
    return writing.write(env, model, ids, vals)


@method("*", "web_save", guarded=False)
def web_save(env: "Env", model: str, ids: list[int], vals: Row, specification: Row, next_id: Any = None) -> list[Row]:  # noqa: PLR0917
    """What a form sends: write or create, then read."""
    del next_id
    saved = ids or [writing.create(env, model, [vals])[0]]
    if ids:
        writing.write(env, model, ids, vals)
    return reading.read(env, model, saved, list(specification))


@method("*", "unlink", guarded=False)
def unlink(env: "Env", model: str, ids: list[int]) -> bool:
    """Delete."""
    return writing.unlink(env, model, ids)


@method("*", "copy")
def copy(env: "Env", model: str, ids: list[int], default: Any = None) -> int:
    """A new record with the copyable values of one."""
    definition = env.model(model)
    row = env.one(model, ids[0])
    kept = {n: v for n, v in row.items() if definition.fields[n].column and definition.fields[n].copied and n != "id"}
    return writing.create(env, model, [{**kept, **(default or {})}])[0]


@method("*", "exists", guarded=False)
def exists(env: "Env", model: str, ids: list[int]) -> list[int]:
    """Those that exist."""
    return sorted(env.store.existing(env.model(model), ids))


@method("*", "action_archive")
def action_archive(env: "Env", model: str, ids: list[int]) -> None:
    """Archive; nothing comes back."""
    writing.write(env, model, ids, {"active": False})


@method("*", "action_unarchive")
def action_unarchive(env: "Env", model: str, ids: list[int]) -> None:
    """Bring back; nothing comes back."""
    writing.write(env, model, ids, {"active": True})


@model_method("*", "name_search")
def name_search(  # noqa: PLR0917
    env: "Env", model: str, name: str = "", args: Any = None, operator: str = "ilike", limit: Any = 100
) -> list[list[Any]]:
    """[id, name] of records whose name matches."""
    definition = env.model(model)
    domain = [*([[definition.rec_name or "id", operator, name]] if name else []), *(args or [])]
    ids = reading.search(env, model, domain, limit=limit)
    names = names_of(env, definition, ids)
    return [[i, names[i]] for i in ids]


@method("*", "name_get")
def name_get(env: "Env", model: str, ids: list[int]) -> list[list[Any]]:
    """[id, name] of records."""
    names = names_of(env, env.model(model), ids)
    return [[i, names[i]] for i in ids]


@model_method("*", "load")
def load(env: "Env", model: str, fields: list[str], data: list[list[Any]]) -> Row:
    """Odoo's import."""
    return loading.load(env, model, fields, data)


@method("*", "get_metadata", guarded=False)
def get_metadata(env: "Env", model: str, ids: list[int]) -> list[Row]:
    """Who made and changed records, and their external ids."""
    rows = reading.read(env, model, ids, ["create_uid", "create_date", "write_uid", "write_date"])
    for row in rows:
        found = env.store.run(
            "SELECT module || '.' || name, noupdate FROM ir_model_data WHERE model = ? AND res_id = ? ORDER BY id DESC",
            [model, row["id"]],
        )
        names = [{"xmlid": xmlid, "noupdate": bool(kept)} for xmlid, kept in found]
        row |= {
            "xmlids": names,
            "xmlid": names[-1]["xmlid"] if names else False,
            "noupdate": bool(names and names[-1]["noupdate"]),
        }
    return rows


@model_method("*", "fields_get")
def fields_get(env: "Env", model: str, allfields: Any = None, attributes: Any = None) -> dict[str, Row]:
    """The definition of fields; unknown names are left out."""
    definition = env.model(model)
    access.check(env, definition, "read")
    chosen = [f for f in definition.fields.values() if not allfields or f.name in allfields]
    made = {f.name: _described(definition, f) for f in chosen}
    return {n: {k: v for k, v in d.items() if not attributes or k in attributes} for n, d in made.items()}


def _described(model: ModelDef, of: FieldDef) -> Row:
    from sandbox.registry import SEARCH

    stored = of.stored and not (of.related and of.many)
    plain = not of.computed and not (of.related and of.many)
    row: Row = {
        "name": of.name,
        "type": of.kind,
        "string": of.label or of.name,
        "required": of.required,
        "readonly": of.computed or bool(of.related and not of.inherited and "." in of.related),
        "store": stored and not of.inherited,
        "searchable": plain or stored or (model.name, of.name) in SEARCH,
        "sortable": stored and not of.many,
        "manual": of.manual,
    }
    if of.relation:
        row["relation"] = of.relation
    if of.kind == "one2many":
        row["relation_field"] = of.inverse
    if of.kind == "selection":
        row["selection"] = [list(pair) for pair in of.selection]
    return row


@model_method("*", "default_get")
def default_get(env: "Env", model: str, fields_list: list[str]) -> Row:
    """The defaults of fields."""
    made = writing.defaults(env, env.model(model), {})
    return {name: value for name, value in made.items() if name in fields_list}


@model_method("*", "check_access_rights")
def check_access_rights(env: "Env", model: str, operation: str, raise_exception: bool = True) -> bool:  # noqa: FBT001, FBT002
    """Whether the caller has a right on the model at all."""
    if operation not in {"read", "write", "create", "unlink"}:
        raise CallerValueError(operation)
    if raise_exception:
        access.check(env, env.model(model), operation)  # type: ignore[arg-type]
        return True
    return access.permits(env, env.model(model), operation)  # type: ignore[arg-type]
