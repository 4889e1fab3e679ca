"""What `whomet browser --bundle` writes: everything in it runs, as Neo4j Browser would run it."""

from __future__ import annotations

import io
import re
import socket
import struct
import threading
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.notices import no_notices
from whomet.browser import (
    Bundle,
    bundle_server,
    local_address,
    make_bundle,
    remote_browser_address,
    write_bundle,
)
from whomet.browser.address import copy_command
from whomet.graph.database.connection import Connection
from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.server import ServerState
from whomet.graph.settings import Settings
from whomet.ontology.errors import WhometError
from whomet.queries import Catalogue, ask, catalogue
from whomet.queries.favourites import example_values, favourites

NAMES = catalogue().names
DEFAULT_ADDRESS = "http://localhost:7476"
ORIGIN = "http://127.0.0.1:7474"


@pytest.fixture(scope="module")
def bundle(example_graph: Connection) -> Bundle:
    return make_bundle(example_graph, catalogue(), DEFAULT_ADDRESS)


#: A column that tells the rows of an answer apart; those of events and claims can be drawn.
DRAWN = ("event", "claim")
KEYS = (*DRAWN, "brief", "id", "actor_id")


def text_of(bundle: Bundle, folder: str, name: str) -> str:
    [path] = [path for path in bundle.files if path.endswith(f" {folder}/{name}.cypher")]
    return bundle.files[path].decode()


def set_parameters(connection: Connection, text: str) -> dict[str, Any]:
    """The values that Browser sets: it evaluates each `:param NAME => EXPRESSION;` by itself."""
    values = {}
    for line in text.splitlines():
        if not line.startswith("//"):
            found = re.fullmatch(r":param (\w+) => (.*);", line)
            assert found, line
            values[found[1]] = connection.read(f"RETURN {found[2]} AS value")[0]["value"]
    return values


