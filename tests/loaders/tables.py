"""Tables with their mapping for tests, and what reading them gives."""

from __future__ import annotations

from pathlib import Path

from whomet.loaders import check, read

SIMPLE = """\
key: id
columns: {how: {values: {f2f: in-person, tel: phone}}}
brief: "b-{id}"
source: Whomet Example Register
published: "{published}"
text: "{a} met {b} on {day}."
entities:
  a: {type: Person, name: "{a}"}
  b: {type: Person, name: "{b}"}
events:
  met: {type: Meeting, participant: [a, b], when: "{day}", format: "{how}"}
"""
PEOPLE = """\
source: Register
published: 2013-09-30
brief: "m-{id}"
text: "{Minister} met {Org} on {Date}."
entities:
  minister: {type: Person, name: "{Minister}"}
  org: {type: Organization, name: "{Org}"}
events:
  met: {type: Meeting, participant: [minister, org], when: "{Date}"}
"""
DAYS = 'columns:\n  Date: {format: "%d/%m/%Y"}\n' + PEOPLE
MEETINGS = """\
id,Minister,Org,Date
1,Ann Lee,Acme,01/08/2013
2,Ann Lee,Initech,02/08/2013
"""
MONTHS = """\
{sheet}brief: "{{file}}-{{sheet}}-{{row}}"
source: Chancery
published: 2020-01-05
text: "{{Name}} met {{Other}}."
entities:
  one: {{type: Person, name: "{{Name}}"}}
  other: {{type: Person, name: "{{Other}}"}}
events:
  met: {{type: Meeting, participant: [one, other]}}
"""
RIGHT = {
    "m-1": ("2013-08-01", ("Ann Lee", "Acme")),
    "m-2": ("2013-08-02", ("Ann Lee", "Initech")),
}


def write_table(folder: Path, table: str, mapping: str = SIMPLE, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(table, encoding="utf-8")
    (folder / f"{path.stem}.mapping.yaml").write_text(mapping, encoding="utf-8")
    return path


def faults_of(path: Path) -> list[str]:
    return [f"{Path(f.file).name}:{f.line}:{f.column} {f.code}" for f in check([path]).faults]


def briefs_of(path: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Of each brief its day and its names."""
    found = [result.brief for result in read([path]) if result.brief is not None]
    return {
        brief.id: (
            next(date.edtf for claim in brief.claims if (date := claim.when) is not None),
            tuple(mention.name for mention in brief.mentions),
        )
        for brief in found
    }


def warnings_of(path: Path) -> list[str]:
    return [f"{f.line}:{f.column} {f.code}" for f in check([path]).warnings]
