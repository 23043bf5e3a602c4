"""A view is stored when Odoo 17 would take it."""

import pytest

from sandbox import SandboxOdoo
from sandbox.said import ValidationError


def store(odoo: SandboxOdoo, arch: str) -> int:
    return odoo.env().create("ir.ui.view", {"name": "v", "model": "res.partner", "arch_base": arch})


def test_a_sound_view_is_kept_with_its_kind(odoo: SandboxOdoo) -> None:
    action = odoo.env().create("ir.actions.act_window", {"name": "a", "res_model": "res.partner"})
    arch = (
        f"<form><header><button type='action' name='{action}' invisible='not active or uid == 1'/></header>"
        "<field name='active'/>"
        "<field name='child_ids'><tree><field name='zork'/></tree></field></form>"
    )

    view = store(odoo, arch)

    assert odoo.env().one("ir.ui.view", view, ["type", "arch", "arch_base"]) == {
        "id": view, "type": "form", "arch": arch, "arch_base": arch,
    }  # fmt: skip


@pytest.mark.parametrize(
    "arch",
    [
        "<form><field name='name'/>",
        "<list><field name='name'/></list>",
        "<form><field name='zork'/></form>",
        "<form><field name='name' invisible='not active'/></form>",
        "<form><field name='name' invisible='not ('/></form>",
        "<form><field name='name' attrs='{}'/></form>",
        "<form><button type='action' name='9999'/></form>",
        "<form><button type='action' name='zork'/></form>",
    ],
)
def test_an_unsound_one_is_refused(odoo: SandboxOdoo, arch: str) -> None:
    with pytest.raises(ValidationError, match="Error while validating view"):
        store(odoo, arch)


def test_a_change_is_checked_too(odoo: SandboxOdoo) -> None:
    view = store(odoo, "<tree><field name='name'/></tree>")

    with pytest.raises(ValidationError):
        odoo.env().write("ir.ui.view", [view], {"arch_base": "<tree><field name='zork'/></tree>"})
