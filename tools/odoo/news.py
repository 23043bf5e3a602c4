"""What was written from outside on records that somebody waits for: that there is something, never what it says."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from domain.fact import Json
from tools.odoo import plain
from tools.odoo.session import ReadingSession

OUTSIDE: Final[tuple[Json, ...]] = ("|", ["message_type", "=", "email"], ["author_id.user_ids.share", "=", True])
"""Messages that came by mail, or that a portal user wrote; what users and Odoo itself write is not among them."""
_NEWEST = 500


def read_news(odoo: ReadingSession, records: Collection[str], *, since: datetime) -> dict[int, str]:
    """The messages on these records (`model,id`) since then, by their ids: one call for each model.

    Of more than five hundred only the newest are told. Raises what the session raises.
    """
    by_model: dict[str, list[Json]] = {}
    for record in records:
        model, _, number = record.partition(",")
        by_model.setdefault(model, []).append(int(number))
    found: dict[int, str] = {}
    for model, ids in sorted(by_model.items()):
        domain: list[Json] = [["model", "=", model], ["res_id", "in", ids], ["date", ">=", plain.stamped(since)]]
        rows = odoo.rows("mail.message", [*domain, *OUTSIDE], ["res_id"], order="id desc", limit=_NEWEST)
        found |= {plain.whole(row["id"]): f"{model},{plain.whole(row['res_id'])}" for row in rows}
    return found
