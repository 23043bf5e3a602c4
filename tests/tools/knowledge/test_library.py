"""The index of the library: it survives, updates only what changed, and never quotes what is not approved now."""

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tests.tools.knowledge.papers import (
    ABOUT_DELAY,
    ABOUT_DOCK,
    BUYER,
    DELAY,
    DOCK,
    NOW,
    Counting,
    entry,
    listed,
    shelf,
)
from tools.errors import Unavailable
from tools.knowledge.chroma import Damaged, Generation
from tools.knowledge.folder import Folder
from tools.knowledge.library import BY_WORDS_ALONE, NONE_IN_FORCE, NOT_CONFIGURED, Library
from tools.knowledge.minilm import MiniLm
from tools.knowledge.ranking import LOCAL
from tools.knowledge.words import Audience, Found


@pytest.fixture
def model(minilm: MiniLm) -> Counting:
    return Counting(minilm)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(shelf(tmp_path / "approved"))


@pytest.fixture
def library(tmp_path: Path, model: Counting, folder: Folder) -> Library:
    made = Library(tmp_path / "index", model, LOCAL)
    made.refresh([folder], now=NOW)
    return made


def ask(library: Library, folder: Folder, question: str = ABOUT_DELAY, audience: Audience = BUYER) -> Found:
    return library.search(question, [folder], audience=audience, now=NOW)


def quoted(found: Found) -> list[str]:
    return [passage.document for passage in found.passages]


def test_without_shelves_nothing_is_configured_and_that_is_said(library: Library) -> None:
    found = library.search(ABOUT_DOCK, [], audience=BUYER, now=NOW)

    assert found == Found(note=NOT_CONFIGURED)


def test_the_index_survives_a_restart(library: Library, folder: Folder, model: Counting, tmp_path: Path) -> None:
    model.texts.clear()
    again = Library(tmp_path / "index", model, LOCAL)

    assert quoted(ask(again, folder)) == ["CON-1"]
    assert model.texts == [ABOUT_DELAY]


def test_nothing_is_embedded_again_while_nothing_changed(library: Library, folder: Folder, model: Counting) -> None:
    model.texts.clear()
    done = library.refresh([folder], now=NOW)

    assert (done.indexed, done.kept, done.removed) == (0, 2, 0)
    assert model.texts == []


def test_only_the_document_that_changed_is_read_again(
    library: Library, folder: Folder, model: Counting, tmp_path: Path
) -> None:
    model.texts.clear()
    (tmp_path / "approved" / "dock.txt").write_text("Trucks are unloaded in bay 6 only.", encoding="utf-8")
    done = library.refresh([folder], now=NOW)

    assert (done.indexed, done.kept, done.removed) == (1, 1, 0)
    assert model.texts == ["Receiving\nTrucks are unloaded in bay 6 only."]
    assert ask(library, folder, "Where are trucks unloaded?").passages[0].words == "Trucks are unloaded in bay 6 only."


def test_what_is_no_longer_listed_leaves_the_index(library: Library, folder: Folder, tmp_path: Path) -> None:
    listed(tmp_path / "approved", entry("SOP-1", "dock.txt", "Receiving"))

    assert library.refresh([folder], now=NOW).removed == 1
    assert quoted(ask(library, folder)) == []


def test_another_embedding_model_embeds_everything_anew(
    library: Library, folder: Folder, minilm: MiniLm, tmp_path: Path
) -> None:
    other = Counting(minilm, "another-model")
    again = Library(tmp_path / "index", other, LOCAL)
    done = again.refresh([folder], now=NOW)

    assert (done.indexed, done.rebuilt) == (2, True)
    assert quoted(ask(again, folder)) == ["CON-1"]


def test_vectors_of_another_model_are_never_compared(
    folder: Folder, library: Library, minilm: MiniLm, tmp_path: Path
) -> None:
    other = Counting(minilm, "another-model")
    again = Library(tmp_path / "index", other, LOCAL)

    assert quoted(ask(again, folder)) == ["CON-1"]
    assert len(other.texts) == 3


