"""Archives: written and read back; and whatever happens to one is told, with the place."""

from __future__ import annotations

import gc
import io
import json
import random
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from whomet.graph.backup.archive import ArchiveError, ArchiveWriter, open_archive
from whomet.graph.backup.members import BRIEFS, JUDGEMENTS, MEMBERS, brief_from_json
from whomet.graph.backup.restoring import check_backup
from whomet.graph.database.versions import FORMAT, RULES
from whomet.graph.errors import GraphError
from whomet.graph.projection.briefs import brief_properties
from whomet.graph.projection.event_judgements import Judgement
from whomet.ontology.atomic import replacing_bytes
from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate
from whomet.ontology.vocabulary import default_vocabulary

WORDS = default_vocabulary()
TEXT = 'Mara met Lo\u2028on "Tuesday"\r\n\tand 🎉.'


def brief(number: int) -> Brief:
    return Brief(
        f"b{number:03}", "Title", "Digest", date(2017, 10, 19), TEXT, "en",
        mentions=(
            Mention("lo", "Person", "Lo Lang", surfaces=("Lo",), spans=((9, 11),)),
            Mention("mara", "Person", "Mara Quill", "x:1", ("M.",)),
        ),
        claims=(
            ClaimRecord("e1", "Meeting", "met", (5, 8), {"participant": ("lo", "mara")},
                        when=StatedDate("2017-10-17", "Tuesday", (16, 23))),
        ),
    )  # fmt: skip


ALL = [brief(number) for number in range(40)]
JUDGED = Judgement("b001#e1", "b002#e1", "different", "mara", date(2026, 11, 28), "two days")


def lines_of(briefs: list[Brief], name: str) -> Iterator[dict[str, Any]]:
    for member in MEMBERS:
        if member.name == name == BRIEFS:
            yield from (member.to_json(brief_properties(each)) for each in briefs)
        elif member.name == name == JUDGEMENTS:
            yield member.to_json(JUDGED.properties())


def write_archive(path: Path, briefs: list[Brief] = ALL, format: int = FORMAT) -> None:
    with replacing_bytes(path, private=True) as stream, ArchiveWriter(stream) as writer:
        for member in MEMBERS:
            writer.add(member, lines_of(briefs, member.name))
        writer.close(format, RULES, "0.2.0", {"Brief": len(briefs)})


def check(path: Path) -> None:
    check_backup(path, WORDS)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "graph.zip"
    write_archive(path)
    return path


def test_what_is_written_is_read_back(archive: Path) -> None:
    check(archive)
    with open_archive(archive) as opened:
        assert [brief_from_json(line) for _, line in opened.lines(MEMBERS[0])] == ALL
        judgements = [MEMBERS[1].from_json(line) for _, line in opened.lines(MEMBERS[1])]
        assert judgements == [JUDGED.properties()]
        assert opened.manifest.counts == {
            member.name: {BRIEFS: 40, JUDGEMENTS: 1}.get(member.name, 0) for member in MEMBERS
        }
    assert archive.stat().st_mode & 0o777 == 0o600
    # Readable without whomet.
    with zipfile.ZipFile(archive) as plain:
        first = plain.read(BRIEFS).decode().split("\n")[0]
        assert json.loads(first)["annotation"]["events"]["e1"]["type"] == "Meeting"
        assert json.loads(plain.read("manifest.json"))["not_held"]


