"""The manifest of a folder: what it does not say clearly is not approved."""

import hashlib
from pathlib import Path

import pytest

from tests.tools.knowledge.papers import DOCK, entry, listed, shelf
from tools.knowledge.folder import Folder
from tools.knowledge.words import Place, Readers, Unreadable


def test_a_document_is_listed_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    papers = shelf(tmp_path / "approved", readers='{ groups = ["a.b"], companies = [1, 2] }', valid_until="2026-12-31")

    (receiving, contract) = Folder(papers).documents()

    assert (receiving.key, receiving.readers) == ("SOP-1@1", Readers())
    assert receiving.stamp == f"sha256:{hashlib.sha256(DOCK.encode()).hexdigest()}"
    assert contract.readers == Readers(groups=("a.b",), companies=(1, 2))
    assert str(contract.valid_until) == "2026-12-31"
    assert Folder(papers).content(receiving) == DOCK.encode()


def test_only_the_very_content_that_was_approved_is_listed(tmp_path: Path) -> None:
    right = hashlib.sha256(DOCK.encode()).hexdigest()
    papers = shelf(tmp_path / "approved")
    folder = Folder(listed(papers, entry("SOP-1", "dock.txt", "Receiving", sha256=f'"{right}"')))
    before = folder.documents()
    (papers / "dock.txt").write_text("Something else.", encoding="utf-8")

    assert len(before) == 1
    assert folder.documents() == ()
    assert folder.notes() == ("SOP-1: dock.txt is not the content that was approved",)


@pytest.mark.parametrize("file", ["../outside.txt", "link.txt", "/etc/hostname", "missing.txt", "."])
def test_a_file_outside_of_the_folder_is_not_there(tmp_path: Path, file: str) -> None:
    papers = shelf(tmp_path / "approved")
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    (papers / "link.txt").symlink_to(tmp_path / "outside.txt")

    folder = Folder(listed(papers, entry("X-1", file, "X")))

    assert folder.documents() == ()
    assert len(folder.notes()) == 1


@pytest.mark.parametrize(
    "manifest",
    [
        "[[document]\n",
        entry("A", "dock.txt", "A").replace('readers = "everyone"\n', ""),
        entry("A", "dock.txt", "A", readers='"all"'),
        entry("A", "dock.txt", "A", status='"final"'),
        entry("A", "dock.txt", "A", valid_until='"soon"'),
        entry("A", "dock.txt", "A", autor='"me"'),
        entry("A", "dock.txt", "A") + "\n" + entry("A", "contract.md", "B"),
        '[[place]]\nmodel = "project.task"\nrecord = 1\nreaders = "everyone"\n',
    ],
)
def test_a_manifest_that_is_not_clear_approves_nothing(tmp_path: Path, manifest: str) -> None:
    folder = Folder(listed(shelf(tmp_path / "approved"), manifest))

    with pytest.raises(Unreadable, match="nothing of this folder is quoted"):
        folder.documents()


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    papers = shelf(tmp_path / "approved")
    folder = Folder(papers)
    document = folder.documents()[0]
    (papers / "dock.txt").write_text("Something else.", encoding="utf-8")

    with pytest.raises(Unreadable, match="changed while it was read"):
        folder.content(document)


def test_places_in_odoo_and_every_group_are_read_from_the_manifest(tmp_path: Path) -> None:
    place = '[[place]]\nmodel = "dms.directory"\nrecord = 7\nreaders = { groups = ["x.y"] }\n'
    folder = Folder(listed(shelf(tmp_path / "a"), entry("A", "dock.txt", "A", readers='{ groups = ["a.b"] }'), place))

    assert folder.places() == (Place(model="dms.directory", record=7, readers=Readers(groups=("x.y",))),)
    assert folder.groups() == {"a.b", "x.y"}
