"""Who may do what: access rights by group, record rules, companies. Everything is read from the tables of rights."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from sandbox.domains import ALWAYS, Condition, both, either, where
from sandbox.expressions import evaluate
from sandbox.said import AccessError
from sandbox.schema import ModelDef
from sandbox.store import listed

if TYPE_CHECKING:
    from sandbox.orm import Env
    from sandbox.store import Store

Operation = Literal["read", "write", "create", "unlink"]
_OPERATIONS: tuple[Operation, ...] = ("read", "write", "create", "unlink")
_VERB = {"read": "access", "write": "modify", "create": "create", "unlink": "delete"}
RIGHTS_MODELS = frozenset({
    "res.users", "res.groups", "res.company", "ir.model", "ir.model.access", "ir.model.data", "ir.rule",
    "base.automation", "ir.actions.server",
})  # fmt: skip
"""A write to one of these empties the store's cache."""


def groups_of(store: "Store", uid: int) -> frozenset[int]:
    """The groups of a user; implied ones are kept in the table, as in Odoo."""
    key = ("groups", uid)
    if key not in store.cache:
        store.cache[key] = frozenset(store.column("SELECT b FROM rel_res_users_groups_id WHERE a = ?", [uid]))
    found: frozenset[int] = store.cache[key]
    return found


def has_group(store: "Store", uid: int, xmlid: str) -> bool:
    """Whether a user is in the group with this external id."""
    key = ("group", xmlid)
    if key not in store.cache:
        module, _, name = xmlid.partition(".")
        sql = "SELECT res_id FROM ir_model_data WHERE module = ? AND name = ? AND model = 'res.groups'"
        store.cache[key] = next(iter(store.column(sql, [module, name])), None)
    return store.cache[key] in groups_of(store, uid)


def companies_of(store: "Store", uid: int) -> list[int]:
    """The companies a user may use."""
    key = ("companies", uid)
    if key not in store.cache:
        store.cache[key] = store.column("SELECT b FROM rel_res_users_company_ids WHERE a = ? ORDER BY b", [uid])
    return list(store.cache[key])


def company_of(store: "Store", uid: int) -> int:
    """The user's own company."""
    key = ("company", uid)
    if key not in store.cache:
        own = store.column("SELECT company_id FROM res_users WHERE id = ?", [uid])
        store.cache[key] = own[0] if own and own[0] else 1
    return int(store.cache[key])


def permits(env: "Env", model: ModelDef, operation: Operation) -> bool:
    """Whether the user's groups give the right at all; what no right covers is refused."""
    if env.su:
        return True
    rights = _rights(env.store).get((model.name, operation), frozenset())
    return None in rights or bool(rights & groups_of(env.store, env.uid))


def check(env: "Env", model: ModelDef, operation: Operation) -> None:
    """AccessError where the right is missing."""
    if not permits(env, model, operation):
        message = (
            f"You are not allowed to {_VERB[operation]} '{model.label or model.name}' ({model.name}) records.\n\n"
            "Contact your administrator to request access if necessary."
        )
        raise AccessError(message)


def check_records(env: "Env", model: ModelDef, operation: Operation, ids: Sequence[int]) -> None:
    """AccessError where a record rule hides one of the records that exist."""
    allowed = rule(env, model, operation)
    if allowed == ALWAYS or not ids:
        return
    sql = f'SELECT t.id FROM "{model.table}" t WHERE t.id IN ({listed(ids)}) AND NOT coalesce(({allowed.sql}), 0)'
    refused = env.store.column(sql, allowed.values)
    if refused:
        message = (
            f"Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, user {env.uid} doesn't have "
            f"'{operation}' access to:\n- {model.label or model.name} ({model.name}: {refused[0]})"
        )
        raise AccessError(message)


def rule(env: "Env", model: ModelDef, operation: Operation, alias: str = "t") -> Condition:
    """The records a user may touch: all global rules, and one of those of the user's groups where there are any."""
    if env.su:
        return ALWAYS
    parts = [_by_rules(env, model, operation, alias), linked(env, model, operation, alias)]
    if model.inherits:
        parent, link = env.model(model.inherits[0]), model.inherits[1]
        above = _by_rules(env, parent, operation, "p")
        if above != ALWAYS:
            sql = f'{alias}."{link}" IN (SELECT p.id FROM "{parent.table}" p WHERE {above.sql})'
            parts.append(Condition(sql, above.values))
    return both(*parts)


def linked(env: "Env", model: ModelDef, operation: Operation, alias: str) -> Condition:
    """Records that live on a document follow the rights on it."""
    from sandbox.attached import ON_DOCUMENTS

    body = ON_DOCUMENTS.get(model.name)
    return body(env, operation, alias) if body else ALWAYS


def _by_rules(env: "Env", model: ModelDef, operation: Operation, alias: str) -> Condition:
    mine = groups_of(env.store, env.uid)
    whole: list[Condition] = []
    some: list[Condition] = []
    covered = False
    for groups, domain in _rules(env.store).get((model.name, operation), ()):
        if groups and not groups & mine:
            continue
        condition = where(env.sudo(), model, evaluate(domain, rule_names(env)) if domain else [], alias)
        (some if groups else whole).append(condition)
        covered = covered or bool(groups)
    return both(*whole, either(some) if covered else ALWAYS)


def rule_names(env: "Env") -> dict[str, Any]:
    """What the domain of a rule may speak of."""
    from sandbox.recordset import Recordset

    return {
        "user": Recordset(env.sudo(), "res.users", (env.uid,)),
        "company_ids": env.company_ids,
        "company_id": env.company_id,
    }


def _rights(store: "Store") -> dict[tuple[str, str], frozenset[int | None]]:
    if "rights" not in store.cache:
        rows = store.run(
            "SELECT m.model, a.group_id, a.perm_read, a.perm_write, a.perm_create, a.perm_unlink "
            "FROM ir_model_access a JOIN ir_model m ON m.id = a.model_id WHERE a.active = 1"
        )
        made: dict[tuple[str, str], set[int | None]] = {}
        for model, group, *permissions in rows:
            for operation, given in zip(_OPERATIONS, permissions, strict=True):
                if given:
                    made.setdefault((model, operation), set()).add(group)
        store.cache["rights"] = {key: frozenset(groups) for key, groups in made.items()}
    found: dict[tuple[str, str], frozenset[int | None]] = store.cache["rights"]
    return found


def _rules(store: "Store") -> dict[tuple[str, str], list[tuple[frozenset[int], str]]]:
    if "rules" not in store.cache:
        made: dict[tuple[str, str], list[tuple[frozenset[int], str]]] = {}
        rows = store.run(
            "SELECT r.id, m.model, r.domain_force, r.perm_read, r.perm_write, r.perm_create, r.perm_unlink "
            "FROM ir_rule r JOIN ir_model m ON m.id = r.model_id WHERE r.active = 1 ORDER BY r.id"
        )
        for record, model, domain, *permissions in rows:
            groups = frozenset(store.column("SELECT b FROM rel_ir_rule_groups WHERE a = ?", [record]))
            for operation, given in zip(_OPERATIONS, permissions, strict=True):
                if given:
                    made.setdefault((model, operation), []).append((groups, domain or ""))
        store.cache["rules"] = made
    found: dict[tuple[str, str], list[tuple[frozenset[int], str]]] = store.cache["rules"]
    return found