@pytest.mark.long
def test_no_bit_that_flips_and_no_cut_goes_unnoticed(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    damaged = tmp_path / "damaged.zip"
    chosen = random.Random(1)
    refused = 0
    for _ in range(400):
        bad = bytearray(whole)
        if chosen.random() < 0.2:
            del bad[chosen.randrange(len(bad)) :]
        else:
            bad[chosen.randrange(len(bad))] ^= 1 << chosen.randrange(8)
        damaged.write_bytes(bad)
        try:
            check(damaged)
            with open_archive(damaged) as opened:
                found = [brief_from_json(line) for _, line in opened.lines(MEMBERS[0])]
            assert found == ALL  # a bit of a time or a permission, which says nothing
        except ArchiveError as error:
            refused += 1
            assert str(damaged) in error.message
            assert "\n" not in error.message
    assert refused > 300


def rewritten(
    archive: Path,
    change: Callable[[dict[str, bytes]], object],
    change_manifest: Callable[[dict[str, Any]], object] = lambda manifest: None,
) -> Path:
    """The archive with other members, the zip itself being in order."""
    with zipfile.ZipFile(archive) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members["manifest.json"])
    change_manifest(manifest)
    members["manifest.json"] = json.dumps(manifest).encode()
    change(members)
    target = archive.with_name("other.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.pop(JUDGEMENTS), "judgements.jsonl: .*member is missing"),
        (lambda m: m.pop("manifest.json"), "not a backup of whomet: it has no manifest"),
        (lambda m: m.update({"../evil": b"x"}), r"\.\./evil: .*no such member is expected"),
        (
            lambda m: m.update({BRIEFS: m[BRIEFS].replace(b"Title", b"Other", 1)}),
            r"briefs\.jsonl:40: damaged \(40 lines, digest",
        ),
        (
            lambda m: m.update({BRIEFS: m[BRIEFS] + b"{}\n"}),
            r"briefs\.jsonl: damaged \([\d,]+ bytes, but the manifest says",
        ),
        (lambda m: m.update({"manifest.json": b"[]"}), "manifest.json: damaged"),
        (lambda m: m.update({"manifest.json": b" " * (2 << 20)}), "longer than any manifest"),
    ],
)
def test_a_member_that_is_not_as_it_was(
    archive: Path, change: Callable[[dict[str, bytes]], object], message: str
) -> None:
    with pytest.raises(ArchiveError, match=message):
        check(rewritten(archive, change))


def test_two_members_of_one_name(archive: Path) -> None:
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(archive, "a") as zipped,
    ):
        zipped.writestr(BRIEFS, b"{}\n")
    with pytest.raises(ArchiveError, match=r"briefs\.jsonl: .*2 members of this name"):
        check(archive)


def test_a_bomb_is_not_unpacked(archive: Path) -> None:
    size = 300 << 20
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        with new.open(BRIEFS, "w", force_zip64=True) as file:
            for _ in range(size >> 20):
                file.write(b"\n" * (1 << 20))
        members = [
            {"name": BRIEFS, "lines": size, "bytes": size, "sha256": "0"},
            {"name": JUDGEMENTS, "lines": 0, "bytes": 0, "sha256": "0"},
        ]
        graph = {"format": 1, "rules": 1, "counts": {}}
        manifest = {"archive": 1, "whomet": "x", "made": "x", "graph": graph, "members": members}
        new.writestr("manifest.json", json.dumps(manifest))
        new.writestr(JUDGEMENTS, b"")
    archive.write_bytes(packed.getvalue())
    with pytest.raises(ArchiveError, match=r"briefs\.jsonl: .*unpack to 314,572,800"):
        check(archive)


def test_a_newer_one_is_refused_in_one_sentence(archive: Path) -> None:
    write_archive(archive, format=FORMAT + 1)
    with pytest.raises(GraphError, match=r"cannot read; install that version") as raised:
        check(archive)
    assert "\n" not in raised.value.message


def test_briefs_out_of_order_or_twice(archive: Path) -> None:
    write_archive(archive, [brief(1), brief(1)])
    with pytest.raises(ArchiveError, match=r"briefs\.jsonl:2: .*'b001' after 'b001'"):
        check(archive)


def test_what_is_no_archive(tmp_path: Path) -> None:
    for content in (b"", b"PK", b"hello", bytes(1000)):
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(ArchiveError, match=r"x\.zip is not a backup of whomet"):
            check(tmp_path / "x.zip")
    with pytest.raises(ArchiveError, match="cannot be read"):
        check(tmp_path / "none.zip")


def test_interrupted_the_earlier_file_stays(archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(KeyboardInterrupt), replacing_bytes(archive) as stream:
        stream.write(b"half")
        raise KeyboardInterrupt
    assert archive.read_bytes() == before
    assert list(archive.parent.iterdir()) == [archive]


def test_a_disk_that_fills_up_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", said.append)
    chance = random.Random(1)
    lines: Iterator[dict[str, Any]] = ({"text": chance.randbytes(5000).hex()} for _ in range(20))
    with (
        pytest.raises(OSError, match="No space left"),
        Path("/dev/full").open("wb") as stream,
        ArchiveWriter(stream) as writer,
    ):
        writer.add(MEMBERS[0], lines)
    del writer
    gc.collect()
    assert said == []  # a traceback of what zipfile does when it is collected
