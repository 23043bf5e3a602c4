"""How documents are read and cut."""

import pytest

from tools.knowledge.loading import passages
from tools.knowledge.words import Document, Readers, Unreadable


def document(name: str) -> Document:
    return Document(
        document="D", version="1", title="T", status="approved", readers=Readers(), source=name, name=name,
        stamp=f"sha256:{'0' * 64}",
    )  # fmt: skip


def pdf(*pages: str) -> bytes:
    """A PDF with one line of text on each page."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, text in enumerate(pages):
        drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        fonts = "/MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {fonts} /Contents {5 + 2 * n} 0 R >>")
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    body, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def test_the_pages_of_a_pdf_are_its_sections() -> None:
    found = passages(document("a.pdf"), pdf("Goods are counted.", "Claims end after seven days."))

    assert [(p.section, p.words) for p in found] == [
        ("page 1", "Goods are counted."),
        ("page 2", "Claims end after seven days."),
    ]


def test_short_sections_of_a_markdown_file_stay_together_under_their_headings() -> None:
    found = passages(document("a.md"), b"# Claims\n\nAlways.\n\n## Limit\n\nSeven days.\n")

    assert [(p.section, p.words) for p in found] == [("Claims; Limit", "# Claims\nAlways.\n## Limit\nSeven days.")]


def test_long_sections_of_a_markdown_file_are_passages_of_their_own() -> None:
    text = "".join(f"## Part {n}\n\n{'Goods are counted. ' * 40}\n\n" for n in range(3))

    assert [p.section for p in passages(document("a.md"), text.encode())] == ["Part 0", "Part 1", "Part 2"]


def test_a_long_text_is_cut_into_passages_that_share_their_edges() -> None:
    text = " ".join(f"Sentence number {n} of the procedure." for n in range(100))
    found = passages(document("a.txt"), text.encode())

    assert len(found) >= 3
    assert all(len(p.words) <= 1200 for p in found)
    assert found[1].words[:20] in found[0].words


def test_signs_that_hide_or_turn_text_do_not_reach_a_passage() -> None:
    hidden = "Pay \u202etxet\u200b now.\x00"

    assert passages(document("a.txt"), hidden.encode())[0].words == "Pay txet now."


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK", r"end in \.xlsx are not read"),
        ("a", b"text", "end in nothing are not read"),
        ("a.pdf", b"hello", "cannot be read"),
        ("a.pdf", b"%PDF-1.4 garbage", "cannot be read"),
        ("a.txt", b"\xff\xfe\x00broken", "cannot be read"),
        ("a.md", b"\n\n", "holds no text"),
        ("a.pdf", pdf(""), "holds no text"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_reason(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        passages(document(name), content)


def test_an_endless_text_is_refused() -> None:
    with pytest.raises(Unreadable, match="too much"):
        passages(document("a.txt"), b"word " * 700_000)
