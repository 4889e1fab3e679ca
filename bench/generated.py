"""Generates any number of briefs about fictional people, reproducibly from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate

GIVEN = ("Mara", "Jo", "Ada", "Ilya", "Noor", "Tam", "Vera", "Luc", "Sana", "Omar", "Rhea", "Kai")
FAMILY = ("Quill", "Okoro", "Lind", "Sato", "Berg", "Haddad", "Costa", "Novak", "Mensah", "Ruiz")
CITIES = ("Alden", "Brack", "Corin", "Dunmere", "Eastray", "Farrow", "Gantry", "Holm")


def briefs(count: int, seed: int = 1) -> Iterator[Brief]:
    """`count` briefs with six entities and four events each; people and places recur."""
    chance = random.Random(seed)
    people = [f"{given} {family}" for given in GIVEN for family in FAMILY]
    people += [f"{name} {number}" for name in people for number in range(2, 2 + count // 500)]
    for number in range(count):
        named, city = chance.sample(people, 3), chance.choice(CITIES)
        day = date(1980, 1, 1) + timedelta(days=chance.randrange(16000))
        matter = f"Matter {chance.randrange(200)}"
        yield _brief(f"generated-{seed}-{number}", number, named, city, "Halland", day, matter)


def fixed_briefs(count: int = 20) -> Iterator[Brief]:
    """`count` briefs about people, places, a topic and days that no other brief has."""
    people = [f"{given} Fixed" for given in GIVEN[:5]]
    for number in range(count):
        named = [people[number % 5], people[(number + 1) % 5], people[(number + 3) % 5]]
        day = date(1950, 1, 1) + timedelta(days=number * 9)
        yield _brief(f"fixed-{number}", number, named, f"Town {number % 3}", "Fixland", day, "Fix")


def crowded_briefs(count: int, people: int, seed: int = 1) -> Iterator[Brief]:
    """`count` briefs about `people` people of 120 countries, of whom few are named often.

    Every tenth mention is a surname alone, as "Brezhnev" is in real briefs: it is an entity of its
    own. Each person is active for ten years; 800 given names and 6,000 surnames recur. A text has
    sixty more words, as frequent as words are.
    """
    chance = random.Random(seed)
    given, family, lands = (_invented(chance, number) for number in (800, 6000, 120))
    words = _invented(chance, 20_000)
    named: dict[tuple[str, str], int] = {}
    while len(named) < people:
        named[chance.choice(given), chance.choice(family)] = len(named)
    everyone = list(named)
    chance.shuffle(everyone)
    by_land = [everyone[number :: len(lands)] for number in range(len(lands))]
    for number in range(count):
        land = chance.randrange(len(lands))
        some: dict[tuple[str, str], None] = {}
        while len(some) < 3:
            # A power makes the first of a country frequent, and its last rare.
            some[by_land[land][int(len(by_land[land]) * chance.random() ** 2)]] = None
        began = min(named[name] % 34 for name in some)
        day = date(1980 + began, 1, 1) + timedelta(days=chance.randrange(3650))
        names = [name[1] if chance.random() < 0.1 else " ".join(name) for name in some]
        more = " ".join(words[int(len(words) * chance.random() ** 4)] for _ in range(60))
        city, matter = f"{lands[land]}ville {number % 8}", f"Matter {chance.randrange(200)}"
        id = f"crowded-{seed}-{number}"
        yield _brief(id, number, names, city, lands[land], day, matter, more)


def _invented(chance: random.Random, count: int) -> list[str]:
    """So many names of two to four syllables, each another."""
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = [
            chance.choice("bdfghjklmnprstvz") + chance.choice(("a", "e", "i", "o", "u", "an", "er"))
            for _ in range(chance.randint(2, 4))
        ]
        found["".join(syllables).capitalize()] = None
    return list(found)


def _brief(
    id: str, number: int, named: list[str], city: str, land: str, day: date, matter: str,
    more: str = "",
) -> Brief:  # fmt: skip
    text = (
        f"{named[0]} travelled to {city} in {land} and met {named[1]} there. "
        f"{named[0]} handed over a letter of {named[2]}. {named[1]} said it was welcome."
    )
    text = f"{text} {more}." if more else text
    mentions = [
        Mention(f"p{n}", "Person", name, surfaces=(name,), spans=(_span(text, name),))
        for n, name in enumerate(named)
    ]
    mentions += [
        Mention("city", "Place", city, kind="city", part_of="land", surfaces=(city,),
                spans=(_span(text, city),)),
        Mention("land", "Place", land, kind="country"),
        Mention("topic", "Topic", matter),
    ]  # fmt: skip
    when = StatedDate(day.isoformat())

    def claim(key: str, type: str, quote: str, **roles: tuple[str, ...]) -> ClaimRecord:
        return ClaimRecord(key, type, quote, _span(text, quote), roles, when=when)

    claims = (
        claim("visit", "Visit", "travelled to", visitor=("p0",), destination=("city",)),
        claim("met", "Meeting", "met", participant=("p0", "p1"), during=("visit",),
              topic=("topic",)),
        claim("letter", "Message", "handed over", sender=("p2",), carrier=("p0",),
              recipient=("p1",), delivered_at=("met",)),
        claim("said", "Statement", "said it was welcome", speaker=("p1",), said_at=("met",)),
    )  # fmt: skip
    return Brief(
        id, f"Brief {number}", "Generated Digest", day, text, mentions=tuple(mentions),
        claims=claims,
    )  # fmt: skip


def _span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return (start, start + len(words))