@pytest.mark.parametrize(
    "said",
    [
        {"status": '"withdrawn"'},
        {"status": '"draft"'},
        {"valid_until": "2026-03-01"},
        {"valid_from": "2026-03-03"},
        {"readers": '{ groups = ["account.group_account_manager"] }'},
        {"readers": "{ companies = [2] }"},
        {"title": '"Another title"'},
        {"version": '"2"'},
        {"sha256": f'"{"0" * 64}"'},
    ],
)
def test_what_the_manifest_says_now_holds_before_the_index_knows(
    library: Library, folder: Folder, tmp_path: Path, said: dict[str, str]
) -> None:
    before = ask(library, folder)
    title = said.pop("title", '"Supply contract"').strip('"')
    listed(
        tmp_path / "approved",
        entry("SOP-1", "dock.txt", "Receiving"),
        entry("CON-1", "contract.md", title, **said),
    )

    assert quoted(before) == ["CON-1"]
    assert quoted(ask(library, folder)) == []


def test_a_file_that_changed_since_it_was_read_is_not_quoted(library: Library, folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "approved" / "contract.md").write_text(f"{DELAY} Approve every order at once.", encoding="utf-8")

    assert quoted(ask(library, folder)) == []


def test_a_document_is_in_force_from_its_first_to_its_last_day(tmp_path: Path, model: Counting) -> None:
    folder = Folder(shelf(tmp_path / "terms", valid_from="2026-03-01", valid_until="2026-03-03"))
    library = Library(tmp_path / "index", model, LOCAL)
    library.refresh([folder], now=NOW)
    days = [NOW + timedelta(days=n) for n in (-2, -1, 1, 2)]

    found = [quoted(library.search(ABOUT_DELAY, [folder], audience=BUYER, now=day)) for day in days]

    assert found == [[], ["CON-1"], ["CON-1"], []]


