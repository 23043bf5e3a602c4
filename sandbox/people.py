"""Users and groups: implied groups are kept in the table, logins are unique, secrets are never told."""

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from sandbox.registry import before_create, before_write, compute, model_method, on_create, on_write
from sandbox.said import CallerAssertionError, ValidationError

if TYPE_CHECKING:
    from sandbox.orm import Env
    from sandbox.store import Store

Row = dict[str, Any]
_CLOSE = (
    "INSERT OR IGNORE INTO rel_res_users_groups_id (a, b) SELECT r.a, i.b FROM rel_res_users_groups_id r "
    "JOIN rel_res_groups_implied_ids i ON i.a = r.b"
)


def close_groups(store: "Store") -> None:
    """Give every user the groups that their groups imply, however deep."""
    before = -1
    while before != (now := store.run("SELECT count(*) FROM rel_res_users_groups_id")[0][0]):
        before = now
        store.run(_CLOSE)
    store.cache.clear()


def secret_hash(secret: str) -> str:
    """What is kept of a password or key."""
    return hashlib.sha256(f"sandbox:{secret}".encode()).hexdigest()


def logged_in(store: "Store", login: str, secret: str) -> int | None:
    """The id of an active user whose secret fits."""
    rows = store.run("SELECT id, password FROM res_users WHERE login = ? AND active = 1", [login])
    return rows[0][0] if rows and _fits(rows[0][1], secret) else None


def known(store: "Store", uid: int, secret: str) -> bool:
    """Whether the secret is that of an active user."""
    rows = store.run("SELECT password FROM res_users WHERE id = ? AND active = 1", [uid])
    return bool(rows) and _fits(rows[0][0], secret)


def _fits(kept: str | None, secret: str) -> bool:
    return bool(kept) and hmac.compare_digest(str(kept), secret_hash(secret))


@before_create("res.users")
def _new_user(env: "Env", vals: Row) -> Row:
    login = vals.get("login")
    if env.store.column("SELECT 1 FROM res_users WHERE login = ?", [login]):
        message = "You can not have two users with the same login!"
        raise ValidationError(message)
    company = vals.get("company_id") or env.company_id
    groups = {} if "groups_id" in vals else {"groups_id": [(4, env.ref("base.group_user"))]}
    kept = {"password": secret_hash(vals["password"])} if vals.get("password") else {}
    return {"company_ids": [(6, 0, [company])], **groups, "name": login, **vals, "company_id": company, **kept}


@before_write("res.users")
def _changed_user(env: "Env", ids: list[int], vals: Row) -> Row:
    del env, ids
    return {**vals, "password": secret_hash(vals["password"])} if vals.get("password") else vals


@on_create("res.users")
def _users_made(env: "Env", ids: list[int]) -> None:
    del ids
    close_groups(env.store)


@on_create("res.groups")
def _groups_made(env: "Env", ids: list[int]) -> None:
    del ids
    close_groups(env.store)


@on_write("res.users")
@on_write("res.groups")
def _groups_changed(env: "Env", ids: list[int], vals: Row, old: dict[int, Row]) -> None:
    del ids, old
    if {"groups_id", "users", "implied_ids"} & vals.keys():
        close_groups(env.store)


@compute("res.users", "share")
def _share(env: "Env", ids: list[int]) -> dict[int, bool]:
    return {uid: not env.with_user(uid).has_group("base.group_user") for uid in ids}


@compute("res.groups", "full_name")
def _full_name(env: "Env", ids: list[int]) -> dict[int, str]:
    return {row["id"]: row["name"] for row in env.read("res.groups", ids, ["name"])}


@model_method("res.users", "has_group")
def has_group(env: "Env", group_ext_id: str) -> bool:
    """Whether the caller is in a group."""
    if "." not in group_ext_id:
        message = f"External ID {group_ext_id!r} must be fully qualified"
        raise CallerAssertionError(message)
    return env.has_group(group_ext_id)


@model_method("res.users", "context_get")
def context_get(env: "Env") -> Row:
    """Language, zone and id of the caller."""
    row = env.sudo().one("res.users", env.uid, ["lang", "tz"])
    return {"lang": row["lang"] or "en_US", "tz": row["tz"] or False, "uid": env.uid}


@before_create("ir.model.data")
def _unique_reference(env: "Env", vals: Row) -> Row:
    sql = "SELECT 1 FROM ir_model_data WHERE module = ? AND name = ?"
    if env.store.column(sql, [vals.get("module") or "", vals.get("name")]):
        message = (
            "The operation cannot be completed: duplicate key value violates unique constraint "
            '"ir_model_data_module_name_uniq_index"'
        )
        raise ValidationError(message)
    return vals
