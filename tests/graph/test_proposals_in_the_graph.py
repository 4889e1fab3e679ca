"""What there is to decide in a real graph: decided one by one and by a rule, undone, by two."""

from __future__ import annotations

import pytest

from tests.graph.cases import briefs_of
from whomet.graph.database.connection import Connection
from whomet.graph.errors import GraphError
from whomet.graph.projection.elements import NodeKey
from whomet.graph.review.entity_judging import (
    forget_entities,
    judge_entities,
    stored_entity_judgements,
)
from whomet.graph.review.event_judging import stored_judgements
from whomet.graph.review.items import review
from whomet.graph.review.match_reasons import reasons
from whomet.graph.review.proposals.decided import bearers
from whomet.graph.review.proposals.deciding import (
    AlreadyDecided,
    decide,
    decide_by_rule,
    undo,
    undo_last,
)
from whomet.graph.review.proposals.finding import proposals, proposals_about
from whomet.graph.review.proposals.items import shown
from whomet.graph.review.proposals.rules import rule
from whomet.graph.review.queue import ReviewQueue
from whomet.graph.writing.loading import load_briefs

WHOLE, FIRST, SECOND = "person:mara-quill", "first#q", "second#q"
CASE = {
    "briefs": {
        "whole": {
            "text": "President Mara Quill of Norland met Jo Dorn in Holm.",
            "entities": {
                "m": {"type": "Person", "name": "Mara Quill", "quote": ["President Mara Quill"]},
                "j": {"type": "Person", "name": "Jo Dorn", "quote": ["Jo Dorn"]},
            },
            "events": {"e": {"type": "Meeting", "quote": "met", "participant": ["m", "j"],
                             "place": "holm", "when": "2016-05-01"}},
        },
        "first": {
            "text": "The visitors saw Quill in Holm. Lunch followed.",
            "entities": {
                "q": {"type": "Person", "name": "Quill", "quote": ["Quill"]},
                "k": {"type": "Person", "name": "Kai Lind", "quote": ["visitors"]},
            },
            "events": {"e": {"type": "Meeting", "quote": "saw", "participant": ["q", "k"],
                             "place": "holm", "when": "2016-07-01"}},
        },
        "second": {
            "text": "Again they saw Quill in Holm.",
            "entities": {
                "q": {"type": "Person", "name": "Quill", "quote": ["Quill"]},
                "k": {"type": "Person", "name": "Kai Lind", "quote": ["they"]},
            },
            "events": {"e": {"type": "Meeting", "quote": "saw", "participant": ["q", "k"],
                             "place": "holm", "when": "2017-07-01"}},
        },
    }
}  # fmt: skip
CAST = {
    "holm": {"type": "Place", "name": "Holm", "kind": "city", "part_of": "norland"},
    "norland": {"type": "Place", "name": "Norland", "kind": "country"},
}


@pytest.fixture
def quills(graph: Connection) -> Connection:
    """A graph with one whole name, and two mentions of its last word."""
    load_briefs(graph, briefs_of(CASE, CAST))
    return graph


def test_a_proposal_with_what_is_known_of_both_sides(quills: Connection) -> None:
    [made] = proposals(quills)
    assert (made.one.ids, made.other.ids) == ((FIRST, SECOND), (WHOLE,))
    assert made.joins == (2, 2)
    assert "both are from Norland, or were met there" in made.reasons
    assert proposals_about(quills, "Person", [WHOLE]) == [made]
    assert proposals_about(quills, "Person", ["person:jo-dorn"]) == []
    [item] = shown(quills, [made])
    told = item.to_json()
    assert told["one"]["sentence"]["text"] == "The visitors saw Quill in Holm."
    assert told["other"]["positions"] == ["president"]
    assert (told["one"]["from_year"], told["one"]["until_year"]) == (2016, 2017)


def test_a_decision_is_kept_not_asked_again_and_taken_back(quills: Connection) -> None:
    [made] = proposals(quills)
    for verdict in ("different", "unsure"):
        kept = decide(quills, made, verdict, note="Seen.", by="ann")
        assert kept.judgements == 2
        assert {(one.verdict, one.by, one.note) for one in stored_entity_judgements(quills)} == {
            (verdict, "ann", "Seen.")
        }
        # That the two mentions are of one person is another decision.
        assert [(p.one.ids, p.other.ids) for p in proposals(quills)] == [((FIRST,), (SECOND,))]
        with pytest.raises(GraphError, match=f"judged {verdict} by ann meanwhile"):
            decide(quills, made, "same", by="bob")
        assert undo(quills, kept.batch) == 2
        assert proposals(quills) == [made]
    with pytest.raises(GraphError, match="no decision of yours to undo"):
        undo_last(quills, by="ann")


def test_the_graph_follows_a_decision(quills: Connection) -> None:
    [made] = proposals(quills)
    kept = decide(quills, made, "same", by="ann")
    found = bearers(quills, [("Person", FIRST), ("Person", SECOND)])
    assert list(found.values()) == [[NodeKey("Person", WHOLE)]] * 2
    assert proposals(quills) == []
    with pytest.raises(AlreadyDecided, match="judged to be one meanwhile"):
        decide(quills, made, "different", by="bob")
    undo(quills, kept.batch)
    assert proposals(quills) == [made]


