"""Which entities are proposed as one: candidates, what is taken together, and scores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from whomet.graph.projection.elements import NodeKey
from whomet.graph.review.proposals.candidates import candidate_pairs
from whomet.graph.review.proposals.fragments import grouped
from whomet.graph.review.proposals.profiles import Profile
from whomet.graph.review.proposals.proposing import Proposal, propose
from whomet.graph.review.proposals.rules import matching, rule
from whomet.graph.review.proposals.scoring import Surroundings, liken

AROUND = Surroundings({}, {})


def person(id: str, name: str, **known: Any) -> Profile:
    """Somebody with the id `id`, of one brief of that name."""
    known.setdefault("briefs", frozenset({id}))
    return Profile("Person", "Person", (id,), name, (name,), **known)


def word(number: int, name: str = "Quill", **known: Any) -> Profile:
    """A mention of one word, of Norland in 1990 if nothing else is said."""
    known = {"countries": frozenset({"norland"}), "years": (1990, 1990), "events": 1} | known
    return person(f"b{number}#p", name, **known)


def mara(**known: Any) -> Profile:
    """A whole name, of Norland from 1985 to 1992."""
    known = {"countries": frozenset({"norland"}), "years": (1985, 1992), "events": 9} | known
    return person("person:mara-quill", "Mara Quill", **known)


def proposed(profiles: Iterable[Profile]) -> list[Proposal]:
    """What is proposed, nothing being decided."""
    return propose(list(profiles), AROUND, lambda one, other: False)


def told(made: Proposal) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The ids of both sides, and the candidates."""
    return made.one.ids, made.other.ids, made.candidates


def test_a_word_whose_only_candidate_shares_the_country() -> None:
    [made] = proposed([word(1), mara(), person("person:jo-dorn", "Jo Dorn")])
    assert told(made) == (("b1#p",), ("person:mara-quill",), 1)
    assert made.score >= 0.6
    assert "the same country, Norland" in made.reasons
    assert matching(rule("one-word"), [made]) == [made]


@pytest.mark.parametrize(
    "known",
    [
        {"countries": frozenset({"sudland"})},
        {"years": (2005, 2006)},
        {"briefs": frozenset({"person:mara-quill"})},
        {"people": frozenset({NodeKey("Person", "person:mara-quill")})},
    ],
    ids=["another country", "another time", "one brief", "they met"],
)
def test_what_keeps_a_word_and_a_name_apart(known: dict[str, Any]) -> None:
    assert proposed([word(1, **known), mara()]) == []


def test_mentions_of_a_word_are_decided_together() -> None:
    words = [word(number, years=(1986 + number, 1986 + number)) for number in range(4)]
    [made] = proposed([*words, mara()])
    assert made.one.ids == ("b0#p", "b1#p", "b2#p", "b3#p")
    assert made.joins == (4, 4)
    assert made.pairs == [(f"b{n}#p", "person:mara-quill") for n in range(4)]


def test_what_may_be_two_people_is_not_taken_together() -> None:
    early, late = word(1, years=(1970, 1970)), word(2, years=(2000, 2000))
    abroad, beside = word(3, countries=frozenset({"sudland"})), word(4, briefs=frozenset({"b1#p"}))
    for one, other in ((early, late), (early, abroad), (word(1), beside)):
        assert len(grouped([one, other])) == 2
    unknown = word(5, countries=frozenset(), met_in=frozenset())
    assert [unit.ids for unit in grouped([early, replace(unknown, years=(1971, 1971))])] == [
        ("b1#p", "b5#p")
    ]


def test_a_word_of_several_candidates_is_divided_by_its_years() -> None:
    father = person("person:abel-quill", "Abel Quill", countries=frozenset({"norland"}),
                    years=(1970, 1988), events=3)  # fmt: skip
    son = person("person:carl-quill", "Carl Quill", countries=frozenset({"norland"}),
                 years=(2001, 2010), events=3)  # fmt: skip
    words = [word(1, years=(1989, 1989)), word(2, years=(1995, 1995)), word(3, years=(1997, 1997))]
    found = proposed([*words, father, son])
    sides = {(id, made.other.ids[0]) for made in found for id in made.one.ids}
    assert sides == {
        ("b1#p", "person:abel-quill"),
        ("b2#p", "person:abel-quill"),
        ("b2#p", "person:carl-quill"),
        ("b3#p", "person:carl-quill"),
    }
    counts = {id: made.candidates for made in found for id in made.one.ids}
    assert counts == {"b1#p": 1, "b2#p": 2, "b3#p": 1}


def test_mentions_of_a_word_without_a_whole_name_are_proposed_as_one() -> None:
    [made] = proposed([word(1), word(2, years=(1991, 1991))])
    assert told(made) == (("b1#p",), ("b2#p",), 1)
    assert matching(rule("one-word"), [made]) == [made]


def test_a_word_is_not_joined_over_a_gap_or_a_long_time() -> None:
    def joined(*years: int) -> list[Proposal]:
        words = [word(number, years=(year, year)) for number, year in enumerate(years)]
        return matching(rule("one-word"), proposed(words))

    assert len(joined(1980, 1984, 1988)) == 1
    assert len(joined(1980, 1984, 1988, 1992, 1996)) == 1
    assert joined(1980, 1984, 1988, 1992, 1996, 2000) == []
    assert joined(1980, 1989) == joined(1980, 1986, 1992) == []


