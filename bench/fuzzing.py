"""Reads damaged copies of the example files, in every format, and lists what reading may not do.

    python bench/fuzzing.py [--count 20000] [--seed 1] [--keep FOLDER]

Reading a damaged file must end in briefs or faults: no exception, nothing over two seconds of this
process's time or over 200 MB. The inputs that break a rule are written to FOLDER. The same seed
gives the same inputs; the tests run a few hundred (tests/loaders/test_fuzzing.py).
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import random
import resource
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from whomet.loaders import SEVERITIES, read

EXAMPLES = Path(__file__).parents[1] / "examples"
#: A file and those that belong to it, by folder of the examples.
SETS: Mapping[str, tuple[str, ...]] = {
    "briefs": ("*.yaml",),
    "brat": (".ann", ".txt", ".meta.yaml"),
    "tables": (".csv", ".mapping.yaml"),
    "inception": (".xmi", "TypeSystem.xml"),
    "label-studio": ("*.json",),
    "doccano": ("*.jsonl",),
    "prodigy": ("*.jsonl",),
    "hypothesis": (".json", ".pages.yaml"),
    "web-annotation": ("*.jsonld",),
}
SECONDS = 2.0
MEGABYTES = 200
#: What breaks readers: signs of the formats, other line ends, odd characters and numbers.
PIECES: tuple[bytes, ...] = (
    *(b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\n", b"\n\n", b"\t", b" "),
    *(b"{", b"}", b"[", b"]", b'"', b"'", b":", b",", b"- ", b"&a ", b"*a", b"!!x ", b"|", b"\\"),
    *(b"<", b"/>", b"<x>", b"</x>", b"&lt;", b"&#0;", b"<!DOCTYPE x>", b"<name/>", b"]]>", b"#"),
    *(b"null", b"true", b"-1", b"0", b"1e999", b"NaN", b"9" * 40, b"3.5", b"{}", b"[]", b'""'),
    *(b"\\ud800", b"\\u0000", "\u00a0".encode(), "\u202e".encode(), "\U0001f600".encode()),
    *(b"Person", b"Meeting", b"Date", b"type", b"quote", b"text", b"nth", b"T1", b"E1", b"today"),
    *(b'"a":1,"a":2', b"a: 1\na: 2\n", b"2017-13-45", b"1/1/1", b"..", b"%s", b"{id}", b"{0}"),
)


@dataclass(frozen=True, slots=True)
class FoundBreak:
    """An input for which reading broke a rule: which, and the files."""

    number: int
    rule: str
    files: Mapping[str, bytes]


def seeds() -> list[dict[str, bytes]]:
    """The example files, each with those that belong to it, the one to name first."""
    found: list[dict[str, bytes]] = []
    for folder, names in SETS.items():
        if names[0].startswith("*"):
            files = [[file] for file in sorted((EXAMPLES / folder).glob(names[0]))]
        else:
            files = [
                [main, *(_beside(main, names[0], name) for name in names[1:])]
                for main in sorted((EXAMPLES / folder).glob(f"*{names[0]}"))
            ]
        found += [{file.name: file.read_bytes() for file in group} for group in files]
    lines = b"".join(_json_line(path) for path in sorted((EXAMPLES / "briefs").glob("*.yaml"))[:5])
    return [*found, {"briefs.jsonl": lines}, {"brief.json": lines.partition(b"\n")[0]}]


def _beside(main: Path, ending: str, name: str) -> Path:
    named = main.name.removesuffix(ending) + name if name.startswith(".") else name
    return main.with_name(named)


def _json_line(path: Path) -> bytes:
    from whomet.loaders.native.writing import to_json_line
    from whomet.ontology.vocabulary import default_vocabulary

    (result,) = read([path])
    assert result.brief is not None
    return to_json_line(result.brief, default_vocabulary()).encode()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to four random changes."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 2, 8, 40, 400)))
        match chance.randrange(7):
            case 0:
                data = data[:start] + data[end:]
            case 1:
                data = data[:start]
            case 2 | 3:
                data = data[:start] + chance.choice(PIECES) + data[end:]
            case 4:
                at = chance.randrange(len(data) + 1)
                data = data[:at] + data[start:end] + data[at:]
            case 5:  # one word for another of the same file
                words = data.split(b" ")
                words[chance.randrange(len(words))] = chance.choice(words)
                data = b" ".join(words)
            case _:  # very much of one thing, seldom
                piece = data[start:end] or chance.choice(PIECES)
                times = chance.choice((2, 50, 100_000 // max(1, len(piece))))
                data = data[:start] + piece * (times if chance.random() < 0.2 else 2) + data[end:]
    return data


def inputs(count: int, seed: int) -> Iterator[tuple[int, dict[str, bytes]]]:
    """`count` damaged sets of files; a few of them packed."""
    chance = random.Random(seed)
    originals = seeds()
    # Not by the number of files: a folder of twenty briefs is no more than one of two.
    by_ending: dict[str, list[dict[str, bytes]]] = {}
    for original in originals:
        by_ending.setdefault(next(iter(original)).rpartition(".")[2], []).append(original)
    for number in range(count):
        files = dict(chance.choice(by_ending[chance.choice(list(by_ending))]))
        name = chance.choice(list(files))
        files[name] = damaged(files[name], chance)
        if chance.random() < 0.03:
            files = _packed(files, chance)
        yield number, files


def _packed(files: Mapping[str, bytes], chance: random.Random) -> dict[str, bytes]:
    if chance.random() < 0.5:
        main, *rest = files
        data = gzip.compress(files[main])
        packed = data if chance.random() < 0.5 else damaged(data, chance)
        return {f"{main}.gz": packed, **{name: files[name] for name in rest}}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return {"all.zip": damaged(stream.getvalue(), chance)}


def broken_rules(count: int, seed: int, folder: Path) -> Iterator[FoundBreak]:
    """Reads `count` inputs, each written to `folder` first, and yields the rules that break."""
    before = os.environ.get("WHOMET_DEBUG")
    os.environ["WHOMET_DEBUG"] = "1"  # an accident is raised rather than made a fault
    try:
        for number, files in inputs(count, seed):
            for name, data in files.items():
                (folder / name).write_bytes(data)
            if (rule := _broken_rule(folder / next(iter(files)))) is not None:
                yield FoundBreak(number, rule, files)
            for name in files:
                (folder / name).unlink()
    finally:
        os.environ.pop("WHOMET_DEBUG")
        if before is not None:
            os.environ["WHOMET_DEBUG"] = before


def _broken_rule(path: Path) -> str | None:
    started, memory = time.process_time(), _most_memory()
    try:
        for result in read([path]):
            wrong = [fault.code for fault in result.faults if fault.code not in SEVERITIES]
            wrong += [str(f) for f in result.faults if not str(f).isprintable()]
            if result.brief is None and not result.faults:
                wrong.append("neither a brief nor a fault")
            if result.brief is not None and any(f.severity == "error" for f in result.faults):
                wrong.append("a brief beside an error")
            if wrong:
                return f"a fault is wrong: {wrong[0]}"
    except Exception:
        return f"an exception\n{traceback.format_exc()}"
    if (seconds := time.process_time() - started) > SECONDS:
        return f"{seconds:.1f} s"
    if (more := _most_memory() - memory) > MEGABYTES:
        return f"{more} MB"
    return None


def _most_memory() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Read the inputs, print what broke, and exit with 1 if anything did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write the inputs that break a rule here")
    asked = parser.parse_args()
    started = time.monotonic()
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        for found in broken_rules(asked.count, asked.seed, Path(folder)):
            broken += 1
            print(f"input {found.number} of seed {asked.seed} ({next(iter(found.files))}): ")
            print(found.rule)
            if asked.keep is not None:
                place = asked.keep / f"{asked.seed}-{found.number}"
                place.mkdir(parents=True, exist_ok=True)
                for name, data in found.files.items():
                    (place / name).write_bytes(data)
    took = time.monotonic() - started
    print(f"{asked.count} inputs, {broken} broke a rule, {took:.0f} s, {_most_memory()} MB at most")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
