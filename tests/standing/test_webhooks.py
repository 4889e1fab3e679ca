"""What is new is posted to the addresses of the settings, and what they answer is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.webhook_receiver import Receiver
from whomet.graph.errors import SettingsError
from whomet.graph.settings import load_settings
from whomet.graph.standing import StandingQuestion
from whomet.standing import Change, News
from whomet.standing.webhooks import post

QUESTION = StandingQuestion("q", "visits", {}, "2026-01-01", "me")
CHANGE = Change("new", {"who": "Mara Quill"}, None, (), ("brief b",))


def news(*changes: Change) -> News:
    return News(QUESTION, "2026-01-02", "2026-01-01", ("who",), 1, changes)


def test_only_changes_are_posted(receiver: Receiver) -> None:
    assert post([receiver.address], [news()]) == []
    assert receiver.taken == []
    assert post([receiver.address], [news(), news(CHANGE)]) == []
    assert receiver.taken == [("/hook/secret", {"news": [news(CHANGE).to_json()]})]


@pytest.mark.parametrize(
    ("answers", "tries", "problem"),
    [
        ([503, 204], 2, None),
        ([500, 500, 500], 3, "status 500"),
        ([404], 1, "status 404"),
        ([302], 1, "status 302"),
    ],
)
def test_an_error_of_the_other_side_is_tried_again(
    receiver: Receiver, answers: list[int], tries: int, problem: str | None
) -> None:
    receiver.answers = answers
    told = post([receiver.address], [news(CHANGE)], pauses=(0.0, 0.0))
    assert len(receiver.taken) == tries
    assert all(path == "/hook/secret" for path, _ in receiver.taken)
    # The address may hold a secret: what is told of it is its host.
    wanted = f"The webhook at http://127.0.0.1 did not accept the news: {problem}."
    assert told == ([] if problem is None else [wanted])


def test_nobody_there_is_a_sentence_and_the_others_are_told(receiver: Receiver) -> None:
    told = post(["http://127.0.0.1:1/", receiver.address], [news(CHANGE)], pauses=())
    assert [line.split(" did")[0] for line in told] == ["The webhook at http://127.0.0.1"]
    assert len(receiver.taken) == 1


@pytest.mark.parametrize(
    "address", ["http://example.org/", "ftp://example.org/", "https:///x", "file:///etc/passwd", ""]
)
def test_addresses_that_nothing_may_be_posted_to(address: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not a web address"):
        load_settings({"home": tmp_path, "webhooks": [address]}, {}, tmp_path)


def test_addresses_of_the_environment(tmp_path: Path) -> None:
    given = {"WHOMET_WEBHOOKS": "https://a.example/x  http://localhost:9/y"}
    found = load_settings({"home": tmp_path}, given, tmp_path)
    assert found.webhooks == ("https://a.example/x", "http://localhost:9/y")


def test_a_folder_names_no_addresses(tmp_path: Path) -> None:
    (tmp_path / "whomet.toml").write_text('webhooks = ["https://a.example/x"]\n')
    assert load_settings({"home": tmp_path}, {}, tmp_path).webhooks == ()
