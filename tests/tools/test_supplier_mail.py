"""What a supplier writes on an order is read whole, line by line, and where it is cut that is said."""

from collections.abc import Iterator

import pytest

from domain.fact import tame
from tests.agents.injected_mails import mail_of
from tests.agents.injected_turns import ASKED, Post
from tests.agents.supplier_world import COMPANY, suppliers
from tools.odoo.session import opened
from tools.odoo.supplier_mail import MOST_TEXT, Mail, read_mails

pytestmark = pytest.mark.xdist_group("supplier_mail")


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    with suppliers(tmp_path_factory.mktemp("suppliers")) as world:
        yield Post(world)


def received(post: Post, html: str, *, file: str = "") -> Mail:
    mail = mail_of(html, sender="Ivan <sales@dr.example>", answers=ASKED, number=1)
    if file:
        mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename=file)
    message = post.arrives(mail)
    with opened(post.world.access) as odoo:
        mails, notes = read_mails(odoo, [post.order], company_id=COMPANY)
    post.leaves(message)
    assert notes == ()
    (read,) = mails
    return read


def test_a_letter_of_many_lines_is_read_whole_and_line_by_line(post: Post) -> None:
    lines = [f"Sentence number {n} of a long letter to a buyer." for n in range(60)]

    mail = received(post, "".join(f"<p>{line}</p>" for line in lines))

    assert [line for line in mail.text.splitlines() if line] == lines
    assert not mail.cut


@pytest.mark.parametrize(("characters", "cut"), [(MOST_TEXT, False), (MOST_TEXT + 1, True), (300_000, True)])
def test_what_is_longer_than_is_read_is_said_to_be_cut(post: Post, characters: int, cut: bool) -> None:
    mail = received(post, f"<p>{'x' * characters}</p>")

    assert len(mail.text) == MOST_TEXT
    assert mail.cut == cut


def test_who_it_claims_to_come_from_and_the_names_of_its_files_are_read(post: Post) -> None:
    mail = received(post, "<p>On time.</p>", file="order\u202e confirmed.pdf")

    assert (mail.sender, mail.subject) == ("Ivan <sales@dr.example>", "Re: your order")
    assert mail.author_id == post.world.story.suppliers["DR"]
    assert mail.attachments == (tame("order\u202e confirmed.pdf"),)


def test_signs_that_change_the_direction_of_words_are_left_out(post: Post) -> None:
    assert received(post, "<p>On\u202e time.\u200b</p>").text == "On time."


def test_what_we_wrote_ourselves_is_no_answer(post: Post) -> None:
    message = post.world.env.call("purchase.order", "message_post", [post.order], body="A note of ours.")

    with opened(post.world.access) as odoo:
        mails, _ = read_mails(odoo, [post.order], company_id=COMPANY)

    assert message
    assert mails == ()
