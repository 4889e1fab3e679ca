"""The profiles of the package read what the publishers publish, in its many forms."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from whomet.loaders import ReadBrief, read
from whomet.loaders.profiles.finding import presets
from whomet.loaders.profiles.proposing import proposal
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

UK = "uk-ministers-meetings"
EU = "eu-commission-meetings"
WORDS = default_vocabulary()


def _table(path: Path, rows: Iterable[Sequence[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _briefs(results: Iterable[ReadBrief]) -> list[Brief]:
    return [result.brief for result in results if result.brief is not None]


def _codes(results: Iterable[ReadBrief]) -> list[str]:
    return sorted({fault.code for result in results for fault in result.faults})


def _names(brief: Brief, kind: str) -> list[str]:
    return sorted(mention.name or "" for mention in brief.mentions if mention.type == kind)


def _days(brief: Brief) -> list[str]:
    return [claim.when.edtf for claim in brief.claims if claim.when is not None]


@pytest.mark.parametrize(
    "header",
    [
        ["Minister", "Date", "Name of organisation or individual", "Purpose of meeting"],
        ["MINISTER’S NAME ", "Date of Meeting", "Name of External Organisation*", "Purpose²"],
        ["Permanent Secretary", "Month", "Person or organisation that meeting was with", "Reason"],
        ["Minister(s) name", "Date (dd/mm/yyyy)", "Organisation\n(attendees)", "Purpose [brief]"],
        ["Minister", "Date", "External Organisation / Individual", "Discussion"],
        ["Name of\nMinister", "Meeting date:", "Name of individual(s) or organisation(s)", "Topic"],
        ["Special Adviser", "Date", "Name of senior media figure", "Purpose of meeting/s"],
    ],
)
def test_departments_call_their_columns_differently(header: list[str], tmp_path: Path) -> None:
    rows = [["Title of the table", "", "", ""], [], header, ["Ann Lee", "July", "Acme", "Tea"]]
    path = _table(tmp_path / "example_2013-09-30.csv", rows)
    results = list(read([path], profile=UK))
    [brief] = _briefs(results)
    assert _names(brief, "Person") == ["Ann Lee"] and _names(brief, "Organization") == ["Acme"]
    assert _days(brief) == ["2013-07"]
    assert _codes(results) == ["other-rows"]
    assert f"extends: {UK}" in proposal([path], "csv", WORDS)


def test_a_register_as_it_is_published(tmp_path: Path) -> None:
    header = ["Minister", "Date", "Organisation", "Purpose"]
    rows = [
        ["Department: meetings of ministers", "", "", ""],
        header,
        ["Ann Lee", "20/07/2013 00:00:00", "Acme", "Tea"],
        ["", "Sept 2013", "Initech; Hooli", ""],
        ["", "", "", ""],
        ["Minister ", "Date", "Organisation", "Purpose"],
        ["Bo Lund", "Oct-12", "Acme", "Tea"],
        ["", "3-4 August 2013", "Acme", "Tea"],
        ["Cy Moss", "Nil Return", "Nil Return", "Nil Return"],
        ["* Note: meetings with bodies of the government are not listed"],
    ]
    results = list(read([_table(tmp_path / "d_2013-09-30.csv", rows, "cp1252")], profile=UK))
    briefs = _briefs(results)
    assert [_names(brief, "Person") for brief in briefs] == [
        ["Ann Lee"], ["Ann Lee"], ["Bo Lund"], ["Bo Lund"]
    ]  # fmt: skip
    assert [_days(brief) for brief in briefs] == [
        ["2013-07-20"], ["2013-09"], ["2012-10"], ["2013-08-03/2013-08-04"]
    ]  # fmt: skip
    assert _names(briefs[1], "Organization") == ["Hooli", "Initech"]
    told = [fault.problem for result in results for fault in result.faults]
    assert told == [
        "1 row comes before that with the names of the columns; passed over",
        "1 row repeats the names of the columns; passed over",
        "2 rows are not among those that the mapping takes",
        "1 blank row was passed over",
    ]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("05/03/2013 - 06/03/2013", ["2013-03-05/2013-03-06"]),
        ("5 Mar 2013 to 7 Mar 2013", ["2013-03-05/2013-03-07"]),
        ("05/03/2013 & 06/03/2013", ["{2013-03-05,2013-03-06}"]),
        ("05/03/2013-07/03/2013", ["2013-03-05/2013-03-07"]),
        ("05/03/2013, 06/03/2013", ["{2013-03-05,2013-03-06}"]),
        ("05–07/03/2013", ["2013-03-05/2013-03-07"]),
        ("28 February - 2 March 2013", ["2013-02-28/2013-03-02"]),
        ("31 December - 2 January 2013", ["2012-12-31/2013-01-02"]),
        ("w/c 11/03/13", ["[2013-03-11..2013-03-17]"]),
        ("W/E 15 March 2013", ["[2013-03-09..2013-03-15]"]),
        ("Sept-12", ["2012-09"]),
        ("05 /03/2013", ["2013-03-05"]),
        ("05.03.2013.", ["2013-03-05"]),
        ("xx/xx/xxxx", []),
        ("05/03/2013 - TBC", []),
    ],
)
def test_days_as_departments_write_them(cell: str, days: list[str], tmp_path: Path) -> None:
    rows = [["Minister", "Date", "Organisation"], ["Ann Lee", cell, "Acme"]]
    results = list(read([_table(tmp_path / "d_2013-09-30.csv", rows)], profile=UK))
    assert [day for brief in _briefs(results) for day in _days(brief)] == days
    assert [(f.line, f.column) for r in results for f in r.faults] == [(2, 9)] * (not days)


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("April to June", "[2013-04..2013-06]"),
        ("Apr - Jun 13", "[2013-04..2013-06]"),
        ("April, May and June", "[2013-04,2013-05,2013-06]"),
        ("01/04/2013 - 30/06/2013", "[2013-04-01..2013-06-30]"),
    ],
)
def test_a_long_range_is_when_the_meeting_was_and_not_how_long(
    cell: str, period: str, tmp_path: Path
) -> None:
    rows = [["Minister", "Date", "Organisation"], ["Ann Lee", cell, "Acme"]]
    results = list(read([_table(tmp_path / "d_2013-09-30.csv", rows)], profile=UK))
    assert [_days(brief) for brief in _briefs(results)] == [[period]]
    [told] = [fault for result in results for fault in result.faults]
    assert (told.code, told.line, told.column, told.found) == ("read-as-period", 2, 9, f"“{cell}”")


@pytest.mark.parametrize(
    ("cell", "names", "told"),
    [
        ("Acme; Hooli; and Initech", ["Acme", "Hooli", "Initech"], []),
        ("Marks &amp; Sons; Hooli", ["Hooli", "Marks &amp; Sons"], []),
        ("Acme\nLtd", ["Acme Ltd"], ["lines-in-name"]),
        ("Unilever, Tesco and Sainsbury's", ["Unilever, Tesco and Sainsbury's"], ["list-in-name"]),
        ("Acme, Inc.; Hooli, L.L.C.", ["Acme, Inc.", "Hooli, L.L.C."], []),
        ("Society of 1,000 Bakers (Oslo, Bergen)", ["Society of 1,000 Bakers (Oslo, Bergen)"], []),
        (
            "Department for Business, Energy and Industrial Strategy",
            ["Department for Business, Energy and Industrial Strategy"],
            [],
        ),
        (
            "Department for Transport, Hooli Rail",
            ["Department for Transport, Hooli Rail"],
            ["list-in-name"],
        ),
    ],
)
def test_several_names_in_a_cell(
    cell: str, names: list[str], told: list[str], tmp_path: Path
) -> None:
    rows = [["Minister", "Date", "Organisation"], ["Ann Lee", "05/03/2013", cell]]
    results = list(read([_table(tmp_path / "d_2013-09-30.csv", rows)], profile=UK))
    [brief] = _briefs(results)
    assert (_names(brief, "Organization"), _codes(results)) == (names, told)


def test_days_with_the_month_first_among_days_are_told(tmp_path: Path) -> None:
    days = ["03/04/2013", "04/13/2013", "13/04/2013", "05/31/2013"]
    rows = [["Minister", "Date", "Organisation"], *(["Ann Lee", day, "Acme"] for day in days)]
    results = list(read([_table(tmp_path / "d_2013-09-30.csv", rows)], profile=UK))
    assert len(_briefs(results)) == 4
    [told] = [fault for result in results for fault in result.faults]
    assert (told.code, told.line, told.found) == ("month-first", 3, "first “04/13/2013”")


@pytest.mark.parametrize(
    ("cell", "names", "told"),
    [
        ("Ann Lee MP, Secretary of State for Transport", ["Ann Lee MP"], []),
        ("Ann Lee, Minister for Trade, Industry and Clean Growth", ["Ann Lee"], []),
        ("Ann Lee (Parliamentary Under-Secretary of State)", ["Ann Lee"], []),
        ("Ann Lee - Minister of State", ["Ann Lee"], []),
        ("Minister for Trade and Industry", ["Minister for Trade and Industry"], []),
        ("Ann Lee & Bo Lund", ["Ann Lee & Bo Lund"], ["list-in-name"]),
        ("Ann Lee, Minister for Trade and Bo Lund", None, ["list-in-name"]),
    ],
)
@pytest.mark.parametrize("split", [False, True])
def test_offices_and_several_names_in_the_cell_of_a_minister(
    cell: str, names: list[str] | None, told: list[str], split: bool, tmp_path: Path
) -> None:
    rows = [["Minister", "Date", "Organisation"], [cell, "05/03/2013", "Acme"]]
    marks = '[";", ",", " & "]' if split else '";"'
    own = tmp_path / "own.yaml"
    columns = f"{{columns: {{Minister: {{split: {marks}}}}}}}"
    own.write_text(f"extends: {UK}\ntable: {columns}\n", encoding="utf-8")
    results = list(read([_table(tmp_path / "d_2013-09-30.csv", rows)], profile=own))
    [brief] = _briefs(results)
    if not split:
        assert cell in brief.text
        assert (_names(brief, "Person"), _codes(results)) == (names or [cell], told)
    elif names:
        assert _names(brief, "Person") == (["Ann Lee", "Bo Lund"] if told else names)


def test_a_table_without_a_column_says_which_one_where_its_names_are(tmp_path: Path) -> None:
    rows = [["Meetings of 2013"], ["Minister: Ann Lee"], ["Date", "Organisation"], ["July", "Acme"]]
    results = list(read([_table(tmp_path / "d_2013-09-30.csv", rows)], profile=UK))
    [fault] = [f for result in results for f in result.faults if f.code == "unknown-column"]
    assert (fault.line, fault.found) == (3, "“Date, Organisation”")
    assert fault.problem.endswith("“Minister”")


SECTIONS = [
    ["Rt Hon Ann Lee MP, Minister for Trade"],
    ["Meetings with external organisations"],
    ["Date", "Organisation", "Purpose"],
    ["July", "Acme", "Tax"],
    ["August"],
    ["September", "Hooli", "Jobs"],
    ["Bo Lund, Minister of State"],
    ["Organisation", "Date", "Purpose"],
    ["Initech", "July", "Tax"],
    ["Organisation", "Gift", "Value"],
    ["Embassy", "Vase", "12"],
]


def test_a_line_above_the_rows_names_the_minister(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(f"extends: {UK}\ntable: {{columns: {{Minister: {{fill: heading}}}}}}\n")
    results = list(read([_table(tmp_path / "d_2013-09-30.csv", SECTIONS)], profile=own))
    assert [(brief.id, _names(brief, "Person"), _days(brief)) for brief in _briefs(results)] == [
        ("d_2013-09-30-4", ["Rt Hon Ann Lee MP"], ["2013-07"]),
        ("d_2013-09-30-6", ["Rt Hon Ann Lee MP"], ["2013-09"]),
        ("d_2013-09-30-9", ["Bo Lund"], ["2013-07"]),
    ]
    told = [fault.problem for result in results for fault in result.faults]
    assert told == [
        "1 row comes before that with the names of the columns; passed over",
        "2 lines are read as a heading of the rows below",
        "1 row is not among those that the mapping takes",
        "another table begins here; 1 row below such names of columns not read",
    ]


def test_a_row_below_a_line_that_names_nobody_we_know_is_nobodys(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(f"extends: {UK}\ntable: {{columns: {{Minister: {{fill: heading}}}}}}\n")
    rows = [*SECTIONS[:6], ["Cy Young"], ["July", "Initech", "Tax"]]
    results = list(read([_table(tmp_path / "d_2013-09-30.csv", rows)], profile=own))
    assert len(_briefs(results)) == 2
    faults = [f for r in results for f in r.faults if f.severity == "error"]
    assert [(f.code, f.line) for f in faults] == [("empty-value", 8)]


@pytest.mark.parametrize("cell", ["Various", "on-going", "TBC", "n/a", ""])
@pytest.mark.parametrize("period", [None, "[2013-07..2013-09]"])
def test_a_row_without_a_day_is_told_and_takes_that_of_its_file(
    cell: str, period: str | None, tmp_path: Path
) -> None:
    rows = [["Minister", "Date", "Organisation"], ["Ann Lee", cell, "Acme"]]
    path = _table(tmp_path / "d_2013-09-30.csv", rows)
    own = tmp_path / "own.yaml"
    columns = "" if period is None else f'table: {{columns: {{Date: {{period: "{period}"}}}}}}\n'
    own.write_text(f"extends: {UK}\n{columns}", encoding="utf-8")
    results = list(read([path], profile=own))
    [brief] = _briefs(results)
    assert _days(brief) == ([] if period is None else [period])
    kept = cell not in ("", "n/a")  # what means nothing in any column is no part of the text
    assert (f"Date: {cell}." in brief.text) == kept
    [told] = [fault for result in results for fault in result.faults]
    assert (told.code, told.line) == ("undated-row", 2)
    assert told.found == (f"“{cell}”" if kept else "an empty cell")


def test_a_profile_that_extends_changes_a_setting_of_a_column(tmp_path: Path) -> None:
    cell = "Unilever, Acme, Ltd, Tesco and Sainsbury's"
    rows = [["Minister", "When", "Organisations"], ["Ann Lee", "05/03/2013", cell]]
    path = _table(tmp_path / "d_2013-09-30.csv", rows)
    own = tmp_path / "own.yaml"
    own.write_text(
        f"extends: {UK}\n"
        "table:\n"
        "  columns:\n"
        '    Organisation: {split: [",", " and "]}\n'
        "    Date: {aliases: [When]}\n",
        encoding="utf-8",
    )
    results = list(read([path], profile=own))
    [brief] = _briefs(results)
    assert _names(brief, "Organization") == ["Acme, Ltd", "Sainsbury's", "Tesco", "Unilever"]
    assert _days(brief) == ["2013-03-05"] and _codes(results) == []


def test_a_date_that_cannot_be_read_says_what_to_do_in_the_mapping(tmp_path: Path) -> None:
    rows = [["Minister", "Date", "Organisation"], ["Ann Lee", "Once", "Acme"]]
    [fault] = [f for r in read([_table(tmp_path / "d_2013-09-30.csv", rows)], profile=UK)
               for f in r.faults]  # fmt: skip
    assert "columns: {Date: {undated: [TBC]}}" in (fault.fix or "")


def test_nothing_is_said_in_many_words(tmp_path: Path) -> None:
    said = ["Nil Return for this quarter", "None this quarter", "No meetings were held"]
    said += ["Nothing declared", "—", "Did not hold any", "No qualifying meetings"]
    rows = [["Minister", "Date", "Organisation"], *(["Ann Lee", "", words] for words in said)]
    results = list(read([_table(tmp_path / "d_2013-09-30.csv", rows)], profile=UK))
    assert _briefs(results) == []
    assert _codes(results) == ["other-rows"]


def test_a_column_that_is_missing_is_told_in_the_table(tmp_path: Path) -> None:
    rows = [["Minister", "Day", "Organisation"], ["Ann Lee", "July 2013", "Acme"]]
    path = _table(tmp_path / "d_2013-09-30.csv", rows)
    [fault] = [fault for result in read([path], profile=UK) for fault in result.faults]
    assert (fault.file, fault.line, fault.code) == (str(path), 1, "unknown-column")
    assert fault.problem.endswith("needs: “Date”") and "Day" in (fault.found or "")


def test_a_name_that_does_not_fit_is_told_and_a_profile_that_extends_gives_it(
    tmp_path: Path,
) -> None:
    header = ["Minister", "Date", "Organisation"]
    path = _table(tmp_path / "Meetings Q2.csv", [header, ["Ann Lee", "June 2013", "Acme"]])
    [refused] = read([path], profile=UK)
    assert {fault.found for fault in refused.faults} == {"“Meetings Q2”"}
    assert all("{department}_{year:4}" in (fault.fix or "") for fault in refused.faults)
    text = proposal([path], "csv", WORDS)
    assert text.count("TODO") == 2
    own = tmp_path / "own.yaml"
    own.write_text(text.replace("source: TODO", "source: Dep").replace("TODO", "2013-09-30"))
    [brief] = _briefs(read([path], profile=own))
    assert (brief.source, brief.published.isoformat()) == ("Dep", "2013-09-30")


EU_HEADER = [
    *("Name of cabinet", "Name of EC representative", "Title of EC representative"),
    *("Date of meeting", "Location", "Name of interest representative"),
    *("Transparency register ID", "Subject of the meeting"),
]


@pytest.mark.parametrize(
    ("names", "ids", "organizations"),
    [
        ("Acme, Inc.", "11-1", ["Acme, Inc."]),
        ("Acme, Hooli", "11-1, 22-2", ["Acme", "Hooli"]),
        ("Acme; Hooli, Inc.", "", ["Acme; Hooli, Inc."]),
        ("Acme, Inc., Hooli", "11-1, 22-2", ["Acme, Inc.", "Hooli"]),
        ("Acme, Big, Hooli", "11-1, 22-2", None),
    ],
)
def test_a_comma_divides_where_the_register_has_as_many_numbers(
    names: str, ids: str, organizations: list[str] | None, tmp_path: Path
) -> None:
    row = ["C", "Ann Lee, Bo Lund", "Head, Member", "12/03/2024", "Online", names, ids, "Trains"]
    rows = [["File generated on: 2024-03-31"], EU_HEADER, row]
    path = _table(tmp_path / "m_2024-03-31.csv", rows)
    results = list(read([path], profile=EU))
    if organizations is None:
        assert _codes(results) == ["cells-at-odds", "other-rows"] and not _briefs(results)
        return
    [brief] = _briefs(results)
    assert _names(brief, "Organization") == organizations
    assert _names(brief, "Person") == ["Ann Lee", "Bo Lund"] and not _names(brief, "Place")
    assert f"extends: {EU}" in proposal([path], "csv", WORDS)


@pytest.mark.parametrize("columns", [57, 58, 61])
def test_event_rows_of_gdelt_have_one_of_three_widths(columns: int, tmp_path: Path) -> None:
    cells = [""] * columns
    for index, cell in {0: "7", 1: "20130401", 6: "FREEDONIA", 16: "SYLVANIA", 26: "042"}.items():
        cells[index] = cell
    place = 52 if columns == 61 else 50
    cells[place] = '"Sylvania City, Sylvania'
    added = {57: 56, 58: 56, 61: 59}[columns]
    cells[added] = "20130401120000" if columns == 61 else "20130401"
    path = tmp_path / "20130401.export.CSV"
    path.write_text("\t".join(cells) + "\n", encoding="utf-8")
    [brief] = _briefs(read([path], profile="gdelt"))
    assert _names(brief, "Place") == ['"Sylvania City, Sylvania']
    assert brief.published.isoformat() == "2013-04-01"
    assert "extends: gdelt" in proposal([path], "csv", WORDS)


@pytest.mark.parametrize("day", ["2013041", "201304011", "20131401"])
def test_a_day_that_lacks_a_digit_is_none(day: str, tmp_path: Path) -> None:
    cells = [""] * 57
    for index, cell in {0: "7", 1: day, 6: "FREEDONIA", 16: "SYLVANIA", 26: "042"}.items():
        cells[index] = cell
    cells[56] = "20130401"
    path = tmp_path / "20130401.export.CSV"
    path.write_text("\t".join(cells) + "\n", encoding="utf-8")
    results = list(read([path], profile="gdelt"))
    assert "bad-date" in _codes(results) and not _briefs(results)


def test_event_rows_of_icews_are_read_as_they_are_called(tmp_path: Path) -> None:
    header = (
        "Event ID\tEvent Date\tSource Name\tSource Country\tEvent Text\tCAMEO Code\tTarget Name\t"
        "Target Country\tPublisher\tCity\tCountry"
    )
    row = "7\t2012-05-03\tMinistry\tFreedonia\tMake a visit\t42\tSylvania\tSylvania\t\t\t"
    path = tmp_path / "events.2012.tab"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    [brief] = _briefs(read([path], profile="icews"))
    assert brief.source == "ICEWS" and [claim.type for claim in brief.claims] == ["Visit"]
    assert "extends: icews" in proposal([path], "tab", WORDS)


TRIPS = """\
<?xml version="1.0" encoding="UTF-8"?>
<trips>
  <trip role="president" who="x-y">
    <id>7</id><name>Xavier Yarrow</name>
    <start-date>1931-05-04</start-date><end-date>1931-05-06</end-date>
    <country id="freedonia">Freedonia</country><locale>Fredville, Port Fredo</locale>
    <remarks>Met with
      Rufus <em>Fyre</em>.</remarks>
    <last-modified-datetime>2011-03-01T10:00:00-04:00</last-modified-datetime>
  </trip>
