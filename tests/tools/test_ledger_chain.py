"""Whoever changes what was written is found out, and the first bad entry is named."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection, Executable, delete, insert, select, update

from domain.fact import fingerprint
from tests.tools.ledger_words import CASE, NOW, by, note
from tools.ledger import By, Head, Ledger
from tools.ledger.store import Store
from tools.ledger.tables import document, entry, head

LENGTH = 12
Tamper = Callable[[Connection], object]


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    opened = Ledger(ledger_url)
    yield opened
    opened.close()


@pytest.fixture
def tampering(ledger_url: str) -> Iterator[Callable[[Tamper], None]]:
    store = Store(ledger_url)

    def change(how: Tamper) -> None:
        with store.writing() as sql:
            how(sql)

    yield change
    store.close()


def write(ledger: Ledger, count: int = LENGTH) -> None:
    for number in range(1, count + 1):
        ledger.record(note(f"words {number}", f"step {number}"))


def test_an_empty_chain_is_sound(ledger: Ledger) -> None:
    verified = ledger.verify()

    assert verified.sound
    assert verified.entries == 0
    assert ledger.head().seq == 0


def test_entries_follow_one_another(ledger: Ledger) -> None:
    write(ledger)

    entries = ledger.entries()

    assert [e.seq for e in entries] == list(range(1, LENGTH + 1))
    assert all(later.previous == earlier.hash for earlier, later in pairwise(entries))
    assert ledger.verify().sound


def test_the_same_step_is_recorded_once(ledger: Ledger) -> None:
    first = ledger.record(note("as first said", "step"))

    again = ledger.record(note("as said on the second try", "step"))

    assert again == first
    assert len(ledger.entries()) == 1


def test_entries_of_one_case_are_found(ledger: Ledger) -> None:
    write(ledger, 2)
    ledger.record(note("elsewhere", "step", case="case/stockout/sandbox/1/8@2"))

    assert [e.subject for e in ledger.entries(case=CASE)] == ["step 1", "step 2"]
    assert [e.seq for e in ledger.entries(after=2)] == [3]


@pytest.mark.parametrize("column", [c.name for c in entry.columns])
def test_one_changed_letter_in_any_field_is_found(
    ledger: Ledger, tampering: Callable[[Tamper], None], column: str
) -> None:
    write(ledger)
    changed = {
        "seq": 77,
        "at": NOW + timedelta(microseconds=1),
        "book": fingerprint("book", b"another book"),
        "payload": fingerprint("document", b"another payload"),
        "case": CASE.replace("7@2", "7@3"),
    }.get(column, fingerprint("x", b"y"))

    tampering(lambda sql: sql.execute(update(entry).where(entry.c.seq == 5).values({column: changed})))

    assert (ledger.verify().sound, ledger.verify().bad) == (False, 5)


@pytest.mark.parametrize(
    ("how", "bad"),
    [
        (delete(entry).where(entry.c.seq == 4), 4),
        (delete(entry).where(entry.c.seq == 1), 1),
        (delete(entry).where(entry.c.seq > 9), 10),
        (update(head).values(seq=LENGTH - 1), LENGTH + 1),
        (update(head).values(hash=fingerprint("x")), LENGTH + 1),
        (update(document).values(body='{"words":"never said"}'), 1),
        (delete(document), 1),
        (update(document).values(body=None), 1),
    ],
)
def test_what_is_deleted_or_rewritten_is_found(
    ledger: Ledger, tampering: Callable[[Tamper], None], how: Executable, bad: int
) -> None:
    write(ledger)

    tampering(lambda sql: sql.execute(how))

    assert (ledger.verify().sound, ledger.verify().bad) == (False, bad)


def test_two_entries_that_changed_places_are_found(ledger: Ledger, tampering: Callable[[Tamper], None]) -> None:
    write(ledger)

    def swap(sql: Connection) -> None:
        for old, new in ((3, 103), (4, 3), (103, 4)):
            sql.execute(update(entry).where(entry.c.seq == old).values(seq=new))

    tampering(swap)

    assert ledger.verify().bad == 3


def test_an_entry_put_in_between_is_found(ledger: Ledger, tampering: Callable[[Tamper], None]) -> None:
    write(ledger)

    def slip_in(sql: Connection) -> None:
        for seq in range(LENGTH, 5, -1):
            sql.execute(update(entry).where(entry.c.seq == seq).values(seq=seq + 1))
        fifth = sql.execute(select(entry).where(entry.c.seq == 5)).one()
        sql.execute(insert(entry).values({**fifth._mapping, "seq": 6, "key": fingerprint("entry", b"forged")}))
        sql.execute(update(head).values(seq=LENGTH + 1))

    tampering(slip_in)

    assert ledger.verify().bad == 6


def _cut_behind(last: int) -> Tamper:
    def cut(sql: Connection) -> None:
        sql.execute(delete(entry).where(entry.c.seq > last))
        kept = sql.execute(select(entry.c.hash).where(entry.c.seq == last)).scalar_one()
        sql.execute(update(head).values(seq=last, hash=kept))

    return cut


def test_a_chain_that_was_cut_behind_its_anchor_is_found(ledger: Ledger, tampering: Callable[[Tamper], None]) -> None:
    write(ledger)
    anchor = ledger.head()

    tampering(_cut_behind(8))

    assert (ledger.verify(anchor).sound, ledger.verify(anchor).bad) == (False, 9)


def test_without_an_anchor_a_clean_cut_cannot_be_seen(ledger: Ledger, tampering: Callable[[Tamper], None]) -> None:
    write(ledger)

    tampering(_cut_behind(8))

    assert ledger.verify().sound


def test_a_history_that_was_written_anew_does_not_meet_its_anchor(
    ledger: Ledger, tampering: Callable[[Tamper], None]
) -> None:
    write(ledger)
    anchor = ledger.head()
    tampering(_cut_behind(8))

    for number in range(9, LENGTH + 1):
        ledger.record(note(f"another history {number}", f"step {number}"))

    assert ledger.verify().sound
    assert ledger.verify(anchor).bad == LENGTH


def test_a_chain_that_grew_still_meets_its_anchor(ledger: Ledger) -> None:
    write(ledger, 3)
    anchor = ledger.head()

    ledger.record(note("later", "later"))

    assert ledger.verify(anchor).sound
    assert ledger.verify(Head(seq=99, hash=anchor.hash)).sound is False


def test_a_hundred_random_changes_are_all_found(ledger: Ledger, tampering: Callable[[Tamper], None]) -> None:
    write(ledger, 40)
    chance = random.Random(20260302)
    texts = [c for c in entry.columns if c.name not in {"seq", "at"}]
    missed = []

    for _ in range(100):
        seq, column = chance.randint(1, 40), chance.choice(texts)
        with_one_letter_changed: list[tuple[str, str]] = []

        def flip(
            sql: Connection,
            seq: int = seq,
            column: str = column.name,
            log: list[tuple[str, str]] = with_one_letter_changed,
        ) -> None:
            was = sql.execute(select(entry.c[column]).where(entry.c.seq == seq)).scalar_one()
            at = chance.randrange(len(was))
            now = was[:at] + chr(ord(was[at]) ^ 1) + was[at + 1 :]
            log.append((was, now))
            sql.execute(update(entry).where(entry.c.seq == seq).values({column: now}))

        tampering(flip)
        if ledger.verify().bad != seq:
            missed.append((seq, column.name, with_one_letter_changed))
        (was, _now) = with_one_letter_changed[0]
        tampering(
            lambda sql, seq=seq, column=column.name, was=was: sql.execute(  # type: ignore[misc]
                update(entry).where(entry.c.seq == seq).values({column: was})
            )
        )

    assert missed == []
    assert ledger.verify().sound


def test_an_erasure_that_nobody_recorded_is_found(ledger: Ledger, tampering: Callable[[Tamper], None]) -> None:
    write(ledger, 3)
    ledger.erase(ledger.entries()[0].payload, By(actor="privacy officer", at=NOW))
    assert ledger.verify().sound

    tampering(lambda sql: sql.execute(update(document).values(body=None)))

    assert ledger.verify().bad == 2


def test_who_did_it_and_under_which_book_is_in_the_entry(ledger: Ledger) -> None:
    written = ledger.record(note("hello", "step"))

    assert (written.actor, written.book, written.at) == ("weighbridge", by().book, NOW)
