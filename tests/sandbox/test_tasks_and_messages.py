"""Activities and messages: who may do what to them, and what they leave behind."""

from typing import Any

import pytest

from sandbox import SandboxOdoo
from tests.sandbox.speaking import Caller, person

DENIED = "odoo.exceptions.AccessError"


class Desk:
    """A partner as document; buyers may write it, plain may only read it, portia may do neither."""

    def __init__(self, odoo: SandboxOdoo) -> None:
        self.odoo = odoo
        buyers = "purchase.group_purchase_manager"
        self.uid = {login: person(odoo, login, buyers) for login in ("petra", "mallory")}
        self.uid |= {"plain": person(odoo, "plain"), "portia": person(odoo, "portia", "base.group_portal")}
        self.callers = {login: Caller(odoo, login) for login in self.uid}
        self.env = odoo.env().sudo()
        self.document = self.env.create("res.partner", {"name": "Nord"})
        self.kind = self.env.ref("mail.mail_activity_data_todo")
        self.model = self.env.ref("base.model_res_partner")

    def task(self, by: str, user: str, **more: Any) -> Any:
        values = {
            "res_model_id": self.model,
            "res_id": self.document,
            "activity_type_id": self.kind,
            "summary": "Call <them>",
        }
        return self.callers[by]("mail.activity", "create", {**values, "user_id": self.uid[user], **more})

    def messages(self) -> list[dict[str, Any]]:
        domain = [["model", "=", "res.partner"], ["res_id", "=", self.document]]
        return self.env.search_read("mail.message", domain, order="id")


@pytest.fixture
def desk(odoo: SandboxOdoo) -> Desk:
    return Desk(odoo)


def test_a_task_names_its_document_and_its_state(desk: Desk) -> None:
    task = desk.task("petra", "mallory", date_deadline="2020-01-01")

    (row,) = desk.callers["petra"]("mail.activity", "read", [task], ["res_model", "res_name", "state", "user_id"])
    (document,) = desk.callers["petra"]("res.partner", "read", [desk.document], ["activity_ids"])

    assert (row["res_model"], row["res_name"], row["state"]) == ("res.partner", "Nord", "overdue")
    assert document["activity_ids"] == [task]


def test_a_task_needs_a_document_that_exists_and_may_be_written(desk: Desk) -> None:
    values = {"activity_type_id": desk.kind, "user_id": desk.uid["petra"]}
    petra = desk.callers["petra"]

    assert petra("mail.activity", "create", values).name == "odoo.exceptions.ValidationError"
    assert (
        petra("mail.activity", "create", {**values, "res_model_id": desk.model}).name
        == "odoo.exceptions.ValidationError"
    )
    assert desk.task("petra", "petra", res_id=9999).name == "odoo.exceptions.MissingError"
    assert desk.task("plain", "plain").name == DENIED


def test_done_with_words_leaves_a_message_that_quotes_them_safely(desk: Desk) -> None:
    task = desk.task("petra", "petra", note="<p>the price list</p>")

    message = desk.callers["petra"]("mail.activity", "action_feedback", [task], feedback="spoke to <b>\nthem")

    (row,) = [m for m in desk.messages() if m["id"] == message]
    assert "<span>To-Do</span> done" in row["body"]
    assert "Call &lt;them&gt;" in row["body"]
    assert "spoke to &lt;b&gt;\n            <br>\n            them" in row["body"]
    assert "Original note:" in row["body"]
    assert (row["create_uid"], row["message_type"]) == (desk.uid["petra"], "notification")
    assert row["subtype_id"] == desk.env.ref("mail.mt_activities")
    assert desk.env.search_count("mail.activity") == 0


def test_an_assignee_may_finish_a_task_on_a_document_that_he_cannot_write(desk: Desk) -> None:
    task = desk.task("petra", "plain")

    assert isinstance(desk.callers["plain"]("mail.activity", "action_done", [task]), int)


def test_whoever_may_write_the_document_may_finish_the_task_of_another(desk: Desk) -> None:
    task = desk.task("petra", "petra")

    message = desk.callers["mallory"]("mail.activity", "action_feedback", [task], feedback="done")

    (row,) = [m for m in desk.messages() if m["id"] == message]
    assert "originally assigned to <span>Petra</span>" in row["body"]
    assert row["create_uid"] == desk.uid["mallory"]


@pytest.mark.parametrize("login", ["plain", "portia"])
def test_whoever_may_not_write_the_document_cannot_touch_the_task(desk: Desk, login: str) -> None:
    task = desk.task("petra", "petra")
    other = desk.callers[login]

    answers = [
        other("mail.activity", "write", [task], {"user_id": desk.uid[login]}),
        other("mail.activity", "action_feedback", [task], feedback="x"),
        other("mail.activity", "unlink", [task]),
    ]

    assert [answer.name for answer in answers] == [DENIED] * 3


