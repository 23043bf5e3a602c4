"""A bad row is left out and named; the rows beside it are read."""

from decimal import Decimal

from tests.fakes.wire import result, scripted
from tests.tools.test_session_faults import access
from tools.odoo.records import Notes, Number, Pointer, Reader, Record, Ref, Text, When
from tools.odoo.session import opened


class Thing(Record):
    name: Text
    price: Number
    owner_id: Ref
    site_id: Pointer
    at: When


GOOD = {"id": 1, "name": "bolt", "price": 2.5, "owner_id": False, "site_id": [4, "North"], "at": "2026-03-01 10:00:00"}


def read(*rows: object) -> tuple[list[Thing], tuple[str, ...]]:
    with scripted(result(list(rows))) as server, opened(access(server.url)) as odoo:
        reader = Reader(odoo, 1, Notes())
        return reader.records(Thing, "thing", []), reader.notes.lines()


def test_values_of_odoo_become_values_of_ours() -> None:
    (thing,), notes = read(GOOD)

    assert (thing.name, thing.price, thing.owner_id, thing.site_id) == ("bolt", Decimal("2.5"), None, 4)
    assert thing.at is not None
    assert thing.at.isoformat() == "2026-03-01T10:00:00+00:00"
    assert notes == ()


def test_rows_that_cannot_be_are_left_out_and_named() -> None:
    bad = [
        GOOD | {"id": 2, "price": 1e15},
        GOOD | {"id": 3, "price": "much"},
        GOOD | {"id": 4, "site_id": False},
        GOOD | {"id": 5, "at": "yesterday"},
        {"id": 6, "name": "half"},
    ]

    things, notes = read(*bad, GOOD)

    assert [thing.id for thing in things] == [1]
    assert len(notes) == 5
    assert all(f"thing {row['id']} is left out" in note for row, note in zip(bad, notes, strict=True))


def test_a_name_with_hidden_characters_is_made_plain() -> None:
    (thing,), _ = read(GOOD | {"name": "bo\u202elt\x00\n" + "x" * 500})

    assert thing.name.startswith("bolt")
    assert len(thing.name) <= 200


def test_many_notes_are_counted_rather_than_told() -> None:
    notes = Notes()

    for row in range(100):
        notes.add(f"row {row}")
        notes.add(f"row {row}")

    told = notes.lines()
    assert told[:2] == ("row 0", "row 1")
    assert len(told) == 41
    assert told[-1] == "60 more rows were left out"
