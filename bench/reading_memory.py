"""The memory of checking large files, and the rows of a spreadsheet that are read a second.

    python bench/reading_memory.py --megabytes 200

Makes a file of each format that can be that large, checks it in a process of its own, and prints
the process's peak resident memory, as a ratio to the size of the file too.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

WORDS = "The two sides reviewed the state of their cooperation and agreed to go on. "
MEETING = "Ole Hansen met Kari Nordmann in Oslo. "
MAPPING = """\
brief: "b-{id}"
source: X
published: 2020-01-05
text: "{text}"
entities:
  a: {type: Person, name: "{a}"}
  b: {type: Person, name: "{b}"}
events:
  met: {type: Meeting, participant: [a, b]}
"""
ROWS = 50_000


def text_of(length: int) -> str:
    return MEETING + WORDS * (length // len(WORDS))


def native_lines(length: int) -> Iterator[str]:
    """Briefs as JSON lines."""
    text, number = text_of(length), 0
    entities = {
        key: {"type": "Person", "name": name, "quote": [name]}
        for key, name in (("a", "Ole Hansen"), ("b", "Kari Nordmann"))
    }
    events = {"e": {"type": "Meeting", "participant": ["a", "b"]}}
    while True:
        number += 1
        brief = {"brief": f"b{number}", "source": "X", "published": "2020-01-05", "text": text}
        yield json.dumps({**brief, "entities": entities, "events": events}) + "\n"


def label_studio(length: int) -> Iterator[str]:
    """Tasks of an export of Label Studio, which is one JSON list."""
    text, number = text_of(length), 0

    def region(id: str, words: str, label: str) -> dict[str, object]:
        start = text.index(words)
        value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
        return {"id": id, "type": "labels", "value": value}

    result: list[object] = [
        region("a", "Ole Hansen", "Person"),
        region("b", "Kari Nordmann", "Person"),
        region("e", "met", "Meeting"),
    ]
    result += [
        {"type": "relation", "from_id": "e", "to_id": id, "labels": ["Participant"]} for id in "ab"
    ]
    while True:
        number += 1
        data = {"brief": f"b{number}", "source": "X", "published": "2020-01-05", "text": text}
        task = {"id": number, "data": data, "annotations": [{"result": result}]}
        yield ("[" if number == 1 else ",\n") + json.dumps(task, indent=1)


def web_annotations(length: int) -> Iterator[str]:
    """A page of Web Annotations, in which those of each ten texts are mixed."""
    text, number = text_of(length), 0
    words = {
        "a": ("Ole Hansen", "Person"),
        "b": ("Kari Nordmann", "Person"),
        "e": ("met", "Meeting"),
    }
    yield '{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": [\n'
    comma = ""
    while True:
        ten = [f"https://example.org/{number + n}" for n in range(10)]
        made: list[dict[str, object]] = []
        for source in ten:
            number += 1
            brief = {"type": "whomet:Brief", "whomet:id": f"b{number}", "whomet:publisher": "X"}
            brief |= {"whomet:published": "2020-01-05", "whomet:text": text}
            made.append({"type": "Annotation", "body": brief, "target": source})
        for key, (exact, cls) in words.items():
            for source in ten:
                body: dict[str, object] = {"id": f"{source}#{key}", "type": f"whomet:{cls}"}
                if key == "e":
                    body["whomet:participant"] = [f"{source}#a", f"{source}#b"]
                selector = {"type": "TextQuoteSelector", "exact": exact}
                target = {"source": source, "selector": selector}
                made.append({"type": "Annotation", "body": body, "target": target})
        for annotation in made:
            yield comma + json.dumps(annotation)
            comma = ",\n"


def csv_rows(length: int) -> Iterator[str]:
    """Rows of a table with a mapping."""
    text, number = text_of(length), 0
    yield "id,a,b,text\n"
    while True:
        number += 1
        yield f'{number},Ole Hansen,Kari Nordmann,"{text}"\n'


def write(path: Path, pieces: Iterator[str], size: int, end: str = "") -> None:
    """Write pieces until the file has `size` bytes."""
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for piece in pieces:
            written += file.write(piece)
            if written >= size:
                break
        file.write(end)


def peak_of(*arguments: str | Path) -> tuple[int, float, str]:
    """Bytes of peak memory and seconds of `whomet` with these arguments, and its summary."""
    code = (
        "import resource, sys; from whomet.cli.entry import main\n"
        "try: main()\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True
    )
    seconds = time.monotonic() - began
    return int(done.stderr.split()[-1]) * 1024, seconds, done.stdout.strip()


def spreadsheet_speed(folder: Path) -> float | None:
    """The rows per second that are read from a spreadsheet, without checking them."""
    try:
        from openpyxl import Workbook
    except ImportError:
        return None
    from whomet.loaders.tabular.rows import Layout, Passed
    from whomet.loaders.tabular.spreadsheets import spreadsheet_rows

    path = folder / "rows.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["id", "Minister", "Date", "Organisation", "Purpose"])
    for number in range(ROWS):
        sheet.append([number, "Ann Lee", "2013-08-01", f"Acme {number % 977}", "Rural broadband"])
    book.save(path)
    began = time.perf_counter()
    with path.open("rb") as stream:
        count = sum(1 for _ in spreadsheet_rows(stream, Layout(), Passed()))
    return count / (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--characters", type=int, default=20_000, help="of each brief's text")
    options = parser.parse_args()
    size = options.megabytes << 20
    kinds: dict[str, tuple[Callable[[int], Iterator[str]], str]] = {
        "native.jsonl": (native_lines, ""),
        "label-studio.json": (label_studio, "]\n"),
        "table.csv": (csv_rows, ""),
        "annotations.jsonld": (web_annotations, "]}\n"),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "table.mapping.yaml").write_text(MAPPING, encoding="utf-8")
        for file, (make, end) in kinds.items():
            path = folder / file
            write(path, make(options.characters), size, end)
            peak, seconds, summary = peak_of("check", path)
            ratio = peak / path.stat().st_size
            figures = f"{peak >> 20:>5} MB, {ratio:.2f} of the file; {seconds:.0f} s"
            print(f"{file:<18} {figures}; {summary}")
            path.unlink()
        speed = spreadsheet_speed(folder)
        if speed is not None:
            print(f"{'rows.xlsx':<18} {speed:,.0f} rows/s")
    print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


if __name__ == "__main__":
    main()
