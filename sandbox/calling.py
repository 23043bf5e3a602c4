"""Calling a public method by name, as `execute_kw` does: what is private, unknown or called wrongly is refused."""

import inspect
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sandbox import access
from sandbox.reading import require
from sandbox.registry import Method, Records, method_of
from sandbox.said import AccessError, CallerAttributeError, CallerTypeError

if TYPE_CHECKING:
    from sandbox.orm import Env


def call(env: "Env", model: str, name: str, args: Sequence[Any], *, named: Mapping[str, Any]) -> Any:
    """The method's answer; one call is one transaction."""
    with env.store.transaction():
        definition = env.model(model)
        if name.startswith("_") or name in {"init", "browse", "sudo", "with_user", "with_context", "env"}:
            message = f"Private methods (such as '{model}.{name}') cannot be called remotely."
            raise AccessError(message)
        found = method_of(model, name)
        if found is None:
            message = f"The method '{model}.{name}' does not exist"
            raise CallerAttributeError(message)
        ids, rest = _split(found, model, name, args)
        first = [env, *([model] if found.of_all else []), *([ids] if found.records else [])]
        _bind(found, f"{model}.{name}", [*first, *rest], named)
        if found.guarded:
            access.check(env, definition, "read")
            require(env, definition, ids)
            access.check_records(env, definition, "read", ids)
        made = found(env, model, ids, *rest, **named)
        return made.on_the_wire() if isinstance(made, Records) else made


def _split(found: Method, model: str, name: str, args: Sequence[Any]) -> tuple[list[int], Sequence[Any]]:
    if not found.records:
        return [], args
    if not args:
        message = f"{model}.{name}: the ids are missing"
        raise CallerTypeError(message)
    first = args[0]
    ids = [first] if isinstance(first, int) and not isinstance(first, bool) else list(first or [])
    if any(not isinstance(i, int) or isinstance(i, bool) for i in ids):
        message = f"{model}.{name}: ids must be integers, not {first!r}"
        raise CallerTypeError(message)
    return ids, args[1:]


def _bind(found: Method, words: str, args: Sequence[Any], named: Mapping[str, Any]) -> None:
    try:
        inspect.signature(found.body).bind(*args, **named)
    except TypeError as wrong:
        message = f"{words}() {wrong}"
        raise CallerTypeError(message) from wrong
