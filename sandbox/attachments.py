"""Files on documents (`ir.attachment`): what Odoo works out of their content, and what it believes."""

import base64
import binascii
import hashlib
import mimetypes
from typing import TYPE_CHECKING, Any

from sandbox.registry import before_create, before_write
from sandbox.said import CallerValueError

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]


@before_create("ir.attachment")
def _new_file(env: "Env", vals: Row) -> Row:
    kind = vals.get("mimetype") or mimetypes.guess_type(str(vals.get("name") or ""))[0] or "application/octet-stream"
    if kind in {"text/html", "application/xhtml+xml"} and not env.has_group("base.group_system"):
        kind = "text/plain"
    return {**vals, "mimetype": kind, **_of_content(vals)}


@before_write("ir.attachment")
def _changed_file(env: "Env", ids: list[int], vals: Row) -> Row:
    del env, ids
    return {**vals, **_of_content(vals)}


def _of_content(vals: Row) -> Row:
    if not vals.get("datas"):
        return {}
    try:
        content = base64.b64decode(vals["datas"])
    except (binascii.Error, TypeError) as wrong:
        raise CallerValueError(str(wrong)) from wrong
    return {"checksum": hashlib.sha1(content, usedforsecurity=False).hexdigest(), "file_size": len(content)}


def size_words(datas: str) -> str:
    """What a reader gets instead of the content when it asks for sizes only."""
    size = float(len(base64.b64decode(datas)))
    for unit in ("bytes", "Kb", "Mb"):
        if size < 1024:  # noqa: PLR2004 (bytes in a kilobyte)
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} Gb"
