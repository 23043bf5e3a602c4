"""What a supplier's message says, as typed fields; each holds the words that it was read from."""

from typing import Annotated, Literal

from pydantic import Field

from domain.fact import Amount, Digest, Fact, Id, Line, Moment, Words
from domain.money import Money

Said = Literal["confirmed", "new_date", "new_quantity", "price_change", "refusal", "question", "other"]


class ReplyField(Fact):
    """One thing that a message says. `quote` stands in the message word for word.

    Without `line_id` it is said of the whole order. A value is read from the quote by fixed rules, whoever chose the
    quote; `sure` is false where the words allow two readings, and then there is no value.
    """

    said: Said
    quote: Line
    line_id: Id | None = None
    date: Moment | None = None
    quantity: Amount | None = None
    price: Money | None = None
    sure: bool = True
    note: Line = ""


class Reply(Fact):
    """One message of a supplier, read. The sender is what the mail claims; `known_sender` compares it with Odoo."""

    message_id: Id
    order_id: Id
    received: Moment
    sender: Line
    known_sender: bool
    text: Words
    text_hash: Digest
    """Of the text as it was when read: people may edit a message later."""
    cut: bool
    attachments: tuple[Line, ...]
    fields: Annotated[tuple[ReplyField, ...], Field(min_length=1, max_length=40)]
    read_by: Literal["rules", "model"]
    note: Line = ""

    @property
    def clear(self) -> bool:
        """Whether it says something definite about dates, one for each line, and nothing that a person has to read."""
        plain = {"confirmed", "new_date"}
        told = {(field.line_id, field.said, field.date) for field in self.fields}
        once = len({line for line, _, _ in told}) == len(told)
        return once and not self.cut and all(field.sure and field.said in plain for field in self.fields)


class AskedOf(Fact):
    """One line of the order that a message may be about: what is open, and when it was promised."""

    line_id: Id
    code: Line
    name: Line
    open_quantity: Amount
    unit_price: Money
    promised: Moment
