"""Sweep after sweep: what was ordered is on its way, and nobody orders it again because it may come late."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from agents.scenario import DetectOrder
from agents.stockout.detect import detect
from agents.stockout.shortage import Shortage
from domain.case import Thought
from domain.proposals import MoveStock, Proposal, RaisePurchase
from tests.journeys.world import World
from tests.nordlager import ONE_WORKER, think, turn

pytestmark = ONE_WORKER

TAPE, CABLE = ("TAP-PP", "LEJ"), ("CAB-5G25", "CGN")
FEW = (TAPE[0], CABLE[0], "BRG-6204", "FLT-OIL5", "LED-PNL60", "LED-SMT")
DAY = timedelta(days=1)
STAMP = "%Y-%m-%d %H:%M:%S"


@pytest.fixture
def small(stage: World) -> World:
    """A smaller company, quick to look over."""
    others = [product for code, product in stage.demo.products.items() if code not in FEW]
    stage.env.write("product.product", others, {"active": False})
    return stage


def thought_of(stage: World, place: tuple[str, str]) -> Thought | None:
    """What a new sweep makes of one product at one site; None where it finds no trouble."""
    for finding in detect(stage.means(), DetectOrder(company_id=1, limit=200)).findings:
        shortage = Shortage.from_json(finding.detail)
        if (shortage.product.code, shortage.outlook.site.code) == place:
            return think(stage, turn(finding))
    return None


def proposals(thought: Thought | None) -> list[Proposal]:
    return [wish.proposal for wish in thought.wishes] if thought is not None else []


def bought(done: Sequence[Proposal]) -> Decimal:
    return sum((p.quantity for p in done if isinstance(p, RaisePurchase)), Decimal(0))


def carry_out(stage: World, proposal: Proposal) -> int:
    """The proposal as it stands in Odoo once it was approved, confirmed and reserved."""
    env = stage.odoo.env("weighbridge")
    match proposal:
        case RaisePurchase():
            line = {
                "product_id": proposal.product.product_id,
                "product_qty": float(proposal.quantity),
                "product_uom": proposal.product.uom_id,
                "price_unit": float(proposal.unit_price.amount),
                "date_planned": proposal.expected.strftime(STAMP),
            }
            values = {
                "partner_id": proposal.supplier_id,
                "picking_type_id": proposal.picking_type_id,
                "order_line": [(0, 0, line)],
            }
            order: int = env.create("purchase.order", values)
            env.call("purchase.order", "button_confirm", [order])
            return order
        case MoveStock():
            place = {"location_id": proposal.from_location_id, "location_dest_id": proposal.to_location_id}
            move = {
                "name": proposal.product.name,
                "product_id": proposal.product.product_id,
                "product_uom_qty": float(proposal.quantity),
                "product_uom": proposal.product.uom_id,
                **place,
            }
            when = {"scheduled_date": proposal.scheduled.strftime(STAMP)}
            values = {"picking_type_id": proposal.picking_type_id, **place, **when, "move_ids": [(0, 0, move)]}
            picking: int = env.create("stock.picking", values)
            env.call("stock.picking", "action_assign", [picking])
            return picking
        case _:
            pytest.fail(f"a {proposal.kind} is no order")


def sold(stage: World, place: tuple[str, str], quantity: float, *, due: timedelta) -> None:
    """A customer orders more."""
    env, demo = stage.odoo.env("admin"), stage.demo
    line = {"product_id": demo.products[place[0]], "product_uom_qty": quantity, "price_unit": 40.0}
    values = {
        "partner_id": env.sudo().search("res.partner", [["customer_rank", ">", 0]])[0],
        "warehouse_id": demo.sites[place[1]],
        "commitment_date": (stage.now() + due).strftime(STAMP),
        "order_line": [(0, 0, line)],
    }
    env.call("sale.order", "action_confirm", [env.create("sale.order", values)])


def ordered(stage: World, place: tuple[str, str]) -> tuple[Decimal, int]:
    """What the first look orders, as it then stands in Odoo: how much is bought, and the order."""
    wished = proposals(thought_of(stage, place))
    made = [(proposal, carry_out(stage, proposal)) for proposal in wished]
    ((raised, order),) = [(p, record) for p, record in made if isinstance(p, RaisePurchase)]
    return raised.quantity, order


@pytest.mark.parametrize("place", [TAPE, CABLE], ids=["due in five days", "due in nine"])
def test_what_is_on_its_way_is_not_ordered_again_though_it_may_come_late(small: World, place: tuple[str, str]) -> None:
    ordered(small, place)
    once = small.later

    again = []
    for days in (0, 1, 2, 4):
        small.later = once + days * DAY
        again += proposals(thought_of(small, place))

    assert bought(again) == 0


def test_what_customers_order_on_top_is_ordered_and_no_more_than_a_week_s_demand_with_it(small: World) -> None:
    a_week = 25
    first, _ = ordered(small, TAPE)
    sold(small, TAPE, 60, due=10 * DAY)

    more = bought(proposals(thought_of(small, TAPE)))

    assert first > 240
    assert 60 <= more <= 60 + a_week


def test_an_order_that_will_surely_come_too_late_is_made_up_for(small: World) -> None:
    first, order = ordered(small, TAPE)
    lines = small.env.search("purchase.order.line", [["order_id", "=", order]])
    small.env.write("purchase.order.line", lines, {"date_planned": (small.now() + 40 * DAY).strftime(STAMP)})

    instead = bought(proposals(thought_of(small, TAPE)))

    assert instead >= first


def test_a_transfer_that_is_under_way_is_not_made_again(small: World) -> None:
    bearings = ("BRG-6204", "MUC")
    (moved,) = proposals(thought_of(small, bearings))
    carry_out(small, moved)

    again = proposals(thought_of(small, bearings))

    assert isinstance(moved, MoveStock)
    assert again == []
