"""The page, the list, the cards, the search and the menu, in the dialect of the Odoo at hand."""

from collections.abc import Iterator

from tools.odoo.provision.model import DECISION
from tools.odoo.provision.page_arch import cards, page, search, table
from tools.odoo.provision.pieces import Links, Piece, Ref, Text

_RENAMED = 18
"""From here on a list is a `list` and a card is a `card`."""


def views(version: int) -> Iterator[Piece]:
    """Every view with its arch; the page comes after the buttons it shows."""
    rows = "list" if version >= _RENAMED else "tree"
    yield _view("form", "form", page(modern=version >= _RENAMED))
    yield _view("list", rows, table(rows))
    yield _view("cards", "kanban", cards(modern=version >= _RENAMED))
    yield _view("search", "search", search())


def way_in(version: int) -> Iterator[Piece]:
    """The window and the menu entry, for approvers only."""
    rows = "list" if version >= _RENAMED else "tree"
    approvers = Links((Ref("group of approvers"),))
    yield Piece(
        "window",
        "ir.actions.act_window",
        {"res_model": DECISION, "name": "Approvals"},
        {
            "view_mode": f"{rows},kanban,form",
            "context": "{'search_default_mine': 1}",
            "search_view_id": Ref("view search"),
            "groups_id": approvers,
        },
        {
            "help": '<p class="o_view_nocontent_smiling_face">Nothing waits for you</p>'
            "<p>What the assistant may not decide alone appears here.</p>"
        },
    )
    yield Piece(
        "menu",
        "ir.ui.menu",
        {"name": "Approvals", "parent_id": False},
        {"action": Text("ir.actions.act_window,@window@"), "groups_id": approvers, "active": True},
        {"sequence": 1, "web_icon": "mail,static/description/icon.png"},
    )


def _view(name: str, kind: str, arch: str) -> Piece:
    return Piece(
        f"view {name}",
        "ir.ui.view",
        {"model": DECISION, "name": f"weighbridge.decision.{name}"},
        {"type": kind, "arch_base": Text(arch), "priority": 1, "active": True},
    )