</trips>
"""


def test_records_in_xml(tmp_path: Path) -> None:
    path = tmp_path / "x-y.xml"
    path.write_text(TRIPS, encoding="utf-8")
    [brief] = _briefs(read([tmp_path], profile="historyatstate-travels"))
    assert (brief.id, brief.published.isoformat()) == ("hsg-travel-7", "2011-03-01")
    assert brief.text.endswith("Met with Rufus Fyre.")
    assert _names(brief, "Place") == ["Fredville", "Freedonia", "Port Fredo"]
    assert {m.ref for m in brief.mentions if m.type == "Person"} == {"hsg:x-y"}
    assert "extends: historyatstate-travels" in proposal([path], "xml", WORDS)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("</remarks>", "", "xml-syntax", 10),
        ("<trips>", '<!DOCTYPE trips [<!ENTITY a "b">]><trips>', "xml-doctype", 2),
        ("1931-05-04", "4 Mayy 1931", "unresolved-date", 5),
    ],
)
def test_mistakes_in_xml_have_their_place(
    old: str, new: str, code: str, line: int, tmp_path: Path
) -> None:
    path = tmp_path / "x-y.xml"
    path.write_text(TRIPS.replace(old, new), encoding="utf-8")
    faults = [f for result in read([path], profile="historyatstate-travels") for f in result.faults]
    assert [(f.code, f.line) for f in faults] == [(code, line)]


def test_xml_is_a_table_only_where_a_profile_maps_tables(tmp_path: Path) -> None:
    (tmp_path / "x-y.xml").write_text(TRIPS, encoding="utf-8")
    assert not _briefs(read([tmp_path]))


def test_a_profile_extends_those_of_the_package_only(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("extends: nothing-like-it\n", encoding="utf-8")
    [result] = read([tmp_path], profile=own)
    assert [(f.code, f.line) for f in result.faults] == [("bad-profile", 1)]
    assert set(presets()) >= {UK, EU, "gdelt", "icews"}
