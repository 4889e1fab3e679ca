"""Files, folders, patterns, archives and standard input; and what is none of these."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from whomet.loaders import Fault, LoaderError, check, read


def brief(id: str) -> str:
    return json.dumps({"brief": id, "source": "s", "published": "2017-10-19", "text": "x"})


def ids(*paths: Path | str, stdin: bytes = b"") -> list[str]:
    results = list(read(paths, stdin=io.BytesIO(stdin)))
    assert [
        str(f)
        for r in results
        for f in r.faults
        if f.code not in ("annotates-nothing", "unread-file")
    ] == []
    return [r.brief.id for r in results if r.brief is not None]


def codes(*paths: Path | str) -> list[str]:
    report = check(paths)
    assert report.briefs == 0
    return [fault.code for fault in report.faults]


def unread(*paths: Path | str) -> list[str]:
    """The first file of each kind that is told as not read."""
    return sorted(Path(f.file).name for f in check(paths).warnings if f.code == "unread-file")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "in" / "ner"
    inner.mkdir(parents=True)
    (tmp_path / "in" / "b.json").write_text(brief("b"))
    (tmp_path / "in" / "a.yaml").write_text(brief("a"))
    (tmp_path / "in" / "ignored.txt").write_text("not a brief")
    (tmp_path / "in" / ".hidden.yaml").write_text("not a brief")
    (inner / "c.jsonl").write_text(f"{brief('c1')}\n\n{brief('c2')}")
    (inner / "d.yml.gz").write_bytes(gzip.compress(brief("d").encode()))
    (inner / "e.jsonl.gz").write_bytes(gzip.compress(f"{brief('e1')}\n{brief('e2')}\n".encode()))
    return tmp_path / "in"


def test_a_folder_is_searched_through_in_order(folder: Path) -> None:
    assert ids(folder) == ["a", "b", "c1", "c2", "d", "e1", "e2"]


def test_a_file_that_is_named_twice_counts_once(folder: Path) -> None:
    assert ids(folder / "a.yaml", folder, folder / "b.json") == [
        "a", "b", "c1", "c2", "d", "e1", "e2",
    ]  # fmt: skip


def test_a_pattern(folder: Path) -> None:
    assert ids(str(folder / "*.json")) == ["b"]
    assert ids(str(folder / "**" / "*.yaml")) == ["a"]


def test_standard_input_tells_its_format() -> None:
    assert ids("-", stdin=brief("a").encode()) == ["a"]
    assert ids("-", stdin=f"{brief('a')}\n{brief('b')}\n".encode()) == ["a", "b"]
    assert ids("-", stdin=json.dumps(json.loads(brief("a")), indent=1).encode()) == ["a"]
    assert ids("-", stdin=b"brief: a\nsource: s\npublished: 2017-10-19\ntext: x\n") == ["a"]
    assert ids("-", stdin=b"{brief: a, source: s, published: 2017-10-19, text: x}") == ["a"]
    assert ids("-", stdin=gzip.compress(brief("a").encode())) == ["a"]
    assert ids("-", stdin=b"\xef\xbb\xbf" + brief("a").encode()) == ["a"]


def test_two_files_of_one_name_in_an_archive_are_told(tmp_path: Path) -> None:
    path = tmp_path / "briefs.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        for id in ("a", "b"):
            archive.writestr("same.json", brief(id))
        archive.writestr("c.json", brief("c"))
    report = check([path])
    assert [fault.file for fault in report.faults] == [f"{path}/same.json"]
    assert "several files of this name" in report.faults[0].problem
    assert report.briefs == 1


def test_an_id_from_an_archive_of_windows_has_no_folder_in_it(tmp_path: Path) -> None:
    path = tmp_path / "briefs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder\\a.ann", "T1\tTopic 0 2\tBo\n")
        archive.writestr("folder\\a.txt", "Bo")
        archive.writestr("folder\\a.meta.yaml", "source: s\npublished: 2017-10-19\n")
    assert ids(path) == ["a"]


def test_a_zip_is_read_without_being_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "briefs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("z/b.jsonl", f"{brief('b1')}\n{brief('b2')}\n")
        archive.writestr("../../outside.yaml", brief("a"))
        archive.writestr("c.json.gz", gzip.compress(brief("c").encode()))
        archive.writestr("README.md", "not a brief")
        archive.writestr("__MACOSX/._b.jsonl", b"\0")
    assert sorted(ids(path)) == ["b1", "b2", "c"]
    assert not (tmp_path.parent / "outside.yaml").exists()
    assert unread(path) == ["README.md", "outside.yaml"]


def test_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "briefs.yaml").write_text(brief("a"))
    report = check([tmp_path / "brief.yaml"])
    assert [f.code for f in report.faults] == ["no-such-path"]
    assert report.faults[0].fix == str(tmp_path / "briefs.yaml")
    assert codes(str(tmp_path / "*.jsonl")) == ["no-briefs"]


def test_what_holds_no_briefs(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x")
    assert codes(tmp_path) == ["no-briefs"]
    assert codes(tmp_path / "note.txt") == ["no-companion"]
    (tmp_path / "note.pdf").write_text("x")
    assert codes(tmp_path / "note.pdf") == ["unknown-format"]
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    assert codes(tmp_path / "empty.zip") == ["no-briefs"]


def test_a_pipe_or_a_device_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert codes(tmp_path / "pipe.yaml", "/dev/zero") == ["not-a-file", "not-a-file"]


def test_a_link_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "gone.yaml")
    assert codes(tmp_path) == ["unreadable"]


def test_links_that_lead_out_of_a_folder_are_told_and_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (tmp_path / "out").mkdir()
    folder.mkdir()
    (tmp_path / "out" / "b.yaml").write_text(brief("b"))
    (folder / "a.yaml").write_text(brief("a"))
    (folder / "again.yaml").symlink_to("a.yaml")
    (folder / "file.yaml").symlink_to(tmp_path / "out" / "b.yaml")
    (folder / "folder").symlink_to(tmp_path / "out")
    assert ids(folder) == ["a"]
    [told] = [f for f in check([folder]).warnings if f.code == "unread-file"]
    assert told.problem.startswith("2 files are not read: what is outside")
    assert ids(folder / "file.yaml") == ["b"]


@pytest.mark.parametrize("name", ["t.mapping.yaml", "a.meta.yml", "p.pages.yaml"])
def test_what_belongs_to_a_file_that_is_not_there_is_no_brief(name: str, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(brief("b"))
    (tmp_path / name).write_text("source: X\n")
    (tmp_path / "~$open.xlsx").write_bytes(b"\x05user")
    assert ids(tmp_path) == ["b"] and unread(tmp_path) == [name]
    assert codes(tmp_path / name) == ["unknown-format"]


def test_what_else_is_not_read_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "b.ndjson").write_text(brief("b"))
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(b"x"))
    (tmp_path / "exportedproject.json").write_text("{}")
    assert ids(tmp_path) == ["b"]
    assert unread(tmp_path) == ["a.tar.gz", "exportedproject.json"]
    [fault] = check([tmp_path / "a.tar.gz"]).faults
    assert (fault.code, fault.found) == ("unknown-format", ".tar")
    assert fault.fix == "a .zip, or the unpacked files"


def test_a_link_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "link.yaml")
    (tmp_path / "again").symlink_to(tmp_path)
    assert codes(tmp_path) == ["unreadable"]


def test_what_we_may_not_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir(mode=0)
    (tmp_path / "a.yaml").write_text(brief("a"))
    (tmp_path / "a.yaml").chmod(0)
    # The folders that pytest has made, one more when several processes share the tests.
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder.stat().st_mode & 0o777 == 0o700:
            folder.chmod(0o755)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # who may read everything may not stand in for who may not
    try:
        told = codes(tmp_path / "a.yaml", tmp_path / "in")
    finally:
        os.seteuid(user)
    assert told == ["unreadable", "unreadable"]


def test_damaged_archives(tmp_path: Path) -> None:
    packed = gzip.compress(brief("a").encode() * 50)
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[:-20])
    (tmp_path / "no.yaml.gz").write_bytes(b"brief: a")
    (tmp_path / "no.zip").write_bytes(b"PK\3\4 no zip at all")
    with zipfile.ZipFile(tmp_path / "bad.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.yaml", brief("a") * 50)
    data = bytearray((tmp_path / "bad.zip").read_bytes())
    data[45] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(data)
    for name in ("cut.jsonl.gz", "no.yaml.gz", "no.zip", "bad.zip"):
        assert codes(tmp_path / name) == ["damaged-archive"], name


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    for name in ("large.yaml", "large.json"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(50 << 20)
    assert codes(tmp_path) == ["too-large", "too-large"]


def test_an_archive_that_unpacks_to_too_much(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "bomb.yaml.gz", "wb", 1) as file:
        for _ in range(33):
            file.write(b" " * (1 << 20))
    with gzip.open(tmp_path / "line.jsonl.gz", "wb", 1) as file:
        for _ in range(9):
            file.write(b" " * (1 << 20))
    assert codes(tmp_path) == ["too-large", "too-large"]


def test_one_bad_source_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(brief("a"))
    report = check([tmp_path / "none", tmp_path, "/dev/null", tmp_path / "gone.zip"])
    assert report.briefs == 1
    assert [f.code for f in report.faults] == ["no-such-path", "not-a-file", "no-such-path"]


def test_an_unknown_format_or_warning_is_an_error_with_candidates() -> None:
    with pytest.raises(LoaderError, match="no format 'brta'; did you mean 'brat'") as caught:
        list(read(["x"], format="brta"))
    assert caught.value.candidates == ("brat",)
    with pytest.raises(LoaderError, match="no warning 'unknown-key'; expected one of "):
        list(read(["x"], ignore=["unknown-key"]))


def test_files_that_are_not_read_are_told_once_a_kind(tmp_path: Path, base: str) -> None:
    (tmp_path / "a.yaml").write_text(base, encoding="utf-8")
    for name in ("1.pdf", "2.pdf", "3.docx", "annotation.conf", "lone.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    archive = tmp_path / "z.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("b.yaml", base.replace("brief: ", "brief: z-"))
        file.writestr("in/1.pdf", "x")
    results = read([tmp_path, archive])
    told = [f for r in results for f in r.faults if f.code == "unread-file"]
    assert [(Path(f.file).name, f.problem) for f in told] == [
        ("1.pdf", "2 files are not read"),
        ("3.docx", "the file is not read"),
        ("lone.txt", "the file is not read"),
        ("z.zip", "the file is not read"),
        ("1.pdf", "the file is not read"),
    ]
    assert not [f for r in read([tmp_path], ignore=["unread-file"]) for f in r.faults]


def test_a_pattern_that_nothing_fits_says_what_would_fit(tmp_path: Path) -> None:
    [fault] = check([tmp_path / "*.nope"]).faults
    assert fault.fix is not None and f"names in {tmp_path}" in fault.fix
    [fault] = check([tmp_path / "none" / "*.yaml"]).faults
    assert f"there is no folder {tmp_path / 'none'}" in fault.problem


def test_advice_that_begins_with_its_purpose_reads_as_one() -> None:
    told = "to load it anyway, add --allow-no-claims"
    fault = Fault("a", 1, 1, "no-claims-left", "it has no events", None, told)
    assert str(fault) == f"a:1:1: it has no events; {told}"
    fault = Fault("a", 1, 1, "empty-list", "it is empty", None, "to give a number or remove nth")
    assert str(fault) == "a:1:1: it is empty; give a number or remove nth"
