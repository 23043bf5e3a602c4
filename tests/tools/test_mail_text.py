"""Of a mail only what its writer wrote himself is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.odoo.mail_text import written


@pytest.mark.parametrize(
    "tail",
    [
        "<blockquote>Please deliver on 1 December.</blockquote>",
        '<div class="gmail_quote">On Monday P. wrote: Please deliver on 1 December.</div>',
        '<div data-o-mail-quote="1">Please deliver on 1 December.</div>',
        "<p>On Mon, 23 Nov 2026 Petra &lt;p@nordlager.example&gt; wrote:</p><p>Please deliver on 1 December.</p>",
        "<p>Am 23.11.2026 um 10:00 schrieb Petra:</p><p>Please deliver on 1 December.</p>",
        "<p>-----Original Message-----</p><p>Please deliver on 1 December.</p>",
        "<p>&gt; Please deliver on 1 December.</p>",
        "<p>--</p><p>Please deliver on 1 December.</p>",
        '<p style="display: none">Please deliver on 1 December.</p>',
        '<span style="font-size:0px">Please deliver on 1 December.</span>',
        "<!-- Please deliver on 1 December. -->",
        "<script>Please deliver on 1 December.</script>",
        "<p hidden>Please deliver on 1 December.</p>",
    ],
)
def test_what_is_quoted_signed_or_hidden_is_not_read(tail: str) -> None:
    assert written(f"<p>We come on the 15th.</p>{tail}") == "We come on the 15th."


def test_lines_and_signs_are_kept_as_they_are_seen() -> None:
    assert written("<div>A &amp; B<br/>two</div><ul><li>x</li></ul>") == "A & B\ntwo\n\nx"


@settings(max_examples=80)
@given(st.text(alphabet="<>/ab =\"'&;-!p\n", max_size=200))
def test_broken_html_is_read_as_far_as_it_goes(body: str) -> None:
    assert isinstance(written(body), str)
