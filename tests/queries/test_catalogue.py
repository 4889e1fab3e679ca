"""Question files: what is read from them, and what is refused by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from whomet.queries import Catalogue, CatalogueError, QuestionError, catalogue, read_question
from whomet.queries.cypher_tokens import returned_columns, tokens, used_parameters
from whomet.queries.documentation import questions_page
from whomet.queries.parameters import COMMON

GOOD = """\
// title = "Names"
// question = "Which names are there?"
// why = "To see them."
// parameters = ["actor", "level", "limit"]
// example = "whomet ask names"
//
// [parameter.level]
// type = "choice"
// help = "How near."
// choices = ["near", "far"]
// default = "near"
//
// [columns]
// name = "the name"
// "aliases[]" = "its aliases"

MATCH (a:Person {id: $actor})
WHERE $level = 'near'
RETURN a.name AS name, [] AS aliases
LIMIT coalesce($limit, 9)
"""


EXAMPLE = '// example = "whomet ask names"\n'


def linking(edges: str, event: str = ", 'e' AS event, [] AS briefs, [] AS quotes") -> str:
    """The good question with ids and edges."""
    return GOOD.replace(EXAMPLE, f"{EXAMPLE}// edges = {edges}\n").replace(
        "[] AS aliases", f"[] AS aliases, a.id AS name_id{event}"
    )


def write(folder: Path, text: str) -> Path:
    path = folder / "names.cypher"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_becomes_a_question(tmp_path: Path) -> None:
    question = read_question(write(tmp_path, GOOD))
    assert question.name == "names"
    assert [parameter.name for parameter in question.parameters] == ["actor", "level", "limit"]
    assert question.parameter("level").choices == ("near", "far")
    assert question.parameter("actor").help == COMMON["actor"].help
    assert [(column.name, column.many) for column in question.columns] == [
        ("name", False),
        ("aliases", True),
    ]
    assert question.cypher.startswith("MATCH (a:Person")
    assert read_question(write(tmp_path, linking('["name", "event"]'))).edges == ("name", "event")


BAD = [
    ('// title = "Names"\n', "", 1, "'title' is missing"),
    ('// why = "To see them."\n', "", 1, "'why' is missing"),
    ('// title = "Names"', "// title = Names", 1, "not TOML"),
    ('// example = "whomet ask names"\n', "", 1, "'example' is missing"),
    (
        '// why = "To see them."',
        '// wy = "To see them."',
        3,
        "unknown field 'wy'; did you mean 'why'",
    ),
    ('"actor", "level"', '"actr", "level"', 4, "'actr' is not a common one; did you mean 'actor'"),
    ('"actor", "level"', '"actor"', 7, "'level' is defined but not listed"),
    ('"actor", "level"', '"actor", "actor", "level"', 4, "'actor' is listed twice"),
    ('"limit"]\n', '"limit"]\n// anchors = ["place"]\n', 5, "anchors names 'place', which is not"),
    ('"limit"]\n', '"limit"]\n// reach = "far"\n', 5, "'reach' is 'far'; expected one of rows, "),
    ('"limit"]\n', '"limit"]\n// reach = "events"\n', 5, "'reach' says how far anchors reach; add"),
    ('"level", "limit"]', '"level"]', 20, "'limit' is used but not declared"),
    ('"level", "limit"]', '"level", "limit", "place"]', 4, "does not use $place"),
    ('"level", "limit"]', '"level", "limit", "on"]', 4, "does not use $since"),
    ("WHERE $level", "WHERE '$level' = $lvl AND 'near'", 18, "'lvl' is used but not declared"),
    ('type = "choice"', 'type = "chioce"', 7, "unknown type 'chioce'; did you mean 'choice'"),
    ('choices = ["near", "far"]', "choices = []", 7, "'choices' goes with type 'choice'"),
    ('default = "near"', 'default = "mid"', 7, "default is not among its choices"),
    ('help = "How near."', 'hlp = "How near."', 7, "unknown field 'hlp'"),
    ('// name = "the name"\n', "", 18, "column 'name' is returned but not declared"),
    ('// name = "the name"\n', '// name = "n"\n// age = "a"\n', 15, "'age' is declared but not"),
    ('// name = "the name"', '// name = ""', 14, "column 'name' has no meaning"),
    (
        "RETURN a.name AS name, [] AS aliases",
        "RETURN [] AS aliases, 1 AS name",
        19,
        "in that order",
    ),
    ("\nMATCH", "\n// rows\nMATCH", 17, "a question about a period"),
    ("RETURN a.name AS name, [] AS aliases\n", "", 17, "the Cypher returns nothing"),
    (EXAMPLE, f'{EXAMPLE}// edges = ["nam"]\n', 6, "edges names 'nam', which is not a column"),
    (EXAMPLE, f'{EXAMPLE}// edges = ["name"]\n', 6, "which has no ids; return 'name_id' too"),
    (GOOD, linking('["name"]', ""), 6, "edges need the column 'event'"),
    (GOOD, linking('["event"]'), 6, "'event' comes last in edges, after a column of actors"),
    (
        '// default = "near"',
        '// default = "near"\n// left_out = ["near"]',
        7,
        "'left_out' lists choices other than the default",
    ),
    (EXAMPLE, f'{EXAMPLE}// groups = "kind"\n', 6, "groups names 'kind', which is not a column"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), BAD)
def test_bad_metadata_is_refused_by_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(CatalogueError) as caught:
        read_question(path)
    assert caught.value.message.startswith(f"{path}:{line}: ")
    assert message in caught.value.message


def test_a_name_may_stand_for_one_file_only(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        write(folder, GOOD)
    with pytest.raises(CatalogueError, match="exists already"):
        Catalogue(folders)


def test_one_question_is_read_without_the_others(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "broken.cypher").write_text("RETURN 1", encoding="utf-8")
    assert Catalogue([tmp_path]).question("names").title == "Names"


def test_unknown_questions_and_parameters_name_the_nearest() -> None:
    with pytest.raises(QuestionError, match="did you mean 'visits' or 'visitors'"):
        catalogue().question("visit")
    with pytest.raises(QuestionError, match="no parameter 'aktor'; did you mean 'actor'"):
        catalogue().question("visits").parameter("aktor")
    assert catalogue().question("visits").parameter("known-by").name == "known_by"
    assert catalogue().question("visits").parameter("with_").name == "with"


def test_tokens_know_strings_comments_and_backticks() -> None:
    text = (
        "// $no\nMATCH (n:`a $b`) /* $c\n */ WHERE n.x = '$d\\'$e' AND $`with`= $f "
        "RETURN n.y AS `z z`"
    )
    found = list(tokens(text))
    assert used_parameters(found) == {"with": 3, "f": 3}
    assert returned_columns(found) == (3, ["z z"])


def test_columns_are_those_of_the_outermost_return() -> None:
    text = "CALL () { RETURN 1 AS a } RETURN DISTINCT a, COLLECT { RETURN 2 AS b } AS c ORDER BY a;"
    assert returned_columns(list(tokens(text))) == (1, ["a", "c"])


def test_the_page_of_questions_is_fresh() -> None:
    page = Path(__file__).parents[2] / "docs" / "questions.md"
    assert page.read_text(encoding="utf-8") == questions_page(), (
        "run python -m whomet.queries.documentation > docs/questions.md"
    )
