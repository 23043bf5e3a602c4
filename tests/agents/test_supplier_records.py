"""What records beside deliveries say on a supplier; a module that is missing is no good mark and no bad one."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agents.supplier_risk.score.risk_score import Part
from sandbox.seed_rows import text
from tests.agents.supplier_world import NOW, Suppliers, suppliers

ALL = ("mrp", "quality_control_oca", "helpdesk_mgmt")
TODAY = NOW.strftime("%Y-%m-%d")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Suppliers]:
    with suppliers(tmp_path, modules=ALL) as made:
        yield made


def part(world: Suppliers, key: str, name: str) -> Part:
    return next(found for found in world.look(key).score.parts if found.part == name)


def bill(
    world: Suppliers, key: str, *, price: float, quantity: float = 24.0, ref: str = "", kind: str = "in_invoice"
) -> int:
    """A posted bill for the supplier's latest line that has come."""
    line = {
        "product_id": world.story.products[key], "purchase_line_id": received(world, key), "quantity": quantity,
        "price_unit": price,
    }  # fmt: skip
    made = world.env.create("account.move", {
        "move_type": kind, "partner_id": world.story.suppliers[key], "invoice_date": TODAY, "ref": ref,
        "invoice_line_ids": [[0, 0, line]],
    })  # fmt: skip
    world.env.call("account.move", "action_post", [made])
    return made


def received(world: Suppliers, key: str) -> int:
    """The latest line of a supplier that has come."""
    domain = [["partner_id", "=", world.story.suppliers[key]], ["qty_received", ">", 0]]
    return world.env.search("purchase.order.line", domain, order="id desc", limit=1)[0]


def receipt(world: Suppliers, key: str) -> int:
    move = world.env.search("stock.move", [["purchase_line_id", "=", received(world, key)], ["state", "=", "done"]])[0]
    return int(world.env.one("stock.move", move, ["picking_id"])["picking_id"])


def scrap(world: Suppliers, key: str, quantity: float, *, picking: int | bool = False) -> int:
    """Scrap that was done yesterday."""
    made = world.env.create("stock.scrap", {
        "product_id": world.story.products[key], "scrap_qty": quantity, "picking_id": picking,
    })  # fmt: skip
    done = {"state": "done", "date_done": text(NOW - timedelta(days=1))}
    world.env.store.update(world.env.model("stock.scrap"), [made], done)
    return made


def test_a_bill_as_ordered_is_in_no_dispute(world: Suppliers) -> None:
    bill(world, "SB", price=46.0)

    found = part(world, "SB", "billing_disputes")

    assert (found.value, found.sample, found.records) == (Decimal(0), 1, ())


def test_a_bill_above_the_ordered_price_is(world: Suppliers) -> None:
    made = bill(world, "SB", price=49.0)

    found = part(world, "SB", "billing_disputes")

    assert (found.value, found.records) == (Decimal(1), (f"account.move,{made}",))
    assert found.note == "1 above the ordered price"


def test_more_than_was_ordered_is_billed_on_the_bill_that_goes_beyond(world: Suppliers) -> None:
    bill(world, "SB", price=46.0)
    beyond = bill(world, "SB", price=46.0, quantity=5)

    found = part(world, "SB", "billing_disputes")

    assert (found.value, found.records) == (Decimal("0.5"), (f"account.move,{beyond}",))
    assert found.note == "1 for more than was ordered or came"


def test_a_refund_takes_a_bill_back_and_is_no_bill_itself(world: Suppliers) -> None:
    made = bill(world, "SB", price=46.0)
    refund = bill(world, "SB", price=46.0, kind="in_refund")
    world.env.write("account.move", [refund], {"reversed_entry_id": made})

    found = part(world, "SB", "billing_disputes")

    assert (found.value, found.sample, found.note) == (Decimal(1), 1, "1 taken back by a refund")


def test_a_reference_used_before_by_the_same_supplier_is_a_bill_sent_twice(world: Suppliers) -> None:
    bill(world, "SB", price=46.0, quantity=12, ref="R-77 ")
    again = bill(world, "SB", price=46.0, quantity=12, ref="r-77")
    bill(world, "GE", price=33.0, ref="R-77")

    assert part(world, "SB", "billing_disputes").records == (f"account.move,{again}",)
    assert part(world, "GE", "billing_disputes").value == 0