@pytest.mark.parametrize("name", NAMES)
def test_each_question_answers_in_browser_as_on_the_command_line(
    example_graph: Connection, bundle: Bundle, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    values = set_parameters(example_graph, text_of(bundle, "parameters", name))
    question = catalogue().question(name)
    asked = ask(example_graph, name, **example_values(question))
    with no_notices(caplog):
        rows = example_graph.read(text_of(bundle, "answers", name), values)
    # What stands where in the text of a brief is not found by Cypher.
    keys = ("brief",) if question.passages else KEYS
    key = next(each for each in keys if each in asked.columns)
    assert [row[key] for row in rows] == [row[key] for row in asked.rows]
    assert rows
    if key not in DRAWN:
        return
    with no_notices(caplog):
        drawn = example_graph.read(text_of(bundle, "graphs", name), values)
    found = {row["e" if key == "event" else "c"]["id"] for row in drawn}
    listed = [row[key] if isinstance(row[key], list) else [row[key]] for row in asked.rows]
    assert found == {id for ids in listed for id in ids} - {None}


def test_browser_takes_each_text_as_it_is_meant(bundle: Bundle) -> None:
    texts = [(path, content.decode()) for path, content in bundle.files.items() if "cypher" in path]
    for path, text in texts:
        first, *rest = text.splitlines()
        assert re.fullmatch(r"// \S.*", first), path  # the name under which Browser lists it
        statements = [line for line in rest if not line.strip().startswith("//")]
        # Browser shows no rows of a text with a semicolon within: it takes that for a script.
        outside = re.sub(r"'[^']*'", "", "".join(statements))
        assert (";" in outside) is (" parameters/" in path)


def test_the_zip_holds_the_same_files(bundle: Bundle, example_graph: Connection) -> None:
    archive = zipfile.ZipFile(io.BytesIO(bundle.files["favourites.zip"]))
    assert {f"favourites/{name}": archive.read(name) for name in archive.namelist()} == {
        path: content for path, content in bundle.files.items() if path.startswith("favourites/")
    }
    without = [
        name
        for name in NAMES
        if not {column.name for column in catalogue().question(name).columns}.intersection(DRAWN)
    ]
    assert len(archive.namelist()) == 3 * len(NAMES) - len(without) + 10
    assert make_bundle(example_graph, catalogue(), DEFAULT_ADDRESS) == bundle


def test_the_first_queries_find_something_and_only_read(
    example_graph: Connection, bundle: Bundle
) -> None:
    queries = [text for path, text in sorted(bundle.files.items()) if "/whomet 1 " in path]
    titles = [text.decode().splitlines()[0] for text in queries]
    assert titles == sorted(titles)  # as Browser lists them
    assert len(queries) == 10
    for text in queries:
        assert example_graph.read(text.decode()), text


def test_what_the_graph_does_not_know_is_null(graph: Connection) -> None:
    question = catalogue().question("itinerary")
    found = favourites(graph, question)
    assert found.missing == ("Bagheri",)
    assert found.parameters is not None
    assert "Not set: actor, for" in found.parameters
    values = set_parameters(graph, found.parameters)
    assert (values["actor"], values["since"].to_native()) == (None, date(2017, 8, 1))
    assert graph.read(found.answer, values) == []


def test_a_name_of_several_is_not_taken_for_no_condition(graph: Connection) -> None:
    for ref in "ab":
        graph.write(
            lambda tx, ref=ref: tx.run(  # type: ignore[misc]
                "MERGE (n:Name {folded: 'bagheri'}) SET n.name = 'Bagheri' "
                "CREATE (:Person:Actor {id: $id, name: 'Bagheri'})-[:NAMED {as: 'name'}]->(n)",
                id=f"test:{ref}",
            ).consume()
        )
    found = favourites(graph, catalogue().question("itinerary"))
    assert found.parameters is not None
    assert "To be chosen: actor, for" in found.parameters
    assert "test:a" in found.parameters and "test:b" in found.parameters
    values = set_parameters(graph, found.parameters)
    assert values["actor"] in ("Bagheri", ["Bagheri"])
    assert graph.read(found.answer, values) == []


def test_a_question_of_ones_own_comes_along(graph: Connection, tmp_path: Path) -> None:
    (tmp_path / "own.cypher").write_text(
        '// title = "Own\\n:param x => 1;"\n// question = "How?"\n// why = "Because."\n'
        "// parameters = []\n// example = 'whomet ask own'\n// [columns]\n// n = \"one\"\n"
        "RETURN 1 AS n\n",
        encoding="utf-8",
    )
    found = favourites(graph, Catalogue((tmp_path,)).question("own"))
    assert (found.parameters, found.graph) == (None, None)
    assert found.answer.splitlines()[0] == "// Own :param x => 1;"
    assert graph.read(found.answer) == [{"n": 1}]


def test_the_guide_speaks_of_every_label(bundle: Bundle, example_graph: Connection) -> None:
    guide = bundle.files["guide.html"].decode()
    vocabulary = example_graph.vocabulary
    for name in (*vocabulary.system_classes, *vocabulary.entities, *vocabulary.events):
        assert f">{name}</td>" in guide
    assert guide.count("<slide>") == guide.count("</slide>") == 7
    assert guide.count('class="pre-scrollable code runnable"') == 11
    assert "$" not in re.sub(r"base64,[^\"]*", "", guide)
    # Browser strips what looks like a handler (` on… =`); nothing of ours may look so.
    assert not re.search(r"\son[^\s=]+\s*=\s*[\"'\w]", guide)


def test_an_earlier_bundle_is_replaced_and_other_files_stay(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    write_bundle(bundle, tmp_path)
    assert (tmp_path / "README.md").read_bytes() == bundle.files["README.md"]
    assert (tmp_path / "mine.txt").read_text() == "mine"
    with pytest.raises(
        WhometError, match=r"Cannot write .*mine\.txt.* give a writable folder as --bundle"
    ):
        write_bundle(bundle, tmp_path / "mine.txt")


@pytest.fixture
def served(bundle: Bundle) -> Iterator[str]:
    with bundle_server("127.0.0.1", 0) as here:
        thread = threading.Thread(target=here.serve, args=(bundle.files,))
        thread.start()
        yield here.address
        here.server.shutdown()
        thread.join()


def fetch(url: str, method: str = "GET", **headers: str) -> Any:
    request = urllib.request.Request(url, headers={"Origin": ORIGIN} | headers, method=method)
    return urllib.request.urlopen(request, timeout=10)


def test_the_bundle_is_served_to_pages_of_this_machine_alone(served: str, bundle: Bundle) -> None:
    for name in bundle.files:
        with fetch(f"{served}/{urllib.request.quote(name)}") as answer:
            assert answer.read() == bundle.files[name]
            assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    with fetch(served) as answer:
        assert answer.read() == bundle.files["README.md"]
    with fetch(served, method="OPTIONS") as answer:
        assert answer.headers["Access-Control-Allow-Headers"] == "*"
    with fetch(served, Origin="https://example.org") as answer:
        assert answer.headers["Access-Control-Allow-Origin"] is None
    for host in ("example.org", "[oops"):
        for method in ("GET", "OPTIONS"):
            with pytest.raises(urllib.error.HTTPError, match="403"):
                fetch(served, method=method, Host=host)
    for path in ("nothing", "../pyproject.toml", "%2e%2e/%2e%2e/etc/passwd"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetch(f"{served}/{path}")


def test_a_client_that_goes_away_is_nothing_to_report(
    served: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for request in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET /"):
        with socket.create_connection(("127.0.0.1", int(served.rpartition(":")[2]))) as client:
            client.sendall(request)
            # Closed with a reset instead of an end.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with fetch(served) as answer:
        assert answer.status == 200
    assert capfd.readouterr().err == ""


def test_a_taken_port_is_one_sentence() -> None:
    with bundle_server("127.0.0.1", 0) as here:
        port = here.server.server_port
        with (
            pytest.raises(WhometError, match=rf"Cannot listen on 127.0.0.1:{port} .*--serve"),
            bundle_server("127.0.0.1", port),
        ):
            pass


def test_a_server_without_browser_is_one_sentence(settings: Settings, served: str) -> None:
    port = int(served.rpartition(":")[2])
    state = ServerState(1, 7687, port, "2026.09.0", "", True)
    with pytest.raises(DatabaseUnavailable, match=r"does not answer at .*Not Found.*whomet doctor"):
        local_address(settings, state)


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("bolt://db:7687", "http://db:7474/browser/?dbms=bolt://db:7687"),
        ("neo4j://[::1]:7687", "http://[::1]:7474/browser/?dbms=neo4j://%5B::1%5D:7687"),
        (
            "neo4j+s://graph.example.org",
            "https://graph.example.org:7473/browser/?dbms=neo4j%2Bs://graph.example.org",
        ),
        ("neo4j+s://abc.databases.neo4j.io", "https://console.neo4j.io"),
    ],
)
def test_where_the_browser_of_another_neo4j_may_be(uri: str, expected: str) -> None:
    assert remote_browser_address(uri) == expected


def test_a_path_with_blanks_can_be_copied() -> None:
    assert copy_command(Path("/home/a b/password")).endswith("'/home/a b/password'")


def test_examples_are_read_as_a_shell_reads_them() -> None:
    given = example_values(catalogue().question("co-presence"))
    assert given == {"actor": "Bagheri", "since": "2017", "unmet": True}
