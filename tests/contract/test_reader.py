"""The reader sees all that the sweep and a case look at, the same as the robot sees it, and changes none of it."""

from collections.abc import Iterator

import numpy as np
import pytest

from domain.fact import Json
from tests.contract.conftest import Place, access
from tests.contract.shop import COMPANY, Shop
from tests.contract.world import APPROVERS, World, settle
from tools.errors import NotAllowed, ToolError
from tools.odoo import drafts, people, provision, purchasing
from tools.odoo.network import Network, read_network
from tools.odoo.planners import planner
from tools.odoo.position import read_demand, read_position
from tools.odoo.provision import DECISION, NOTICE, Difference
from tools.odoo.questions import QUESTIONS
from tools.odoo.receipts import read_receipts
from tools.odoo.session import OdooSession, ReadingSession, opened, reading
from tools.settings import OdooAccess

LOGIN = "weighbridge_reader"
MODELS = (
    "product.product", "product.template", "product.supplierinfo", "res.partner", "stock.quant", "stock.move",
    "stock.picking", "stock.location", "stock.warehouse", "stock.picking.type", "stock.warehouse.orderpoint",
    "purchase.order", "purchase.order.line", "sale.order", "sale.order.line",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(place: Place, shop: Shop) -> World:
    return settle(place, shop)


@pytest.fixture(scope="module")
def way_in(place: Place, world: World) -> OdooAccess:
    """A user as a person makes it in Odoo, and provisioning puts into its group."""
    user, internal = world.shop.found("res.users", ["login", "=", LOGIN]), world.admin.reference("base.group_user")
    said: dict[str, Json] = {"password": LOGIN, "groups_id": [[6, 0, [internal]]]}
    if user:
        world.shop.change("res.users", user, **said)
    else:
        world.shop.make("res.users", name="Reader", login=LOGIN, **said)
    prepare(world)
    return access(place.robot.url, place.robot.db, LOGIN, LOGIN)


@pytest.fixture
def reader(way_in: OdooAccess) -> Iterator[ReadingSession]:
    """As the mind gets it."""
    with reading(way_in) as session:
        yield session


@pytest.fixture
def unbarred(way_in: OdooAccess) -> Iterator[OdooSession]:
    """The same user with a session of its own, as somebody would have who took the key."""
    with opened(way_in) as session:
        yield session


def prepare(world: World) -> tuple[Difference, ...]:
    return provision.apply(world.admin, robot_login=world.robot.user, approver_logins=APPROVERS, reader_login=LOGIN)


def plan(world: World) -> tuple[Difference, ...]:
    """What is not as it should be with the reader; others may have been at work in a real Odoo."""
    found = provision.plan(world.admin, robot_login=world.robot.user, approver_logins=APPROVERS, reader_login=LOGIN)
    return tuple(d for d in found if "reader" in f"{d.piece} {d.words}")


def at_one_moment(reader: ReadingSession, world: World, tries: int = 3) -> tuple[Network, Network]:
    """What both see; in a real Odoo others may be at work, so it is read again until nothing changed meanwhile."""
    before, mine, robots = (
        read_network(odoo, company_id=COMPANY, now=world.shop.now) for odoo in (world.robot, reader, world.robot)
    )
    if np.array_equal(before.on_hand, robots.on_hand) and before.arrivals.name == robots.arrivals.name:
        return mine, robots
    return at_one_moment(reader, world, tries - 1) if tries else (mine, robots)


def test_the_sweep_reads_the_same_network(reader: ReadingSession, world: World) -> None:
    mine, robots = at_one_moment(reader, world)

    assert [p.product_id for p in mine.products] == [p.product_id for p in robots.products]
    for name in ("standard_price", "on_hand", "reserved", "demand", "first_seen"):
        assert np.array_equal(getattr(mine, name), getattr(robots, name)), name
    assert (mine.sites, mine.rules, mine.prices, mine.lanes) == (
        robots.sites,
        robots.rules,
        robots.prices,
        robots.lanes,
    )
    assert (mine.arrivals.name, mine.commitments.name) == (robots.arrivals.name, robots.commitments.name)


def test_a_case_reads_the_same_product_orders_and_people(reader: ReadingSession, world: World) -> None:
    shop, product, supplier = world.shop, world.product.product_id, int(str(world.supplier["id"]))
    bought = shop.purchase(product, supplier, 5, days=4)
    sold = shop.sale(product, shop.partner("customer"), 2, days=3)
    moved = shop.transfer(product, 1)
    rows = world.admin.rows("purchase.order", [["id", "=", bought]], ["order_line"])

    def all_of(odoo: OdooSession) -> list[object]:
        demand = read_demand(odoo, company_id=COMPANY, product_ids=[product], now=shop.now)
        return [
            read_position(odoo, company_id=COMPANY, product_id=product, now=shop.now),
            demand.units.tolist(),
            purchasing.standing(odoo, supplier, company_id=COMPANY),
            purchasing.rate(odoo, "EUR", company_id=COMPANY, now=shop.now),
            people.responsible(odoo, "purchase.order", [bought], company_id=COMPANY),
            people.responsible(odoo, "sale.order", [sold], company_id=COMPANY),
            planner(odoo, product, company_id=COMPANY),
            drafts.order(odoo, bought, COMPANY),
            drafts.transfer(odoo, moved, COMPANY),
        ]

    assert rows[0]["order_line"]
    assert all_of(reader) == all_of(world.robot)


def test_receipts_are_read_the_same(reader: ReadingSession, world: World) -> None:
    mine = read_receipts(reader, company_id=COMPANY, now=world.shop.now)
    robots = read_receipts(world.robot, company_id=COMPANY, now=world.shop.now)

    assert mine.suppliers == robots.suppliers
    assert np.array_equal(mine.lines.line_id, robots.lines.line_id)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_of_the_model_is_answered(reader: ReadingSession, world: World, name: str) -> None:
    question = QUESTIONS[name]
    wanted = {
        "product_id": world.product.product_id,
        "supplier_id": world.supplier["id"],
        "warehouse_id": world.taking["id"],
    }
    said = {key: value for key, value in wanted.items() if key in question.arguments.model_fields}

    arguments = question.arguments.model_validate(said)
    answers = [question.ask(o, arguments, company_id=COMPANY, now=world.shop.now) for o in (reader, world.robot)]

    assert answers[0] == answers[1]


@pytest.mark.parametrize("model", [*MODELS, DECISION, NOTICE])
def test_odoo_lets_the_reader_change_no_business_record(unbarred: OdooSession, model: str) -> None:
    for how in ("write", "create", "unlink"):
        assert unbarred.call(model, "check_access_rights", how, raise_exception=False) is False


def test_what_the_robot_writes_the_reader_cannot(unbarred: OdooSession, world: World) -> None:
    shop, product, supplier = world.shop, world.product.product_id, int(str(world.supplier["id"]))
    order, transfer = (
        shop.purchase(product, supplier, 5, days=4, confirm=False),
        shop.transfer(product, 1, confirm=False),
    )
    asked = world.ask()
    tried: tuple[tuple[str, str, list[Json]], ...] = (
        ("purchase.order", "create", [{"partner_id": supplier}]),
        ("purchase.order", "button_confirm", [[order]]),
        ("purchase.order", "button_cancel", [[order]]),
        ("stock.picking", "action_confirm", [[transfer]]),
        ("stock.picking", "write", [[transfer], {"origin": "x"}]),
        ("stock.warehouse.orderpoint", "write", [[world.orderpoint_id], {"product_min_qty": 1}]),
        ("product.supplierinfo", "write", [[world.price["id"]], {"price": 1}]),
        ("res.partner", "write", [[supplier], {"name": "x"}]),
        (DECISION, "write", [[asked.odoo_id], {"x_decision": "approve"}]),
        (NOTICE, "create", [{"x_name": "x", "x_user_id": unbarred.uid}]),
    )

    for model, method, arguments in tried:
        with pytest.raises(ToolError):
            unbarred.call(model, method, *arguments)

    assert shop.field("purchase.order", order, "state") == "draft"
    assert shop.field("stock.picking", transfer, "state") == "draft"
    assert shop.field("stock.warehouse.orderpoint", world.orderpoint_id, "product_min_qty") == 5


def test_the_mind_s_session_does_not_even_ask(reader: ReadingSession) -> None:
    before = reader.calls

    with pytest.raises(NotAllowed, match="only reads"):
        reader.call("purchase.order", "create", {"partner_id": 1})

    assert reader.calls == before


def test_preparing_the_reader_again_changes_nothing(way_in: OdooAccess, world: World) -> None:
    assert plan(world) == ()
    assert {d.how for d in prepare(world)} <= {"foreign"}


@pytest.mark.parametrize("group", ["purchase.group_purchase_user", "stock.group_stock_manager"])
def test_a_reader_in_a_group_that_may_change_something_is_told(way_in: OdooAccess, world: World, group: str) -> None:
    user, given = world.shop.found("res.users", ["login", "=", LOGIN]), world.admin.reference(group)
    held = world.shop.field("res.users", user, "groups_id")
    world.shop.change("res.users", user, groups_id=[[4, given]])

    told = plan(world)
    world.shop.change("res.users", user, groups_id=[[6, 0, held]])

    assert {(d.how, d.piece) for d in told} == {("foreign", LOGIN)}
    assert any("may change" in d.words for d in told)
    assert plan(world) == ()


def test_a_right_of_the_reader_that_was_widened_is_told_and_set_back(way_in: OdooAccess, world: World) -> None:
    right = world.shop.found("ir.model.access", ["name", "=", "Weighbridge: reader reads purchase order"])
    world.shop.change("ir.model.access", right, perm_write=True)

    told = plan(world)
    prepare(world)

    assert ("different", "right: reader reads purchase order") in {(d.how, d.piece) for d in told}
    assert ("foreign", LOGIN) in {(d.how, d.piece) for d in told}
    assert plan(world) == ()


def test_without_a_reader_nothing_is_prepared_for_one(world: World) -> None:
    found = provision.plan(world.admin, robot_login=world.robot.user, approver_logins=APPROVERS)

    assert not [d for d in found if "reader" in d.piece]
