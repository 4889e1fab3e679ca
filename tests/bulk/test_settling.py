"""The move of new data into its place, killed after each of its steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from whomet.graph.errors import GraphError
from whomet.graph.server.folders import Folders
from whomet.graph.server.staging import complete_swap, staged, staging_folder, swap_in

EMPTY, WHOLE = "empty", "whole"


def folder_with(path: Path, text: str) -> None:
    path.mkdir(parents=True)
    (path / "store").write_text(text)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path, tmp_path, "2026.09.0")


@pytest.mark.parametrize(
    ("there", "becomes"),
    [
        ({"data": EMPTY}, EMPTY),
        ({"data": EMPTY, "bulk": WHOLE}, EMPTY),
        ({"data": EMPTY, "data.new": WHOLE}, WHOLE),
        ({"data": EMPTY, "data.new": WHOLE, "data.old": "an earlier one"}, WHOLE),
        ({"data.old": EMPTY, "data.new": WHOLE, "bulk": "tables"}, WHOLE),
        ({"data": WHOLE, "data.old": EMPTY, "bulk": "tables"}, WHOLE),
    ],
)
def test_whoever_starts_next_finishes_it(
    folders: Folders, there: dict[str, str], becomes: str
) -> None:
    for name, text in there.items():
        folder_with(folders.home / name, text)
    complete_swap(folders)
    complete_swap(folders)
    assert {path.name for path in folders.home.iterdir()} - {"bulk.lock"} == {"data"}
    assert (folders.data / "store").read_text() == becomes


def test_a_workshop_is_for_one_and_is_left_alone_by_others(folders: Folders) -> None:
    folder_with(folders.data, EMPTY)
    with staging_folder(folders) as folder:
        folder_with(staged(folders).data, WHOLE)
        complete_swap(folders)
        assert folder.exists()
        with pytest.raises(GraphError, match="Another bulk load"), staging_folder(folders):
            pass
        assert folder.exists()
        swap_in(folders)
    assert (folders.data / "store").read_text() == WHOLE
    assert not folder.exists()