def test_a_draft_bill_says_nothing(world: Suppliers) -> None:
    made = bill(world, "SB", price=49.0)
    world.env.write("account.move", [made], {"state": "draft"})

    assert part(world, "SB", "billing_disputes").absent == "no bill of it was posted lately"


def test_scrap_is_given_to_the_receipt_it_names(world: Suppliers) -> None:
    made = scrap(world, "GE", 12.0, picking=receipt(world, "GE"))

    found = part(world, "GE", "scrap")

    assert found.records == (f"stock.scrap,{made}",)
    assert found.value is not None
    assert 0 < found.value < Decimal("0.05")


def test_scrap_of_a_lot_is_given_to_the_receipt_of_the_lot(world: Suppliers) -> None:
    product = world.story.products["SB"]
    lot = world.env.create("stock.lot", {"name": "L1", "product_id": product, "company_id": 1})
    move = world.env.search("stock.move", [["purchase_line_id", "=", received(world, "SB")]])[0]
    world.env.create("stock.move.line", {"move_id": move, "lot_id": lot, "quantity": 24.0})
    made = scrap(world, "SB", 6.0)
    world.env.write("stock.scrap", [made], {"lot_id": lot})

    assert part(world, "SB", "scrap").records == (f"stock.scrap,{made}",)


def test_scrap_of_a_product_of_one_supplier_needs_no_receipt(world: Suppliers) -> None:
    made = scrap(world, "QK", 3.0)

    assert part(world, "QK", "scrap").records == (f"stock.scrap,{made}",)


def test_scrap_that_may_be_of_several_suppliers_counts_for_nobody_and_is_said(world: Suppliers) -> None:
    line, other = received(world, "GE"), world.story.products["DR"]
    world.env.store.update(world.env.model("purchase.order.line"), [line], {"product_id": other})
    scrap(world, "DR", 5.0)

    seen = world.look("DR")

    assert next(found for found in seen.score.parts if found.part == "scrap").value == 0
    assert any("several suppliers deliver the product" in note for note in seen.notes)


def test_checks_count_by_those_that_failed(world: Suppliers) -> None:
    shared = {"picking_id": receipt(world, "GE"), "product_id": world.story.products["GE"], "date": text(NOW)}
    states = ("success", "success", "success", "draft", "failed")
    made = [world.env.create("qc.inspection", {"name": state, "state": state, **shared}) for state in states]

    found = part(world, "GE", "quality_checks")

    assert (found.value, found.sample, found.records) == (Decimal("0.25"), 4, (f"qc.inspection,{made[-1]}",))


def test_complaints_of_a_contact_are_complaints_of_the_company(world: Suppliers) -> None:
    contact = world.env.create("res.partner", {"name": "Ana", "parent_id": world.story.suppliers["DR"]})
    ticket = world.env.create("helpdesk.ticket", {"name": "late", "description": "again", "partner_id": contact})
    world.env.store.update(world.env.model("helpdesk.ticket"), [ticket], {"create_date": text(NOW)})

    found = part(world, "DR", "tickets")

    assert found.records == (f"helpdesk.ticket,{ticket}",)
    assert found.value is not None
    assert found.value > 0


def test_a_missing_module_lowers_the_confidence_and_is_named_but_does_not_move_the_score(tmp_path: Path) -> None:
    with suppliers(tmp_path) as bare:
        without = bare.look("SB")
    absent = {found.part: found for found in without.score.absent()}

    assert absent["quality_checks"].absent == "no module for quality is installed (qc.inspection, quality.check)"
    assert absent["tickets"].absent == "no module for complaints is installed (helpdesk.ticket)"
    assert all(found.points == found.typical_points for found in absent.values())
    assert absent["tickets"].certain == 0
    assert any("no module for quality" in note for note in without.notes)


