"""The buttons of the page: server actions of Python code only, which act as the person who clicks.

An `object_write` action would write elevated, and could decide another person's request; none is ever made here. Every
action ends in `records.write`, so that access right, record rule and guards judge the click like any other call.
"""

from collections.abc import Iterator, Mapping

from domain.fact import Json
from tools.odoo.provision.model import DECISION
from tools.odoo.provision.pieces import Piece, Ref, Text

DIALOGS = ("approve", "amend", "reject")
_CLEAR: Mapping[str, Json] = {"x_amend_qty": 0, "x_amend_date": False, "x_amend_option": False}
_SAYS: Mapping[str, tuple[str, Mapping[str, Json]]] = {
    "approve": ("Approved", {"x_decision": "approve", **_CLEAR}),
    "amend": ("Amended and approved", {"x_decision": "amend"}),
    "reject": ("Rejected", {"x_decision": "reject", **_CLEAR}),
}


def deciding() -> Iterator[Piece]:
    """What the buttons in the dialogs do, and the one over the list."""
    for kind, (title, values) in _SAYS.items():
        yield _action(f"decide {kind}", f"Weighbridge: {kind}", _decide(title, values))
    yield _action("decide selected", "Approve selected requests", _decide(*_SAYS["approve"]))


def opening() -> Iterator[Piece]:
    """What the buttons on the page do: open the dialog in which a person decides."""
    for kind in DIALOGS:
        code = f"""
action = {{
    'type': 'ir.actions.act_window', 'name': '{kind.title()}', 'res_model': '{DECISION}', 'res_id': record.id,
    'view_mode': 'form', 'views': [(@dialog {kind}@, 'form')], 'target': 'new', 'context': {{'dialog_size': 'medium'}},
}}
""".strip()
        yield _action(f"open {kind}", f"Weighbridge: open {kind}", code)


def _decide(title: str, values: Mapping[str, Json]) -> str:
    return f"""
chosen = records or record
if not chosen:
    raise UserError('Nothing is selected.')
chosen.write({dict(values)!r})
action = {{
    'type': 'ir.actions.client', 'tag': 'display_notification',
    'params': {{
        'type': 'success', 'title': '{title}',
        'message': chosen.x_name if len(chosen) == 1 else '%s requests.' % len(chosen),
        'next': {{'type': 'ir.actions.act_window_close'}},
    }},
}}
""".strip()


def _action(name: str, title: str, code: str) -> Piece:
    return Piece(
        f"button {name}",
        "ir.actions.server",
        {"model_id": Ref(f"model {DECISION}"), "usage": "ir_actions_server", "name": title},
        {"state": "code", "code": Text(code)},
    )
