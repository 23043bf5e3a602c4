"""Writes when things go wrong: lost answers, races, squatters, people in between; and what may be written at all."""

import ast
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest

from domain.proposals import Proposal
from sandbox import SandboxOdoo
from sandbox.seed import seed_demo
from tests.contract.conftest import Place, access
from tests.contract.shop import Shop
from tests.contract.supply import supply
from tests.contract.world import World, now, settle
from tools.errors import Busy, Misused, OutcomeUnknown, Refused, Unavailable
from tools.odoo.provision import DECISION, NOTICE
from tools.odoo.session import READS, OdooSession
from tools.odoo.writes import ALLOWED, Pen, Written, carry_out, look_up

HANDS = Path(__file__).resolve().parents[2] / "tools" / "odoo"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxOdoo]:
    with SandboxOdoo() as odoo:
        seed_demo(odoo.env("__system__").sudo(), datetime.now(UTC))
        yield odoo


@pytest.fixture(scope="module")
def settled(sandbox: SandboxOdoo) -> World:
    robot, admin = (access(sandbox.url, sandbox.db, login, login) for login in ("weighbridge", "admin"))
    place = Place(robot=robot, admin=admin)
    return settle(place, Shop(OdooSession(place.admin)))


@pytest.fixture
def world(settled: World, sandbox: SandboxOdoo) -> Iterator[World]:
    yield settled
    sandbox.faults.clear()


def _do(world: World, proposal: Proposal, key: str) -> Written:
    return carry_out(proposal, world.clearance(proposal), world.robot, key=key, now=now())


def _keyed(world: World) -> dict[str, tuple[str, Proposal]]:
    return {
        "transfer": ("stock.picking", world.move()),
        "order": ("purchase.order", world.buy()),
        "notice": (NOTICE, world.notify()),
    }


def _count(sandbox: SandboxOdoo, model: str) -> int:
    return len(sandbox.env("__system__").sudo().search(model, []))


@pytest.mark.parametrize("what", ["transfer", "order", "notice"])
@pytest.mark.parametrize("fault", ["commit_then_drop", "html_after", "server_error_after", "truncated"])
def test_a_lost_answer_is_found_again_by_its_key(world: World, sandbox: SandboxOdoo, what: str, fault: str) -> None:
    model, proposal = _keyed(world)[what]
    key, before = token_hex(16), _count(sandbox, model)
    sandbox.faults.order(fault, model, "load")

    with pytest.raises(OutcomeUnknown):
        _do(world, proposal, key)
    found = look_up(proposal, world.robot, key=key)
    again = _do(world, proposal, key)

    assert found is not None
    assert (found.fresh, again.fresh) == (False, False)
    assert _count(sandbox, model) == before + 1


def test_without_a_key_a_lost_answer_would_make_a_second_order(world: World, sandbox: SandboxOdoo) -> None:
    before = _count(sandbox, "purchase.order")
    values = {"partner_id": world.buy().supplier_id}
    sandbox.faults.commit_then_drop("purchase.order", "create")

    with pytest.raises(OutcomeUnknown):
        world.robot.call("purchase.order", "create", {**values})
    world.robot.call("purchase.order", "create", {**values})

    assert _count(sandbox, "purchase.order") == before + 2


@pytest.mark.parametrize("what", ["transfer", "order", "notice"])
def test_a_call_that_never_arrived_left_nothing(world: World, sandbox: SandboxOdoo, what: str) -> None:
    model, proposal = _keyed(world)[what]
    key, before = token_hex(16), _count(sandbox, model)
    sandbox.faults.drop_before(model, "load")

    with pytest.raises(OutcomeUnknown):
        _do(world, proposal, key)
    found = look_up(proposal, world.robot, key=key)
    again = _do(world, proposal, key)

    assert found is None
    assert again.fresh
    assert _count(sandbox, model) == before + 1


@pytest.mark.parametrize("method", ["action_confirm", "action_assign"])
def test_a_reservation_whose_answer_was_lost_is_finished_by_the_next_try(
    world: World, sandbox: SandboxOdoo, method: str
) -> None:
    drafted = _do(world, world.move(), token_hex(16))
    proposal = world.move(picking_id=drafted.record_id)
    key = world.clearance(proposal)
    sandbox.faults.commit_then_drop("stock.picking", method)

    with pytest.raises(OutcomeUnknown):
        carry_out(proposal, key, world.robot, key="unused", now=now())
    again = carry_out(proposal, key, world.robot, key="unused", now=now())

    assert again.read_back[0] == f"{drafted.record} is ready, its goods set aside"
    assert "3 reserved" in again.read_back[1]


def test_a_confirmation_whose_answer_was_lost_is_found(world: World, sandbox: SandboxOdoo) -> None:
    bought = world.buy()
    drafted = _do(world, bought, token_hex(16))
    proposal = world.confirm(bought, drafted.record_id, drafted.record)
    key = world.clearance(proposal)
    sandbox.faults.commit_then_drop("purchase.order", "button_confirm")

    with pytest.raises(OutcomeUnknown):
        carry_out(proposal, key, world.robot, key="unused", now=now())
    again = carry_out(proposal, key, world.robot, key="unused", now=now())

    assert not again.fresh
    assert again.read_back[0] == f"{drafted.record} is confirmed"


def test_a_lost_race_is_tried_again_later(world: World, sandbox: SandboxOdoo) -> None:
    sandbox.faults.serialization_failure("purchase.order", "load")

    with pytest.raises(Busy):
        _do(world, world.buy(), token_hex(16))


