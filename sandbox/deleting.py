"""Unlink: what goes with a record, what forbids it, and what merely lets go."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sandbox import access, registry
from sandbox.reading import require
from sandbox.said import ValidationError
from sandbox.schema import FieldDef, ModelDef
from sandbox.store import listed

if TYPE_CHECKING:
    from sandbox.orm import Env


def unlink(env: "Env", name: str, ids: Sequence[int]) -> bool:
    """Delete records, their lines, activities, messages and external ids."""
    with env.store.transaction():
        model = env.model(name)
        ids = list(dict.fromkeys(ids))
        access.check(env, model, "unlink")
        require(env, model, ids)
        access.check_records(env, model, "unlink", ids)
        for hook in registry.each(registry.ON_UNLINK, name):
            hook(env.sudo(), ids)
        _let_go(env.sudo(), model, ids)
        env.store.delete(model, ids)
        _attached(env, model, ids)
        if name in access.RIGHTS_MODELS:
            env.store.cache.clear()
        return True


def _let_go(env: "Env", model: ModelDef, ids: list[int]) -> None:
    for other, field in _pointing_at(env, model):
        held = env.store.column(f'SELECT id FROM "{other.table}" WHERE "{field.name}" IN ({listed(ids)})')
        if not held:
            continue
        if field.cascade:
            env.unlink(other.name, held)
        elif field.required:
            message = (
                "The operation cannot be completed: another model requires the record being deleted. If possible, "
                f"archive it instead.\nModel: {other.label or other.name} ({other.name}), Field: {field.name}"
            )
            raise ValidationError(message)
        else:
            env.store.update(other, held, {field.name: None})


def _pointing_at(env: "Env", model: ModelDef) -> Iterator[tuple[ModelDef, FieldDef]]:
    for other in list(env.store.models().values()):
        for field in other.fields.values():
            if field.kind == "many2one" and field.column and field.relation == model.name:
                yield other, field


def _attached(env: "Env", model: ModelDef, ids: list[int]) -> None:
    run = env.store.run
    run(f"DELETE FROM ir_model_data WHERE model = ? AND res_id IN ({listed(ids)})", [model.name])
    run(f"DELETE FROM mail_message WHERE model = ? AND res_id IN ({listed(ids)})", [model.name])
    run(f"DELETE FROM ir_attachment WHERE res_model = ? AND res_id IN ({listed(ids)})", [model.name])
    run(
        f"DELETE FROM mail_activity WHERE res_id IN ({listed(ids)}) "
        "AND res_model_id = (SELECT id FROM ir_model WHERE model = ?)",
        [model.name],
    )
