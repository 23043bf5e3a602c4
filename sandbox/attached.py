"""Records that live on a document (activities, messages, attachments): who may touch them follows from the document."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox import access
from sandbox.columns import OWNER, expression
from sandbox.domains import Condition, either

if TYPE_CHECKING:
    from sandbox.access import Operation
    from sandbox.orm import Env

Body = Callable[["Env", "access.Operation", str], Condition]


def _on_documents(env: "Env", name: str, operation: "Operation", alias: str) -> Condition:
    """Those whose document the user may read, or write for anything but reading."""
    model, owner = env.model(name), OWNER[name]
    column = expression(env.store, model, model.fields[owner], alias)
    needed: Operation = "read" if operation == "read" else "write"
    parts: list[Condition] = []
    for document in env.store.column(
        f'SELECT DISTINCT {column} FROM "{model.table}" {alias} WHERE {column} IS NOT NULL'
    ):
        if (
            document == name
            or document not in env.store.models()
            or not access.permits(env, env.model(document), needed)
        ):
            continue
        allowed = access.rule(env, env.model(document), needed, "d")
        inner = f'SELECT d.id FROM "{env.model(document).table}" d WHERE {allowed.sql}'
        parts.append(Condition(f"({column} = ? AND {alias}.res_id IN ({inner}))", (document, *allowed.values)))
    return either(parts)


def _activities(env: "Env", operation: "Operation", alias: str) -> Condition:
    """The assignee always; who made it may also change and delete it; else by the document."""
    documents = _on_documents(env, "mail.activity", operation, alias)
    own = "" if operation in {"read", "create"} else f" OR {alias}.create_uid = {env.uid}"
    if operation == "create":
        return documents
    return Condition(f"{alias}.user_id = {env.uid}{own} OR {documents.sql}", documents.values)


def _messages(env: "Env", operation: "Operation", alias: str) -> Condition:
    """Who may write the document may edit what others said on it; recipients may edit too."""
    documents = _on_documents(env, "mail.message", operation, alias)
    partner = f"(SELECT partner_id FROM res_users WHERE id = {env.uid})"
    received = (
        f"{alias}.id IN (SELECT a FROM rel_mail_message_partner_ids WHERE b = {partner} "
        f"UNION SELECT a FROM rel_mail_message_notified_partner_ids WHERE b = {partner})"
    )
    own = f"{alias}.create_uid = {env.uid}" if operation in {"read", "create"} else "0"
    reached = received if operation in {"read", "write"} else "0"
    author = f"{alias}.author_id = {partner}" if operation == "read" else "0"
    return Condition(f"{own} OR {reached} OR {author} OR {documents.sql}", documents.values)


def _attachments(env: "Env", operation: "Operation", alias: str) -> Condition:
    """Without a document only the creator."""
    documents = _on_documents(env, "ir.attachment", operation, alias)
    loose = f"(coalesce({alias}.res_id, 0) = 0 AND {alias}.create_uid = {env.uid})"
    return Condition(f"{loose} OR {documents.sql}", documents.values)


ON_DOCUMENTS: dict[str, Body] = {
    "mail.activity": _activities,
    "mail.message": _messages,
    "ir.attachment": _attachments,
}
