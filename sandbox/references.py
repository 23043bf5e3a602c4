"""External ids: the names by which records are known from outside (`ir.model.data`)."""

from typing import TYPE_CHECKING, Any

from sandbox.registry import model_method
from sandbox.said import AccessError, CallerValueError, UserError

if TYPE_CHECKING:
    from sandbox.orm import Env


def find(env: "Env", xmlid: str) -> tuple[str, int] | None:
    """Model and id behind an external id, whether or not the record still exists; None when there is no such id."""
    module, _, name = xmlid.partition(".")
    rows = env.store.run("SELECT model, res_id FROM ir_model_data WHERE module = ? AND name = ?", [module, name])
    return (rows[0][0], rows[0][1]) if rows else None


def lookup(env: "Env", xmlid: str) -> tuple[str, int]:
    """Model and id of a record that exists; else Odoo's ValueError."""
    found = find(env, xmlid)
    if found is None or not env.store.existing(env.model(found[0]), [found[1]]):
        message = f"External ID not found in the system: {xmlid}"
        raise CallerValueError(message)
    return found


def name(env: "Env", xmlid: str, model: str, record: int, *, noupdate: bool = False) -> None:
    """Give a record an external id; the caller's user is its author."""
    module, _, own = xmlid.partition(".")
    env.sudo().create(
        "ir.model.data", {"module": module, "name": own, "model": model, "res_id": record, "noupdate": noupdate}
    )


def user_id(env: "Env", login: str) -> int:
    """The id of a user by login."""
    found = env.store.column("SELECT id FROM res_users WHERE login = ?", [login])
    if not found:
        message = f"there is no user {login!r}"
        raise UserError(message)
    return int(found[0])


def model_id(env: "Env", model: str) -> int:
    """The row of `ir.model` for a model."""
    env.model(model)
    return int(env.store.column("SELECT id FROM ir_model WHERE model = ?", [model])[0])


@model_method("ir.model.data", "check_object_reference")
def check_object_reference(
    env: "Env",
    module: str,
    xml_id: str,
    raise_on_access_error: bool = False,  # noqa: FBT001, FBT002 (Odoo's signature)
) -> list[Any]:
    """Model and id, or model and False where the caller may not see the record."""
    model, record = lookup(env, f"{module}.{xml_id}")
    if env.with_context(active_test=True).search(model, [["id", "=", record]]):
        return [model, record]
    if raise_on_access_error:
        message = f"Not enough access rights on the external ID '{module}.{xml_id}'"
        raise AccessError(message)
    return [model, False]
