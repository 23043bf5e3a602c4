"""The models that are set up, field by field: the locked decision, the notice that becomes a task, and the errand.

No x2many and no relation to any of them exists: a nested command of another record could otherwise reach a decision.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.fact import Json
from tools.odoo.provision.pieces import Piece, Ref, Value

DECISION = "x_wb_decision"
NOTICE = "x_wb_notice"
ERRAND = "x_wb_errand"
OURS = (DECISION, NOTICE, ERRAND)
LETTERS = "ABCDEFGHIJKL"

_HTML: Mapping[str, Value] = {
    "sanitize": True,
    "sanitize_tags": True,
    "sanitize_attributes": True,
    "sanitize_style": True,
    "strip_classes": False,
}
_MONEY: Mapping[str, Value] = {"currency_field": "x_currency_id"}
_USER: Mapping[str, Value] = {"relation": "res.users", "on_delete": "restrict", "required": True}

RISKS = (("low", "Low risk"), ("medium", "Medium risk"), ("high", "High risk"))
_ANSWERS = (("approve", "Approved"), ("reject", "Rejected"), ("amend", "Amended"))
_STATUS = (("open", "Waiting"), *_ANSWERS, ("expired", "Too late"))
_OPTIONS = tuple((letter, f"Option {letter}") for letter in LETTERS)
CONCERNS = (
    ("product.product", "Product"),
    ("purchase.order", "Purchase order"),
    ("res.partner", "Partner"),
    ("sale.order", "Sales order"),
    ("stock.picking", "Transfer"),
    ("stock.warehouse", "Site"),
    ("stock.warehouse.orderpoint", "Reorder rule"),
)


@dataclass(frozen=True)
class Field:
    """One field as `ir.model.fields` takes it; `choices` of a selection are pieces of their own."""

    name: str
    label: str
    kind: str
    more: Mapping[str, Value] = field(default_factory=dict)
    choices: Sequence[tuple[str, str]] = ()


ASKED = (
    Field("x_name", "Request", "char", {"required": True}),
    Field("x_key", "Request key", "char", {"required": True, "index": True}),
    Field("x_digest", "Fingerprint of the action", "char", {"required": True}),
    Field("x_fingerprint", "Fingerprint of this page", "char", {"required": True}),
    Field("x_approver_id", "Approver", "many2one", _USER),
    Field("x_group", "Belongs together", "char", {"index": True}),
    Field("x_doc", "Concerns", "reference", choices=CONCERNS),
    Field("x_ask", "What is asked", "char"),
    Field("x_gain", "What it changes", "char"),
    Field("x_risk", "Risk", "selection", choices=RISKS),
    Field("x_why_you", "Why you are asked", "char"),
    Field("x_silence", "If nobody answers", "char"),
    Field("x_deadline", "Answer by", "datetime", {"required": True, "index": True}),
    Field("x_currency_id", "Currency", "many2one", {"relation": "res.currency", "on_delete": "restrict"}),
    Field("x_amount", "Amount", "monetary", _MONEY),
    Field("x_qty", "Quantity", "float"),
    Field("x_qty_min", "Smallest allowed", "float"),
    Field("x_qty_max", "Largest allowed", "float"),
    Field("x_uom", "Unit", "char"),
    Field("x_unit_cost", "Cost per unit", "monetary", _MONEY),
    Field("x_date", "Needed by", "date"),
    Field("x_date_min", "Earliest allowed", "date"),
    Field("x_date_max", "Latest allowed", "date"),
    Field("x_letters", "Options that can be chosen", "char"),
    Field("x_choices", "What they are", "text"),
    Field("x_html_why", "The rules that ask", "html", _HTML),
    Field("x_html_diff", "Difference", "html", _HTML),
    Field("x_html_options", "Options", "html", _HTML),
    Field("x_html_evidence", "Evidence", "html", _HTML),
    Field("x_html_undo", "Undo plan", "html", _HTML),
    Field("x_html_words", "In other words", "html", _HTML),
)
"""Said by the robot when it asks, and never changed again."""

ANSWERED = (
    Field("x_decision", "Decision", "selection", {"tracking": 10}, choices=_ANSWERS),
    Field("x_comment", "Comment", "text", {"tracking": 11}),
    Field("x_amend_qty", "Quantity instead", "float", {"tracking": 12}),
    Field("x_amend_date", "Date instead", "date", {"tracking": 13}),
    Field("x_amend_option", "Option instead", "selection", {"tracking": 14}, choices=_OPTIONS),
)
"""Said by the approver alone."""

_LATE = "late = r.x_deadline and r.x_deadline <= datetime.datetime.utcnow()"
COMPUTED = (
    Field(
        "x_status",
        "Status",
        "selection",
        {
            "depends": "x_decision,x_deadline",
            "compute": f"for r in self:\n    {_LATE}\n"
            "    r['x_status'] = r.x_decision or ('expired' if late else 'open')",
        },
        choices=_STATUS,
    ),
    Field(
        "x_mine",
        "Mine to decide",
        "boolean",
        {
            "depends": "x_decision,x_approver_id,x_deadline",
            "compute": f"for r in self:\n    {_LATE}\n"
            "    r['x_mine'] = bool(not r.x_decision and not late and r.x_approver_id.id == self.env.uid)",
        },
    ),
    Field(
        "x_may_amend",
        "Can be amended",
        "boolean",
        {
            "depends": "x_qty_max,x_date_max,x_letters",
            "compute": "for r in self:\n    r['x_may_amend'] = bool(r.x_qty_max or r.x_date_max or r.x_letters)",
        },
    ),
    Field(
        "x_amend_amount",
        "Amount then",
        "monetary",
        {
            "depends": "x_amend_qty,x_unit_cost",
            "compute": "for r in self:\n    r['x_amend_amount'] = r.x_amend_qty * r.x_unit_cost",
            **_MONEY,
        },
    ),
)
"""Worked out whenever it is shown, so that nobody can write it."""

NOTICED = (
    Field("x_name", "Notice", "char", {"required": True}),
    Field("x_user_id", "For", "many2one", _USER),
    Field("x_doc", "On", "reference", choices=CONCERNS),
    Field("x_request", "Reminds of request", "integer"),
    Field("x_html_text", "Text", "html", _HTML),
    Field("x_due", "Due", "date"),
    Field("x_project", "In project", "integer"),
    Field("x_task", "Task made", "integer"),
)
"""Said by the robot once; Odoo itself then puts the task on the record, or into the project."""

_KINDS = (("ask", "Write to a supplier"), ("warn", "Warn of a supplier"), ("prefer", "Prefer a supplier"))
SENT = (
    Field("x_name", "Errand", "char", {"required": True}),
    Field("x_kind", "Kind", "selection", {"required": True, "index": True}, choices=_KINDS),
    Field("x_doc", "On", "reference", {"index": True}, choices=CONCERNS),
    Field("x_partner", "Written to", "integer"),
    Field("x_before", "Before", "text"),
    Field("x_after", "After", "text"),
    Field("x_html_text", "Text", "html", _HTML),
    Field("x_made", "Message made", "integer"),
)
"""Said by the robot once; Odoo itself then does it in the same transaction, or refuses and keeps nothing."""


def models() -> Iterator[Piece]:
    """All models with all their fields, in an order in which they can be made."""
    yield _model(DECISION, "Approval request", threaded=True)
    for each in (*ASKED, *ANSWERED):
        yield from _field(DECISION, each)
    for each in COMPUTED:
        yield from _field(DECISION, each, computed=True)
    order = Piece("order of requests", "ir.model", {"model": DECISION}, {"order": "x_deadline, id"})
    yield order  # can be said only once the field is there
    yield _model(NOTICE, "Notice to a person", threaded=False)
    for each in NOTICED:
        yield from _field(NOTICE, each)
    yield _model(ERRAND, "Errand of the assistant", threaded=False)
    for each in SENT:
        yield from _field(ERRAND, each)


def _model(name: str, label: str, *, threaded: bool) -> Piece:
    first: Json = {"name": "x_name", "field_description": "Request", "ttype": "char", "required": True}
    return Piece(
        f"model {name}",
        "ir.model",
        {"model": name},
        {"is_mail_thread": threaded, "is_mail_activity": threaded},
        {"name": label, "field_id": [[0, 0, first]]},
    )


def _field(model: str, each: Field, *, computed: bool = False) -> Iterator[Piece]:
    name = f"field {model}.{each.name}"
    choices: list[Json] = [
        [0, 0, {"value": value, "name": label, "sequence": at}] for at, (value, label) in enumerate(each.choices)
    ]
    stored: dict[str, Value] = {"store": False, "readonly": True} if computed else {"copied": False}
    birth: dict[str, Json] = {"field_description": each.label}
    yield Piece(
        name,
        "ir.model.fields",
        {"model_id": Ref(f"model {model}"), "name": each.name},
        {"ttype": each.kind, **stored, **each.more},
        birth | ({"selection_ids": choices} if choices else {}),
    )
    for value, label in each.choices:
        yield Piece(
            f"choice {value} of {name}",
            "ir.model.fields.selection",
            {"field_id": Ref(name), "value": value},
            {"name": label},
        )
