"""Every write about a supplier, on the sandbox and on a real Odoo: done once, read back, found again, and undone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from secrets import token_hex

import pytest

from domain.fact import Json
from domain.identity import Role
from domain.proposals import Proposal, digest
from domain.supplying import Question
from tests.contract.conftest import Place
from tests.contract.shop import Shop
from tests.contract.supply import Supply, first_vendor, supply
from tests.contract.world import CASE, World, now, settle
from tests.tools.asked import thought, verdict, wish
from tools.errors import Busy, Drifted, NotAllowed, OutcomeUnknown, Refused
from tools.odoo.approvers import hands_on
from tools.odoo.messages_sent import sent_messages
from tools.odoo.page import compose
from tools.odoo.plain import moment, whole
from tools.odoo.provision import DECISION, ERRAND
from tools.odoo.requests import post
from tools.odoo.session import OdooSession
from tools.odoo.undo import undoing
from tools.odoo.vendor_order import vendor_order
from tools.odoo.writes import Written, carry_out, look_up


@pytest.fixture(scope="module")
def world(place: Place, shop: Shop) -> World:
    made = settle(place, shop)
    shop.change("res.users", made.robot.uid, email="weighbridge@our.example")
    return made


@pytest.fixture
def supplied(world: World) -> Supply:
    return supply(world)


def _do(supplied: Supply, proposal: Proposal, key: str | None = None) -> Written:
    world, key = supplied.world, key or token_hex(16)
    return carry_out(proposal, world.clearance(proposal), world.robot, key=key, now=now())


def _undo(supplied: Supply, proposal: Proposal, done: Written) -> Written:
    back = undoing(proposal, record_id=done.record_id, record=done.record, made_by="1.0")
    assert back is not None
    return _do(supplied, back)


# -- questions


def test_a_supplier_is_asked_once_at_its_own_address(supplied: Supply) -> None:
    order = supplied.order()
    proposal, key = supplied.ask(order), token_hex(16)

    first = _do(supplied, proposal, key)
    again = _do(supplied, proposal, key)

    (message,) = supplied.messages(order)
    assert (first.fresh, again.fresh) == (True, False)
    assert first.read_back[0] == f"message {message['id']} on {order.name} to {supplied.late_name}"
    assert message["partner_ids"] == [supplied.late]
    assert f"20 Units of [{supplied.world.product.code}]" in str(message["body"])
    assert f"our order {order.name}" in str(message["body"])
    assert first.read_back[1].startswith("the e-mail ")


def test_an_order_to_a_contact_is_asked_about_there(supplied: Supply) -> None:
    contact = supplied.shop.make("res.partner", name="Ingrid", parent_id=supplied.late, email="ingrid@late.example")
    order = supplied.order(partner=contact)

    done = _do(supplied, supplied.ask(order))

    (message,) = supplied.messages(order)
    assert message["partner_ids"] == [contact]
    assert "Dear Ingrid," in str(message["body"])
    assert done.read_back[0].endswith("to Ingrid")


def test_a_reminder_is_another_message(supplied: Supply) -> None:
    order = supplied.order()
    _do(supplied, supplied.ask(order))

    _do(supplied, supplied.ask(order, Question.EXPLAIN, number_=2))

    last = supplied.messages(order)[-1]
    assert len(supplied.messages(order)) == 2
    assert "have found no answer" in str(last["body"])


def test_a_letter_says_what_is_in_odoo_and_never_acts(supplied: Supply) -> None:
    supplied.shop.change("res.partner", supplied.late, name="<script>alert(1)</script> & Co")
    order = supplied.order()

    _do(supplied, supplied.ask(order))

    (message,) = supplied.messages(order)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in str(message["body"])


def test_two_at_once_ask_once(supplied: Supply, place: Place) -> None:
    order = supplied.order()
    proposal, key = supplied.ask(order), token_hex(16)
    clearance = supplied.world.clearance(proposal)

    def ask() -> int | None:
        try:
            return carry_out(proposal, clearance, OdooSession(place.robot), key=key, now=now()).record_id
        except (Busy, OutcomeUnknown):  # lost the race: to be looked up
            return None

    with ThreadPoolExecutor(3) as pool:
        errands = [each.result() for each in [pool.submit(ask) for _ in range(3)]]

    found = look_up(proposal, supplied.world.robot, key=key)
    assert found is not None
    assert set(errands) <= {found.record_id, None}
    assert len(supplied.messages(order)) == 1


def test_what_became_of_the_e_mail_is_read_in_words(supplied: Supply) -> None:
    order = supplied.order()
    _do(supplied, supplied.ask(order))
    (message,) = supplied.messages(order)

    sent = sent_messages(supplied.world.robot, [whole(message["id"])])[whole(message["id"])]

    assert sent.outside == (supplied.late,)
    assert sent.delivery == "the e-mail waits to be sent"  # what an automation says goes into Odoo's own queue


def test_who_has_no_address_is_not_written_to(supplied: Supply) -> None:
    order = supplied.order()
    supplied.shop.change("res.partner", supplied.late, email="by phone only")

    with pytest.raises(Refused, match="has no e-mail address"):
        _do(supplied, supplied.ask(order))

    assert supplied.messages(order) == []


def test_nobody_but_the_order_s_own_partner_is_written_to(supplied: Supply) -> None:
    order = supplied.order()
    proposal = supplied.ask(order).model_copy(update={"partner_id": supplied.other})

    with pytest.raises(Refused, match="an order to somebody else"):
        _do(supplied, proposal)

    assert supplied.messages(order) == []


def test_no_other_outsider_reads_along(supplied: Supply) -> None:
    order = supplied.order()
    ids: Json = [supplied.other]
    supplied.shop.admin.call("purchase.order", "message_subscribe", [order.order_id], ids)

    with pytest.raises(Refused, match="others outside the company follow the order"):
        _do(supplied, supplied.ask(order))


def test_an_address_that_changed_after_the_clearance_voids_the_question(supplied: Supply) -> None:
    order = supplied.order()
    proposal = supplied.ask(order)
    key = supplied.world.clearance(proposal)
    supplied.shop.change("res.partner", supplied.late, email="mallory@elsewhere.example")

    with pytest.raises(Drifted, match=r"mallory@elsewhere\.example"):
        carry_out(proposal, key, supplied.world.robot, key=token_hex(16), now=now())

    assert supplied.messages(order) == []


def test_goods_that_came_meanwhile_are_not_asked_for(supplied: Supply) -> None:
    order = supplied.order()
    proposal = supplied.ask(order)
    key = supplied.world.clearance(proposal)
    supplied.receive(order, 20)

    with pytest.raises(Drifted, match="0 of"):
        carry_out(proposal, key, supplied.world.robot, key=token_hex(16), now=now())


def test_a_reply_is_put_on_the_order_once_and_its_sender_is_a_claim(supplied: Supply) -> None:
    order = supplied.order()
    _do(supplied, supplied.ask(order))
    (message,) = supplied.messages(order)
    mail = _reply(str(message["message_id"]), supplied.address)
    robot = supplied.world.robot

    first = robot.call("mail.thread", "message_process", False, mail)
    again = robot.call("mail.thread", "message_process", False, mail)

    domain: list[Json] = [
        ["model", "=", "purchase.order"],
        ["res_id", "=", order.order_id],
        ["message_type", "=", "email"],
    ]
    fields = ["body", "author_id", "email_from", "create_uid", "attachment_ids", "parent_id"]
    (reply,) = robot.rows("mail.message", domain, fields)
    files = robot.rows("ir.attachment", [["id", "in", reply["attachment_ids"]]], ["name", "res_model", "res_id"])
    assert (first, again) == (order.order_id, False)
    first_said = supplied.shop.admin.rows("mail.message", domain[:2], ["id"], limit=1)[0]["id"]
    assert (reply["author_id"], reply["create_uid"]) == (supplied.late, 1)
    assert reply["parent_id"] == first_said  # not the message it answers: Odoo keeps threads flat
    assert "we ship on the 12th" in str(reply["body"])
    assert [(f["name"], f["res_model"], f["res_id"]) for f in files] == [
        ("terms.txt", "purchase.order", order.order_id)
    ]


def _reply(to: str, address: str) -> str:
    parts = (
        f"From: Somebody <{address}>",
        "To: weighbridge@our.example",
        "Subject: Re: order",
        f"Message-ID: <{token_hex(8)}@late.example>",
        f"In-Reply-To: {to}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="cut"',
        "",
        "--cut",
        "Content-Type: text/plain",
        "",
        "we ship on the 12th",
        "--cut",
        'Content-Type: text/plain; name="terms.txt"',
        'Content-Disposition: attachment; filename="terms.txt"',
        "",
        "net 30",
        "--cut--",
        "",
    )
    return "\r\n".join(parts)


# -- days


def test_a_day_is_set_once_with_all_that_follows_it_and_set_back(supplied: Supply) -> None:
    order = supplied.order()
    proposal = supplied.replan(order)
    before = _deadlines(supplied, order.order_id)
    said = _said(supplied, order.order_id)

    first = _do(supplied, proposal)
    again = look_up(proposal, supplied.world.robot, key="unused")
    moved = _deadlines(supplied, order.order_id)
    back = _undo(supplied, proposal, first)

    assert again is not None
    assert (first.fresh, again.fresh, back.fresh) == (True, False, True)
    assert {key: moved[key] for key in ("line", "order", "deadline", "receipt")} == dict.fromkeys(
        ("line", "order", "deadline", "receipt"), proposal.new_date
    )
    assert moved["move"] == before["move"]
    assert _deadlines(supplied, order.order_id) == before
    assert _said(supplied, order.order_id) == said  # Odoo tells nobody, and writes no note


def test_a_day_that_a_person_set_meanwhile_is_left_alone(supplied: Supply) -> None:
    order = supplied.order()
    proposal = supplied.replan(order)
    key = supplied.world.clearance(proposal)
    supplied.shop.change("purchase.order.line", order.line_id, date_planned=supplied.shop.at(30))

    with pytest.raises(Drifted, match="is planned for"):
        carry_out(proposal, key, supplied.world.robot, key="unused", now=now())


def test_nothing_is_planned_for_what_has_come_or_is_locked(supplied: Supply) -> None:
    came, locked = supplied.order(), supplied.order()
    supplied.receive(came, 20)
    supplied.shop.do("purchase.order", "button_done", locked.order_id)

    with pytest.raises(Refused, match="nothing of"):
        _do(supplied, supplied.replan(came))
    with pytest.raises(Refused, match=f"{locked.name} is done"):
        _do(supplied, supplied.replan(locked))


def _said(supplied: Supply, order_id: int) -> int:
    domain: list[Json] = [["model", "=", "purchase.order"], ["res_id", "=", order_id]]
    return len(supplied.shop.admin.rows("mail.message", domain, ["id"]))


def _deadlines(supplied: Supply, order_id: int) -> dict[str, Json | object]:
    shop = supplied.shop
    move = shop.admin.rows(
        "stock.move", [["purchase_line_id.order_id", "=", order_id]], ["date", "date_deadline", "picking_id"]
    )[0]
    line = shop.admin.rows("purchase.order.line", [["order_id", "=", order_id]], ["date_planned"])[0]
    return {
        "line": moment(line["date_planned"]),
        "order": moment(shop.field("purchase.order", order_id, "date_planned")),
        "deadline": moment(move["date_deadline"]),
        "receipt": moment(shop.field("stock.picking", whole(move["picking_id"]), "date_deadline")),
        "move": moment(move["date"]),
    }


# -- another source


def test_a_part_is_drafted_elsewhere_and_taken_back(supplied: Supply) -> None:
    order = supplied.order()
    proposal, key = supplied.split(order), token_hex(16)

    first = _do(supplied, proposal, key)
    again = _do(supplied, proposal, key)
    origin = supplied.shop.field("purchase.order", first.record_id, "origin")
    back = _undo(supplied, proposal, first)

    assert (first.fresh, again.fresh) == (True, False)
    assert "8 at 11" in first.read_back[1]
    assert origin == f"{order.name}, Weighbridge case/stockout/contract/1/7@2"
    assert supplied.shop.id("purchase.order", first.record_id, "partner_id") == supplied.other
    assert back.read_back == (f"{first.record} is cancelled",)


def test_no_part_is_drafted_of_what_has_come_meanwhile(supplied: Supply) -> None:
    order = supplied.order()
    proposal = supplied.split(order)
    key = supplied.world.clearance(proposal)
    supplied.receive(order, 15)

    with pytest.raises(Drifted, match="owes less than 8"):
        carry_out(proposal, key, supplied.world.robot, key=token_hex(16), now=now())


def test_another_branch_of_the_late_company_is_no_other_source(supplied: Supply) -> None:
    order = supplied.order()
    supplied.shop.change("res.partner", supplied.other, is_company=False, parent_id=supplied.late)

    with pytest.raises(Refused, match="belongs to"):
        _do(supplied, supplied.split(order))


# -- reviews


def test_a_review_is_one_task_on_the_supplier(supplied: Supply) -> None:
    proposal, key = supplied.review(), token_hex(16)

    first = _do(supplied, proposal, key)
    again = _do(supplied, proposal, key)

    domain: list[Json] = [["res_model", "=", "res.partner"], ["res_id", "=", supplied.late]]
    petra = supplied.world.as_user("petra")
    (task,) = petra.rows("mail.activity", domain, ["summary", "user_id", "note", "date_deadline"])
    assert (first.fresh, again.fresh) == (True, False)
    assert task["summary"] == f"{supplied.late_name}: open orders will be late"
    assert task["user_id"] == proposal.user_id
    assert "Risk score 72 of 100" in str(task["note"])
    assert task["date_deadline"] == (now() + timedelta(days=3)).date().isoformat()


def test_no_review_is_given_to_somebody_outside(supplied: Supply) -> None:
    with pytest.raises(Refused, match="no longer an internal user"):
        _do(supplied, supplied.review("portia"))


# -- holds


def test_a_supplier_is_held_once_and_released_as_it_was(supplied: Supply) -> None:
    proposal, key = supplied.hold(), token_hex(16)
    before = supplied.shown()

    first = _do(supplied, proposal, key)
    again = _do(supplied, proposal, key)
    held = supplied.shown()
    back = _undo(supplied, proposal, first)

    assert (first.fresh, again.fresh, back.fresh) == (True, False, True)
    assert held[0] == "block"
    assert str(held[1]).startswith(f"{supplied.late_name} is blocked: nothing is ordered. Risk score 82 of 100")
    assert str(held[1]).endswith("Weighbridge case/stockout/contract/1/7@2")
    assert (supplied.shown()[0], supplied.shown()[1] or False) == (before[0], before[1] or False)


def test_what_a_person_had_written_is_kept_and_comes_back(supplied: Supply) -> None:
    words = "Ask Petra first.\nShe knows why."
    supplied.shop.change("res.partner", supplied.late, purchase_warn="warning", purchase_warn_msg=words)
    _do(supplied, supplied.hold("block", was="warning"))
    held = supplied.shown()

    _do(supplied, supplied.release("warning", was="block"))

    assert str(held[1]).endswith(words)
    assert supplied.shown() == ("warning", words)


def test_a_hold_in_two_steps_is_released_in_one(supplied: Supply) -> None:
    _do(supplied, supplied.hold("warning"))
    _do(supplied, supplied.hold("block", was="warning"))

    _do(supplied, supplied.release("none", was="block"))

    assert supplied.shown()[0] == "no-message"
    assert not supplied.shown()[1]


def test_a_hold_that_a_person_has_changed_is_theirs(supplied: Supply) -> None:
    _do(supplied, supplied.hold())
    proposal = supplied.release()
    key = supplied.world.clearance(proposal)
    supplied.shop.change("res.partner", supplied.late, purchase_warn_msg="Legal has the case.")

    with pytest.raises(Drifted, match="changed since"):
        carry_out(proposal, key, supplied.world.robot, key=token_hex(16), now=now())
    with pytest.raises(Refused, match="not ours, or was changed since"):
        _do(supplied, proposal)

    assert supplied.shown() == ("block", "Legal has the case.")


def test_a_warning_of_a_person_is_not_ours_to_take_back(supplied: Supply) -> None:
    supplied.shop.change("res.partner", supplied.late, purchase_warn="block", purchase_warn_msg="No.")

    with pytest.raises(Refused, match="not ours"):
        _do(supplied, supplied.release())


def test_only_the_company_is_held_and_an_order_to_its_contact_is_refused_too(supplied: Supply) -> None:
    contact = supplied.shop.make("res.partner", name="Ingrid", parent_id=supplied.late, email="i@late.example")
    on_contact = supplied.hold().model_copy(update={"supplier_id": contact})

    with pytest.raises(Refused, match="belongs to another company"):
        _do(supplied, on_contact)
    _do(supplied, supplied.hold())
    bought = supplied.world.buy().model_copy(update={"supplier_id": contact})
    with pytest.raises(Refused, match="archived or blocked"):
        _do(supplied, bought)


# -- preferences


def test_another_supplier_comes_first_in_one_step_and_goes_back(supplied: Supply) -> None:
    proposal, key = supplied.prefer(), token_hex(16)
    before = first_vendor(supplied)

    first = _do(supplied, proposal, key)
    again = _do(supplied, proposal, key)
    then = first_vendor(supplied)
    back = _undo(supplied, proposal, first)

    assert (first.fresh, again.fresh, back.fresh) == (True, False, True)
    assert (before, then, first_vendor(supplied)) == (supplied.late, supplied.other, supplied.late)
    assert first.read_back == (f"{supplied.world.product.name} is bought from {supplied.other_name} first",)
    prices = vendor_order(supplied.world.robot, supplied.world.product.product_id, 1)
    assert tuple(price.price_id for price in prices) == proposal.old_order


def test_an_order_of_vendors_that_a_person_changed_meanwhile_is_left_alone(supplied: Supply) -> None:
    proposal = supplied.prefer()
    key = supplied.world.clearance(proposal)
    supplied.shop.change("product.supplierinfo", proposal.old_order[-1], sequence=0)

    with pytest.raises(Drifted, match="is first of"):
        carry_out(proposal, key, supplied.world.robot, key=token_hex(16), now=now())


def test_a_preference_does_not_shuffle_the_others(supplied: Supply) -> None:
    proposal = supplied.prefer()
    first, *rest = proposal.new_order
    shuffled = proposal.model_copy(update={"new_order": (first, *reversed(rest))})

    with pytest.raises(Refused, match="others would change places"):
        _do(supplied, shuffled)


# -- rights


def test_the_robot_itself_changes_no_partner_and_no_price(supplied: Supply) -> None:
    robot, price = supplied.world.robot, supplied.other_price

    for model, record, values in (
        ("res.partner", supplied.late, {"purchase_warn": "block"}),
        ("res.partner", supplied.late, {"email": "mine@elsewhere.example"}),
        ("product.supplierinfo", price, {"sequence": 0}),
        ("product.supplierinfo", price, {"price": 0.01}),
    ):
        with pytest.raises(NotAllowed):
            robot.call(model, "write", [record], {**values})


@pytest.mark.parametrize("login", ["mallory", "petra", "admin"])
def test_nobody_but_the_robot_sends_odoo_on_an_errand(supplied: Supply, login: str) -> None:
    values: dict[str, Json] = {
        "x_name": "mine",
        "x_kind": "warn",
        "x_doc": f"res.partner,{supplied.late}",
        "x_before": "no-message",
        "x_after": "block",
    }

    with pytest.raises(NotAllowed):
        supplied.world.as_user(login).call(ERRAND, "create", values)

    assert supplied.shown()[0] == "no-message"


@pytest.mark.parametrize(
    ("kind", "on", "before", "after", "words"),
    [
        ("warn", "partner", "block", "no-message", "changed the warning"),
        ("warn", "partner", "no-message", "gone", "no level"),
        ("warn", "order", "no-message", "block", "not on their contacts"),
        ("prefer", "product", "1,2", "2,1", "changed the vendors"),
        ("ask", "partner", "", "", "confirmed orders only"),
    ],
)
def test_odoo_does_no_errand_that_does_not_fit_what_stands_there(
    supplied: Supply, kind: str, on: str, before: str, after: str, words: str
) -> None:
    order = supplied.order()
    records = {
        "partner": f"res.partner,{supplied.late}",
        "order": f"purchase.order,{order.order_id}",
        "product": f"product.product,{supplied.world.product.product_id}",
    }
    values: dict[str, Json] = {
        "x_name": "forged",
        "x_kind": kind,
        "x_doc": records[on],
        "x_before": before,
        "x_after": after,
    }

    with pytest.raises(Refused, match=words):
        supplied.world.robot.call(ERRAND, "create", values)


# -- who answers


def test_who_made_or_changed_the_record_last_does_not_answer(supplied: Supply) -> None:
    order, robot = supplied.order(), supplied.world.robot
    petra = supplied.world.as_user("petra")
    petra.call("purchase.order.line", "write", [order.line_id], {"date_planned": supplied.shop.at(6)})

    asked = hands_on(supplied.ask(order), robot)
    held = hands_on(supplied.hold(), robot)
    preferred = hands_on(supplied.prefer(), robot)

    assert asked >= {supplied.shop.admin.uid, petra.uid}
    assert supplied.shop.admin.uid in held & preferred
    assert hands_on(supplied.review(), robot) == hands_on(supplied.split(order), robot) == frozenset()


def test_a_question_about_a_supplier_links_to_it(supplied: Supply) -> None:
    proposal, at, asked = supplied.hold(), now(), supplied.world.user("petra")
    question = wish().model_copy(update={"proposal": proposal, "bounds": None})
    page = compose(question, thought(), verdict(), case=CASE, role=Role.BUYER, then=None, now=at)

    posted = post(
        supplied.world.robot,
        page,
        request_id=f"{CASE}#e/1.0?{token_hex(4)}",
        digest=digest(proposal),
        approver=asked,
        expires_at=at + timedelta(hours=6),
        bounds=None,
        options=(),
    )

    row = supplied.shop.admin.rows(DECISION, [["id", "=", posted.odoo_id]], ["x_doc", "x_name", "x_html_diff"])[0]
    assert row["x_doc"] == f"res.partner,{supplied.late}"
    assert row["x_name"] == f"Block orders to {supplied.late_name} (now no warning)"
    assert "Shown to buyers" in str(row["x_html_diff"])