def test_a_rule_joins_many_and_is_taken_back_as_one(quills: Connection) -> None:
    found = proposals(quills)
    done = decide_by_rule(quills, rule("one-word"), found, by="ann")
    assert (len(done.proposals), done.judgements, done.left_out) == (1, 2, ())
    assert {one.note for one in stored_entity_judgements(quills)} == {
        "by the rule: one word, one candidate, same country, within 8 years"
    }
    # What was decided meanwhile is not decided again.
    assert decide_by_rule(quills, rule("one-word"), found, by="bob").proposals == ()
    assert undo_last(quills, by="ann") == 2
    assert stored_entity_judgements(quills) == []
    with pytest.raises(GraphError, match="There is no rule 'other'; the rules are one-word"):
        rule("other")


def test_two_reviewers_do_not_disturb_each_other(quills: Connection) -> None:
    ann = ReviewQueue(quills, proposals(quills), by="ann")
    bob = ReviewQueue(quills, proposals(quills), by="bob")
    assert ann.next() is not None and bob.next() is not None
    ann.answer("different", note="Two.")
    assert (ann.progress.decided, ann.progress.left) == (1, 0)
    # Bob sees the same item still, and does not decide another one in its place.
    with pytest.raises(AlreadyDecided, match="judged different by ann meanwhile"):
        bob.answer("same")
    assert bob.next() is None
    assert bob.progress.closed == 1
    with pytest.raises(GraphError, match="no item to decide"):
        bob.answer("same")
    assert {one.by for one in stored_entity_judgements(quills)} == {"ann"}

    assert bob.undo() is None
    taken = ann.undo()
    assert taken is not None and taken.verdict == "different"
    assert stored_entity_judgements(quills) == []
    assert ann.next() is not None
    ann.skip()
    assert (ann.next(), ann.progress.skipped) == (None, 1)


def test_judgements_that_contradict_by_a_later_brief_are_listed(quills: Connection) -> None:
    judge_entities(
        quills, "person:mara-quill", "person:jo-dorn", "different", by="ann", note="Two."
    )
    judge_entities(quills, FIRST, WHOLE, "same", by="bob")
    assert review(quills, ["contradiction"]) == []
    later = {"type": "Person", "name": "Mara Quill", "ref": "x:1", "aliases": ["Jo Dorn"]}
    load_briefs(quills, briefs_of({"briefs": {"later": {"p": later}}}, {}))
    queue = ReviewQueue(quills, [], by="ann")
    [item] = queue.contradictions
    assert review(quills)[:1] == [item]
    told = item.to_json()
    assert told["what"] == "person:jo-dorn / person:mara-quill"
    assert str(told["why"]).startswith(
        "person:jo-dorn is not person:mara-quill: judged different by ann"
    )
    assert "Two.; but others join them; they stay apart" in str(told["why"])
    assert told["chain"] == [
        "person:jo-dorn is x:1: no other ref has that name",
        "x:1 is person:mara-quill: no other ref has that name",
    ]
    assert told["advice"] == [
        "whomet review --forget person:jo-dorn person:mara-quill",
        "whomet review --different person:jo-dorn x:1",
        "whomet review --different x:1 person:mara-quill",
    ]
    [made] = told["judgements"]
    assert (made["by"], made["note"], made["in_effect"]) == ("ann", "Two.", True)
    assert queue.next() is None
    # Any of the advice settles it.
    judge_entities(quills, "person:jo-dorn", "x:1", "different")
    assert review(quills, ["contradiction"]) == []
    units = [("Person", text) for text in (FIRST, WHOLE, "person:jo-dorn")]
    found = bearers(quills, units)
    assert [found[unit][0].id for unit in units] == ["x:1", "x:1", "person:jo-dorn"]
    forget_entities(quills, "person:jo-dorn", "x:1")
    assert review(quills, ["contradiction"]) == [item]
    queue.forget(made["id"])
    assert queue.contradictions == review(quills, ["contradiction"]) == []


def test_a_judgement_of_two_texts_of_one_name_is_refused(graph: Connection) -> None:
    paris = {"type": "Place", "name": "Paris"}
    texas = {"s": {"type": "Place", "name": "Texas"}, "p": {**paris, "part_of": "s"}}
    told = {"b1": {"p": paris, "q": {"type": "Place", "name": "Lutetia"}}, "b2": texas}
    load_briefs(graph, briefs_of({"briefs": told}, {}))
    with pytest.raises(GraphError, match="place:paris is place:texas/paris by name now"):
        judge_entities(graph, "place:paris", "place:texas/paris", "different")
    judge_entities(graph, "place:paris", "place:lutetia", "same")
    with pytest.raises(GraphError, match="contradicts place:lutetia same place:paris, as"):
        judge_entities(graph, "place:texas/paris", "place:lutetia", "different")


def test_reports_are_left_open_and_taken_back(quills: Connection) -> None:
    told = {
        "text": "They met.",
        "entities": CASE["briefs"]["whole"]["entities"],
        "events": {"e": {"type": "Meeting", "quote": "met", "participant": ["m", "j"],
                         "when": "2016-05-02"}},
    }  # fmt: skip
    for entity in told["entities"].values():
        entity.pop("quote", None)
    load_briefs(quills, briefs_of({"briefs": {"next": told}}, {}))
    [item] = review(quills, ["near"])
    queue = ReviewQueue(quills, [], [item], by="ann")
    assert queue.next() == item
    queue.answer("unsure", "Who knows.")
    assert review(quills, ["near"]) == []
    [made] = stored_judgements(quills)
    assert (made.verdict, made.by, made.note) == ("unsure", "ann", "Who knows.")
    why = reasons(quills, ["next#e"])
    assert queue.undo() is not None
    assert (stored_judgements(quills), review(quills, ["near"])) == ([], [item])
    assert why == [f"whether next#e is whole#e was left open by ann on {made.on}: Who knows."]