def test_a_task_that_is_gone_cannot_be_done(desk: Desk) -> None:
    task = desk.task("petra", "petra")
    desk.callers["petra"]("mail.activity", "unlink", [task])

    assert desk.callers["petra"]("mail.activity", "action_done", [task]).name == "odoo.exceptions.MissingError"
    assert desk.messages() == []


def test_a_kind_that_is_kept_is_archived(desk: Desk) -> None:
    desk.env.write("mail.activity.type", [desk.kind], {"keep_done": True})
    task = desk.task("petra", "petra")

    desk.callers["petra"]("mail.activity", "action_done", [task])

    (row,) = desk.env.read("mail.activity", [task], ["active", "state"])
    assert (row["active"], row["state"]) == (False, "done")
    assert desk.env.one("res.partner", desk.document, ["activity_ids"])["activity_ids"] == []


def test_scheduling_answers_with_the_words_of_a_recordset(desk: Desk) -> None:
    answer = desk.callers["petra"](
        "res.partner", "activity_schedule", [desk.document], "mail.mail_activity_data_todo", user_id=desk.uid["petra"]
    )

    assert answer == "mail.activity(1,)"


def test_a_model_without_tasks_takes_none(desk: Desk) -> None:
    answer = desk.task("petra", "petra", res_model_id=desk.env.ref("base.model_res_company"), res_id=1)

    assert answer.name == "builtins.AttributeError"


def test_a_message_is_escaped_unless_it_is_said_to_be_html(desk: Desk) -> None:
    petra = desk.callers["petra"]
    petra("res.partner", "message_post", [desk.document], body="<b>a</b>")
    petra("res.partner", "message_post", [desk.document], body="<b>b</b>", body_is_html=True)

    assert [m["body"] for m in desk.messages()] == ["<p>&lt;b&gt;a&lt;/b&gt;</p>", "<b>b</b>"]


def test_the_author_of_a_message_can_be_claimed_but_not_its_maker(desk: Desk) -> None:
    partner = desk.env.one("res.users", desk.uid["petra"], ["partner_id"])["partner_id"]

    desk.callers["mallory"]("res.partner", "message_post", [desk.document], body="approve", author_id=partner)

    (row,) = desk.messages()
    assert (row["author_id"], row["create_uid"]) == (partner, desk.uid["mallory"])


def test_only_who_may_write_the_document_posts_and_edits(desk: Desk) -> None:
    message = desk.callers["petra"]("res.partner", "message_post", [desk.document], body="a")

    assert desk.callers["plain"]("res.partner", "message_post", [desk.document], body="b").name == DENIED
    assert desk.callers["plain"]("mail.message", "write", [message], {"body": "c"}).name == DENIED
    assert desk.callers["mallory"]("mail.message", "write", [message], {"body": "d"}) is True


def test_a_recipient_may_edit_what_he_was_sent(desk: Desk) -> None:
    desk.task("petra", "plain")

    message = desk.callers["petra"](
        "res.partner",
        "message_post",
        [desk.document],
        body="a",
        subtype_xmlid="mail.mt_comment",
        message_type="comment",
    )

    assert desk.callers["plain"]("mail.message", "write", [message], {"body": "edited"}) is True


def test_an_answer_by_mail_is_put_on_its_document_once(desk: Desk) -> None:
    message = desk.env.read(
        "mail.message", [desk.callers["petra"]("res.partner", "message_post", [desk.document], body="a")]
    )
    mail = (
        f"From: nord@firm.com\nTo: x@y\nSubject: re\nIn-Reply-To: {message[0]['message_id']}\nMessage-ID: <9@n>\n\nyes"
    )

    first = desk.callers["plain"]("mail.thread", "message_process", False, mail)
    again = desk.callers["plain"]("mail.thread", "message_process", False, mail)

    assert (first, again) == (desk.document, False)
    assert desk.messages()[-1]["email_from"] == "nord@firm.com"
    assert desk.messages()[-1]["create_uid"] == 1
    assert desk.callers["portia"]("mail.thread", "message_process", False, mail).name == DENIED


def test_a_mail_without_a_way_is_refused(desk: Desk) -> None:
    mail = "From: nord@firm.com\nTo: x@y\nSubject: re\nMessage-ID: <9@n>\n\nyes"

    assert desk.callers["plain"]("mail.thread", "message_process", False, mail).name == "builtins.ValueError"


def test_a_file_belongs_to_whoever_may_see_its_document(desk: Desk) -> None:
    file = {"name": "a.txt", "datas": "aGVsbG8="}
    loose = desk.callers["petra"]("ir.attachment", "create", file)
    put = desk.callers["petra"](
        "ir.attachment", "create", {**file, "res_model": "res.partner", "res_id": desk.document}
    )

    assert desk.callers["mallory"]("ir.attachment", "read", [loose], ["name"]).name == DENIED
    assert desk.callers["plain"]("ir.attachment", "read", [put], ["name"])[0]["name"] == "a.txt"
    assert desk.callers["plain"]("ir.attachment", "write", [put], {"name": "b"}).name == DENIED
