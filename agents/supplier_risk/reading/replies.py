"""Suppliers' messages as replies: read by a model in quarantine where one is configured, else by rules."""

import hashlib
from collections.abc import Collection, Sequence

from agents.supplier_risk.reading.by_model import read_by_model
from agents.supplier_risk.reading.by_rules import read_by_rules
from agents.supplier_risk.reading.reply import AskedOf, Reply, ReplyField
from domain.fact import tame
from tools.errors import ToolError
from tools.model import ChatModel
from tools.odoo.supplier_mail import Mail


def reply_of(
    mail: Mail, lines: Sequence[AskedOf], *, contacts: Collection[int], english: bool, model: ChatModel | None
) -> Reply:
    """One message, read. `contacts` are the supplier's own records in Odoo; `english` is their language.

    A model that is down, or whose answer does not stand in the message, is said in the note and rules read instead.
    """
    note, fields = "", tuple[ReplyField, ...]()
    if model is not None and mail.text:
        try:
            fields, dropped = read_by_model(model, mail.text, lines, received=mail.received, english=english)
            note = f"{dropped} sentences of the model do not stand in the message" if dropped else ""
        except ToolError as fault:
            note = tame(f"read by rules: {fault}")
    by_model = bool(fields)
    if not fields:
        fields = read_by_rules(mail.text, lines, received=mail.received, english=english)
    return Reply(
        message_id=mail.message_id,
        order_id=mail.order_id,
        received=mail.received,
        sender=mail.sender,
        known_sender=mail.author_id is not None and mail.author_id in contacts,
        text=mail.text,
        text_hash=f"sha256:{hashlib.sha256(mail.text.encode()).hexdigest()}",
        cut=mail.cut,
        attachments=mail.attachments,
        fields=fields,
        read_by="model" if by_model else "rules",
        note=note,
    )
