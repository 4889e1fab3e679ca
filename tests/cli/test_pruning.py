"""A folder that is loaded again: what it no longer holds, and briefs that were renamed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Whomet
from whomet.graph.database.connection import Connection
from whomet.loaders import read
from whomet.pruning import FilesRead

BRIEF = """\
brief: {id}
source: Example Digest
published: 2020-01-05
text: Ole Hansen met Kari Nordmann on {day} January.
entities:
  ole: {{type: Person, name: Ole Hansen, quote: [Ole Hansen]}}
  kari: {{type: Person, name: Kari Nordmann, quote: [Kari Nordmann]}}
events:
  met: {{type: Meeting, participant: [ole, kari], when: {day} January}}
"""


def _write(folder: Path, id: str, day: int) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{id}.yaml"
    path.write_text(BRIEF.format(id=id, day=day), encoding="utf-8")
    return path


def _load(whomet: Whomet, *arguments: str | Path) -> dict[str, Any]:
    done = whomet("load", "--json", *arguments)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_a_folder_no_longer_holds(
    whomet_up: Whomet, tmp_path: Path, graph: Connection
) -> None:
    whomet, one, other = whomet_up, tmp_path / "one", tmp_path / "other"
    gone, kept, both = (_write(one, f"b{day}", day) for day in (2, 3, 4))
    _write(other, "c", 1)
    assert _load(whomet, one, other)["new"] == 4
    _write(other, "b4", 4)
    assert _load(whomet, other)["unchanged"] == 2
    (other / "c.yaml").unlink()
    for path in (gone, both):
        path.unlink()

    preview = whomet("load", "--prune", one)
    assert preview.returncode == 1 and "add --yes" in preview.stderr
    assert "1 brief no longer there: b2" in preview.stderr
    assert _load(whomet, "--prune", "--dry-run", one)["gone"] == ["b2"]

    kept.write_text("brief: [", encoding="utf-8")  # what cannot be read is not gone
    report = _load(whomet, "--prune", "--yes", one)
    assert (report["gone"], report["pruned"]) == (["b2"], 1)
    rows = graph.read("MATCH (b:Brief) RETURN b.id AS id ORDER BY id")
    assert [row["id"] for row in rows] == ["b3", "b4", "c"]
    assert whomet("verify").returncode == 0

    renamed = _write(one, "d", 3)
    report = _load(whomet, renamed)
    assert report["same_text"] == [{"id": "d", "other": "b3"}]
    assert "e has the text and date of c" in whomet("load", _write(one, "e", 1)).stdout


@pytest.mark.parametrize("text", ["brief: [", "brief: x\ntext: only\n"])
def test_what_is_kept_of_files_with_faults(text: str, tmp_path: Path) -> None:
    right = _write(tmp_path, "a", 2)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text, encoding="utf-8")
    files = FilesRead(keep_all=True)
    for result in read([tmp_path]):
        files.add(result)
    assert files.places == {"a": str(right)} and str(right) in files.read
    assert (str(wrong) in files.faulty) == (files.refused == set())