def test_a_module_that_has_been_installed_makes_the_score_surer(world: Suppliers, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    with suppliers(tmp_path / "bare") as bare:
        before = bare.look("SB").score.confidence

    assert world.look("SB").score.confidence > before


def test_records_that_the_robot_may_not_read_are_absent_with_the_reason(world: Suppliers) -> None:
    model = world.env.search("ir.model", [["model", "=", "stock.scrap"]])
    world.env.unlink("ir.model.access", world.env.search("ir.model.access", [["model_id", "in", model]]))

    assert part(world, "SB", "scrap").absent == "the robot may not read scrap in Odoo"


def test_a_purchase_warning_is_told_with_its_words(world: Suppliers) -> None:
    warned = {"purchase_warn": "block", "purchase_warn_msg": "Ask legal first."}
    world.env.write("res.partner", [world.story.suppliers["SB"]], warned)

    seen = world.look("SB")

    assert (seen.hold, seen.hold_words) == ("block", "Ask legal first.")


def make_to_order(world: Suppliers, line: int) -> int:
    """A manufacturing order of two machines that waits for four parts of a line; its id."""
    machine = world.env.create("product.product", {"name": "Machine", "type": "product", "standard_price": 900.0})
    order = world.env.create("mrp.production", {"name": "MO/7", "product_id": machine, "product_qty": 2.0})
    incoming = world.env.search("stock.move", [["purchase_line_id", "=", line]])
    row = world.env.one("stock.move", incoming[0])
    part = world.env.create("stock.move", {
        "name": "part", "product_id": row["product_id"], "product_uom": row["product_uom"], "product_uom_qty": 4.0,
        "location_id": row["location_dest_id"], "location_dest_id": row["location_id"], "company_id": 1,
        "raw_material_production_id": order, "date": text(NOW + timedelta(days=3)),
    })  # fmt: skip
    world.env.store.update(world.env.model("stock.move"), [part], {"state": "waiting", "product_qty": 4.0})
    world.env.write("stock.move", incoming, {"move_dest_ids": [[4, part]]})
    return order


def test_manufacturing_that_waits_for_a_late_line_is_at_stake(world: Suppliers) -> None:
    line = world.story.open_lines["SB"][0]
    order = make_to_order(world, line)

    found = next(one for one in world.look("SB").lines if one.line_id == line)

    assert found.stake.amount == Decimal(2 * 900) * Decimal("0.25")
    assert found.depends == (f"mrp.production,{order} MO/7 due {NOW + timedelta(days=3):%Y-%m-%d}: 450.00 EUR",)


def test_manufacturing_that_the_robot_may_not_read_is_named_and_stops_nothing(world: Suppliers) -> None:
    make_to_order(world, world.story.open_lines["SB"][0])
    model = world.env.search("ir.model", [["model", "=", "mrp.production"]])
    world.env.unlink("ir.model.access", world.env.search("ir.model.access", [["model_id", "in", model]]))

    seen = world.look("SB")

    assert seen.at_stake.amount == 0
    assert any("manufacturing is not looked at" in note for note in seen.notes)


def test_a_line_with_figures_that_cannot_be_stops_nobody_else(world: Suppliers) -> None:
    line = world.story.open_lines["DR"][2]
    moves = world.env.search("stock.move", [["purchase_line_id", "=", line]])
    world.env.store.update(world.env.model("stock.move"), moves, {"product_uom_qty": 0.0000001})
    world.env.store.update(world.env.model("purchase.order.line"), [line], {"product_qty": 0.0000001})

    found = world.sweep()

    assert found.findings[0].title.startswith("Drava")
    assert any(f"purchase.order.line {line} is left out" in note for note in found.notes)
    assert line not in {one.line_id for one in world.look("DR").lines}


def test_a_price_that_cannot_be_leaves_out_its_supplier_and_names_it(world: Suppliers) -> None:
    line = world.story.open_lines["DR"][0]
    world.env.store.update(
        world.env.model("purchase.order.line"), [line], {"product_qty": 0.0001, "price_subtotal": 9e8}
    )

    found = world.sweep()

    assert not any(finding.title.startswith("Drava") for finding in found.findings)
    assert any(finding.title.startswith("Valpadana") for finding in found.findings)
    assert any(note.startswith("Drava Antriebe d.o.o. is left out") for note in found.notes)


def test_sales_without_a_rate_count_for_nothing_and_that_is_said(world: Suppliers) -> None:
    dollar = world.env.ref("base.USD")
    world.env.store.update(world.env.model("sale.order"), [world.story.sales["DR"]], {"currency_id": dollar})
    world.env.unlink("res.currency.rate", world.env.search("res.currency.rate", [["currency_id", "=", dollar]]))

    seen = world.look("DR")

    assert seen.at_stake.amount == 0
    assert any("1 open needs have no value" in note for note in seen.notes)