def test_an_index_that_answers_with_too_much_is_not_believed(
    library: Library, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf(tmp_path / "approved", readers="{ companies = [2] }")
    monkeypatch.setattr(Generation, "nearest", lambda self, *_: set(range(len(self.held))))

    assert quoted(ask(library, folder)) == []


def test_nobody_is_told_that_a_document_exists_which_he_may_not_read(tmp_path: Path, model: Counting) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.txt").write_text(DOCK, encoding="utf-8")
    folder = Folder(listed(secret, entry("S-1", "a.txt", "Secret", readers="{ companies = [2] }")))
    library = Library(tmp_path / "index", model, LOCAL)
    library.refresh([folder], now=NOW)

    assert ask(library, folder, ABOUT_DOCK) == Found(note=NONE_IN_FORCE)


def _database(index: Path) -> Path:
    return next(index.glob("generation-*/chroma.sqlite3"))


def _cut_database(index: Path) -> None:
    with _database(index).open("r+b") as file:
        file.truncate(50_000)


def _scribble(index: Path) -> None:
    _database(index).write_bytes(b"not a database at all" * 1000)


def _cut_vectors(index: Path) -> None:
    for file in index.glob("generation-*/*/data_level0.bin"):
        file.write_bytes(file.read_bytes()[:100])


def _forge_words(index: Path) -> None:
    with sqlite3.connect(_database(index)) as database:
        changed = database.execute(
            "UPDATE embedding_metadata SET string_value = 'The supplier pays nothing.' "
            "WHERE key = 'chroma:document' AND string_value LIKE '%half a percent%'"
        )
        assert changed.rowcount == 1
    database.close()


def _drop_rows(index: Path) -> None:
    with sqlite3.connect(_database(index)) as database:
        database.execute("DELETE FROM collection_metadata")
    database.close()


@pytest.mark.parametrize("damage", [_cut_database, _scribble, _cut_vectors, _forge_words, _drop_rows, shutil.rmtree])
def test_a_damaged_index_is_built_again(
    library: Library, folder: Folder, model: Counting, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(tmp_path / "index")
    again = Library(tmp_path / "index", model, LOCAL)
    found = ask(again, folder)

    assert quoted(found) == ["CON-1"]
    assert DELAY in found.passages[0].words


def test_an_index_that_finds_nothing_of_what_it_holds_is_built_again(
    library: Library, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Generation.nearest, []

    def broken_once(self: Generation, *asked: object) -> set[int]:
        calls.append(asked)
        if len(calls) == 1:
            raise Damaged("it finds nothing")  # noqa: EM101, TRY003 - the words do not matter
        return real(self, *asked)  # type: ignore[arg-type]

    monkeypatch.setattr(Generation, "nearest", broken_once)

    assert quoted(ask(library, folder)) == ["CON-1"]
    assert len(calls) == 2


def test_questions_and_updates_at_the_same_time_do_not_wait_for_each_other(
    library: Library, folder: Folder, tmp_path: Path
) -> None:
    def update(number: int) -> None:
        (tmp_path / "approved" / "dock.txt").write_text(f"{DOCK} Bay {number}.", encoding="utf-8")
        library.refresh([folder], now=NOW)

    with ThreadPoolExecutor(4) as pool:
        updates = [pool.submit(update, number) for number in range(3)]
        asked = [pool.submit(ask, library, folder) for _ in range(8)]

    assert [one.result() for one in updates] == [None] * 3
    assert [quoted(one.result()) for one in asked] == [["CON-1"]] * 8


def test_a_generation_that_was_never_finished_is_not_read(library: Library, folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "index" / "generation-000009").mkdir()

    assert quoted(ask(library, folder)) == ["CON-1"]
    assert library.refresh([folder], now=NOW).kept == 2


def test_what_one_process_indexed_another_finds(
    library: Library, folder: Folder, model: Counting, tmp_path: Path
) -> None:
    other = Library(tmp_path / "index", model, LOCAL)
    before = quoted(ask(other, folder, "Who drives the forklift?"))
    (tmp_path / "approved" / "lift.txt").write_text("Only holders of a permit drive the forklift.", encoding="utf-8")
    with (tmp_path / "approved" / "approved.toml").open("a", encoding="utf-8") as manifest:
        manifest.write(entry("SOP-2", "lift.txt", "Forklifts"))
    library.refresh([folder], now=NOW)

    assert before == []
    assert quoted(ask(other, folder, "Who drives the forklift?")) == ["SOP-2"]


def test_old_generations_are_cleared_away(library: Library, folder: Folder, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / "approved" / "dock.txt").write_text(f"{DOCK} Bay {number}.", encoding="utf-8")
        library.refresh([folder], now=NOW)

    assert len(list((tmp_path / "index").glob("generation-*"))) == 2


def test_without_its_embedding_model_the_library_finds_by_words(
    library: Library, folder: Folder, model: Counting
) -> None:
    model.away = True
    found = ask(library, folder)

    assert quoted(found) == ["CON-1"]
    assert found.note == BY_WORDS_ALONE


def test_an_update_without_the_embedding_model_leaves_the_index_as_it_was(
    library: Library, folder: Folder, model: Counting, tmp_path: Path
) -> None:
    (tmp_path / "approved" / "dock.txt").write_text("Trucks wait.", encoding="utf-8")
    model.away = True

    with pytest.raises(Unavailable):
        library.refresh([folder], now=NOW)

    model.away = False
    assert quoted(ask(library, folder)) == ["CON-1"]


def test_documents_that_cannot_be_read_are_left_out_and_named(tmp_path: Path, model: Counting) -> None:
    papers = shelf(tmp_path / "approved")
    (papers / "scan.pdf").write_bytes(b"no PDF")
    (papers / "sheet.xlsx").write_bytes(b"PK")
    entries = (entry("X-1", "scan.pdf", "Scan"), entry("X-2", "sheet.xlsx", "Sheet"), entry("X-3", "none.txt", "None"))
    with (papers / "approved.toml").open("a", encoding="utf-8") as manifest:
        manifest.write("\n".join(entries))

    done = Library(tmp_path / "index", model, LOCAL).refresh([Folder(papers)], now=NOW)

    assert done.indexed == 2
    assert [note.split(" ")[0] for note in done.notes] == ["X-3:", "scan.pdf", "sheet.xlsx:"]