def test_rules_leave_alone_what_is_not_clear() -> None:
    one = person("person:ada-b-quill", "Ada B. Quill", countries=frozenset({"norland"}),
                 years=(1990, 1990), events=1)  # fmt: skip
    other = replace(one, ids=("person:ada-quill",), name="Ada Quill", names=("Ada Quill",),
                    briefs=frozenset({"other"}), events=5)  # fmt: skip
    [made] = proposed([one, other])
    assert matching(rule("whole-name"), [made]) == [made]
    for changed in (
        replace(made, candidates=2),
        replace(made, one=replace(one, years=(1970, 1971))),
        replace(made, one=replace(one, countries=frozenset())),
        replace(made, one=replace(one, ids=("x:1",)), other=replace(other, ids=("y:1",))),
        replace(made, one=replace(one, name="Ida B. Quill")),
    ):
        assert matching(rule("whole-name"), [changed]) == []


def test_people_and_topics_in_common_speak_for_one() -> None:
    friend, topic = NodeKey("Person", "person:jo-dorn"), NodeKey("Topic", "topic:fish")
    shared = {"people": frozenset({friend}), "topics": frozenset({topic})}
    one = person("person:a-quill", "A. Quill", years=(1990, 1990))
    other = person("person:ada-quill", "Ada Quill", years=(1990, 1990))
    names = {friend: "Jo Dorn", topic: "Fish"}
    alone = liken(one, other, AROUND)
    together = liken(replace(one, **shared), replace(other, **shared), Surroundings({}, names))
    assert together.score > alone.score
    assert together.reasons[-2:] == ("both met Jo Dorn", "both about Fish")
    # Whom everybody meets tells nothing.
    busy = Surroundings({friend: 1000}, names)
    assert (
        "both met Jo Dorn"
        not in liken(replace(one, **shared), replace(other, **shared), busy).reasons
    )


def test_ids_of_one_scheme_are_of_two() -> None:
    one = person("x:1", "Mara B. Quill", years=(1990, 1990))
    assert liken(one, person("x:2", "Mara Quill", years=(1990, 1990)), AROUND).score < 0.6
    assert liken(one, person("y:2", "Mara Quill", years=(1990, 1990)), AROUND).likely


def test_the_decision_that_joins_most_comes_first_and_order_does_not_matter() -> None:
    words = [word(number, years=(1990, 1990)) for number in range(3)]
    others = [
        person("b9#p", "Dorn", countries=frozenset({"norland"}), years=(1990, 1990), events=1),
        person("person:jo-dorn", "Jo Dorn", countries=frozenset({"norland"}), years=(1990, 1990)),
    ]
    found = proposed([*words, mara(), *others])
    assert [made.joins for made in found] == [(3, 3), (1, 1)]
    backwards = proposed(reversed([*words, mara(), *others]))
    assert {made.other.ids for made in backwards} == {made.other.ids for made in found}
    assert {frozenset(made.one.ids) for made in backwards} == {
        frozenset(made.one.ids) for made in found
    }


def test_what_was_decided_is_not_proposed() -> None:
    decided = {frozenset({NodeKey("Person", "b1#p"), NodeKey("Person", "person:mara-quill")})}
    assert propose([word(1), mara()], AROUND, lambda a, b: frozenset({a, b}) in decided) == []


def test_a_large_graph_is_not_compared_in_pairs() -> None:
    syllables = ["ba", "ko", "ri", "mu", "te", "zol", "fin", "ghar", "dap", "lus"]
    names = [f"{a}{b} {c}{d}".title() for a, b, c, d in combinations(syllables * 2, 4)][:2000]
    people = [
        person(f"person:{number}", name, countries=frozenset({"norland"}), years=(1990, 1990))
        for number, name in enumerate(dict.fromkeys(names))
    ]
    crowd = [word(number, name="Kim", briefs=frozenset({"one"})) for number in range(400)]
    pairs = sum(1 for _ in candidate_pairs([*people, *crowd]))
    assert pairs < 20 * (len(people) + len(crowd))


def test_places_and_organizations() -> None:
    def other(cls: str, id: str, name: str, *countries: str) -> Profile:
        return Profile(cls, cls, (id,), name, (name,), countries=frozenset(countries),
                       years=(1990, 1990), briefs=frozenset({id}))  # fmt: skip

    place = [
        other("Place", "place:peking", "Peking", "china"),
        other("Place", "x:1", "Beijing", "china"),
    ]
    [made] = proposed(place)
    assert matching(rule("known-place"), [made]) == [made]
    bodies = [
        other("Organization", "organization:usda", "USDA"),
        other("Organization", "x:9", "United States Department of Agriculture", "united states"),
        other("Organization", "x:8", "Department of Fisheries", "norland"),
    ]
    [made] = proposed(bodies)
    assert {made.one.name, made.other.name} == {bodies[0].name, bodies[1].name}