def test_an_odoo_that_is_down_is_worth_another_try(world: World, sandbox: SandboxOdoo) -> None:
    proposal = world.buy()
    key = world.clearance(proposal)

    with sandbox.down(), pytest.raises(Unavailable):
        carry_out(proposal, key, world.robot, key=token_hex(16), now=now())


def test_odoo_s_own_two_step_validation_is_told_and_not_worked_around(world: World, sandbox: SandboxOdoo) -> None:
    bought = world.buy()
    drafted = _do(world, bought, token_hex(16))
    proposal = world.confirm(bought, drafted.record_id, drafted.record)
    world.shop.change("res.company", 1, po_double_validation="two_step", po_double_validation_amount=1.0)

    with pytest.raises(Refused, match="two-step validation"):
        _do(world, proposal, "unused")

    world.shop.change("res.company", 1, po_double_validation="one_step")
    assert world.shop.field("purchase.order", drafted.record_id, "state") == "to approve"


def test_goods_that_others_took_in_the_same_moment_are_told(world: World, sandbox: SandboxOdoo) -> None:
    drafted = _do(world, world.move("5"), token_hex(16))
    proposal = world.move("5", picking_id=drafted.record_id)
    key = world.clearance(proposal)
    del sandbox.calls[:]
    sandbox.faults.order("slow_before", "stock.picking", "action_confirm", login="weighbridge", seconds=1.0)

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(carry_out, proposal, key, world.robot, key="unused", now=now())
        while ("stock.picking", "action_confirm") not in {(c.model, c.method) for c in sandbox.calls}:
            time.sleep(0.01)
        others = world.shop.transfer(world.product.product_id, 100)

    with pytest.raises(Refused, match="of 5 reserved"):
        late.result()
    world.shop.do("stock.picking", "action_cancel", others)


def test_nothing_but_the_table_is_written(world: World, sandbox: SandboxOdoo) -> None:
    del sandbox.calls[:]

    bought, moved = world.buy(), world.move("1")
    order = _do(world, bought, token_hex(16))
    _do(world, world.confirm(bought, order.record_id, order.record), "unused")
    other = _do(world, bought, token_hex(16))
    _do(world, world.withdraw("purchase.order", other.record_id, other.record), "unused")
    transfer = _do(world, moved, token_hex(16))
    _do(world, world.move("1", picking_id=transfer.record_id), "unused")
    _do(world, world.withdraw("stock.picking", transfer.record_id, transfer.record), "unused")
    _do(world, world.adjust("8", "60"), "unused")
    _do(world, world.notify(), token_hex(16))
    late = supply(world)
    _do(late.world, late.replan(late.order()), "unused")
    _do(late.world, late.prefer(), token_hex(16))

    written = {(c.model, c.method) for c in sandbox.calls if c.login == "weighbridge" and c.method not in READS}
    assert written == set(ALLOWED)


def test_every_field_in_the_table_is_set_by_some_write_and_no_other() -> None:
    said = {key for path in (HANDS / "writes").glob("*.py") for key in _keys_said(ast.parse(path.read_text()))}

    assert said == {field for fields in ALLOWED.values() for field in fields}


@pytest.mark.parametrize(
    ("model", "method", "values"),
    [
        ("purchase.order", "write", {"state": 1.0}),
        ("stock.quant", "write", {"quantity": 5.0}),
        ("stock.warehouse.orderpoint", "write", {"product_min_qty": 1.0, "trigger": 1.0}),
        ("res.partner", "write", {"bank_ids": 1.0}),
        ("res.partner", "write", {"purchase_warn": "block"}),
        ("purchase.order.line", "write", {"date_planned": "2027-01-01 00:00:00", "price_unit": 0.01}),
        ("product.supplierinfo", "write", {"sequence": 0}),
    ],
)
def test_the_pen_writes_nothing_else(world: World, model: str, method: str, values: dict[str, float | str]) -> None:
    del method

    with pytest.raises(Misused, match="not among the writes"):
        Pen(world.robot, 1).set(model, 1, values)


def test_the_pen_presses_no_other_button(world: World) -> None:
    with pytest.raises(Misused, match="not among the writes"):
        Pen(world.robot, 1).press("stock.picking", "button_validate", 1)


def test_only_the_pen_the_requests_and_the_provisioning_change_anything() -> None:
    called = {str(p.relative_to(HANDS)): _methods_called(ast.parse(p.read_text())) - READS for p in HANDS.rglob("*.py")}

    changing = {path: methods for path, methods in called.items() if methods}

    assert changing == {
        "requests.py": {"create"},
        "deciding.py": {"write"},
        "writes/allowed.py": {"load", "write", "method"},
        "provision/pieces.py": {"create", "write"},
        "provision/people.py": {"write"},
        "provision/warnings.py": {"write"},
    }


def _methods_called(tree: ast.AST) -> set[str]:
    """The second argument of every `.call(model, method, ...)`; a name where it is not a literal."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "call":
            method = node.args[1]
            found.add(str(method.value) if isinstance(method, ast.Constant) else ast.unparse(method))
    return found


def _keys_said(tree: ast.AST) -> set[str]:
    """The keys of every `row` and `values` that a write hands to the pen, and the id that makes it happen once."""
    dicts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Dict)
        and {getattr(t, "id", "") for t in node.targets} & {"row", "values"}
    ]
    loads = [
        arg
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "load"
        for arg in node.args
        if isinstance(arg, ast.Dict)
    ]
    return {str(key.value) for d in (*dicts, *loads) for key in d.keys if isinstance(key, ast.Constant)}


def test_requests_are_no_business_record() -> None:
    assert DECISION not in {model for model, _ in ALLOWED}
