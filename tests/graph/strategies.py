"""Sets of briefs that collide as much as briefs can: shared names, refs, places and events."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from whomet.graph.projection.entity_judgements import EntityJudgement, pair
from whomet.ontology.records import Brief, ClaimRecord, Mention, StatedDate

PEOPLE = (
    "Mara Quill",
    "President Mára  Quill",
    "Quill",
    "Jo van Dorn",
    "JO VAN DORN",
    "Ada Okoro",
    "King Ada",
    "King Ada II",
    "King Ada Okoro",
)
PLACES = ("Paris", "París", "Springfield", "France", "Texas")
ORGS = ("Press Syndicate", "Army", "PRESS SYNDICATE")
REFS = ("x:1", "x:2")
EVENT_REFS = ("event:one", "event:two")
DAYS = (
    "2017-10-17",
    "2017-10-17~",
    "{2017-10-17,2017-10-18}",
    "2017-10-18",
    "2017-10",
    "2017-10-17/2017-10-19",
    "2017-10-18/..",
    "[2017-10-16..2017-10-20]",
)
TEXT = "They met there that day."

#: Where one event may follow from another, beside `during`, which all have.
HELD_AT = {"Message": "delivered_at", "Statement": "said_at"}

days = st.sampled_from(DAYS).map(StatedDate)
maybe_ref = st.one_of(st.none(), st.none(), st.sampled_from(REFS))
types = st.lists(
    st.sampled_from(["Visit", "Meeting", "Meeting", "Message", "Statement", "Tenure"]),
    min_size=0,
    max_size=4,
)


def some(draw: st.DrawFn, keys: list[str], least: int = 1, most: int = 2) -> tuple[str, ...]:
    """Some of `keys`, each once."""
    chosen = st.lists(st.sampled_from(keys), min_size=least, max_size=most, unique=True)
    return tuple(draw(chosen))


@st.composite
def mentions(draw: st.DrawFn) -> list[Mention]:
    """Entities of one brief: two people or more, places that may lie in each other."""
    found = []
    for n in range(draw(st.integers(2, 3))):
        surfaces, spans = draw(st.sampled_from([((), ()), (("They",), ((0, 4),))]))
        person = Mention(
            f"p{n}",
            "Person",
            draw(st.sampled_from(PEOPLE)),
            ref=draw(maybe_ref),
            aliases=tuple(draw(st.lists(st.sampled_from(PEOPLE), max_size=1))),
            surfaces=surfaces,
            spans=spans,
        )
        found.append(person)
    chain = draw(st.sampled_from([(None, None), (None, "outer"), ("third", "outer")]))
    for key, part_of in (("outer", chain[0]), ("inner", chain[1]), ("third", None)):
        name, ref = draw(st.sampled_from(PLACES)), draw(maybe_ref)
        aliases = draw(st.sampled_from([(), (), ("Texas",)]))
        kind = draw(st.sampled_from([None, "city", "region"]))
        found.append(Mention(key, "Place", name, ref, aliases, kind, part_of))
    part_of = draw(st.sampled_from([None, "state"]))
    found.append(Mention("org", "Organization", draw(st.sampled_from(ORGS)), part_of=part_of))
    found.append(Mention("state", "Organization", draw(st.sampled_from(PLACES)), draw(maybe_ref)))
    found.append(Mention("post", "Position", "Minister"))
    return found


def own_roles(draw: st.DrawFn, type: str, people: list[str]) -> dict[str, tuple[str, ...]]:
    """What an event of this class must have."""
    places = ["outer", "inner", "third"]
    if type == "Visit":
        return {"visitor": some(draw, people), "destination": some(draw, places)}
    if type == "Meeting":
        host = draw(st.sampled_from([{}, {}, {"host": (people[0],)}]))
        return {"participant": some(draw, [*people, "org"]), **host}
    if type == "Message":
        return {"sender": some(draw, people), "recipient": some(draw, people)}
    if type == "Statement":
        return {"speaker": some(draw, [*people, "org"]), "topic": some(draw, [*places, *people])}
    return {"holder": some(draw, people, most=1), "position": ("post",), "organization": ("org",)}


@st.composite
def claims(draw: st.DrawFn, people: list[str]) -> list[ClaimRecord]:
    """A visit at least, and events that may hang together with it and each other in any way."""
    classes = {f"e{n}": type for n, type in enumerate(["Visit", *draw(types)])}
    held_at = [key for key, type in classes.items() if type in ("Visit", "Meeting")]
    found = []
    for key, type in classes.items():
        roles = own_roles(draw, type, people)
        others = [other for other in classes if other != key]
        if type in HELD_AT and draw(st.booleans()):
            roles[HELD_AT[type]] = (draw(st.sampled_from(held_at)),)
        if others and draw(st.booleans()):
            roles["during"] = some(draw, others)
        if type != "Visit" and draw(st.integers(0, 2)) == 0:
            roles["place"] = some(draw, ["outer", "inner", "third"])
        found.append(
            ClaimRecord(
                key,
                type,
                "met",
                (5, 8),
                roles,
                ref=draw(st.one_of(st.none(), st.sampled_from(EVENT_REFS))),
                when=draw(st.one_of(st.none(), days)),
                attributes=draw(attributes) if type == "Meeting" else {},
                polarity=draw(st.sampled_from(["affirmed", "affirmed", "affirmed", "denied"])),
                status=draw(st.sampled_from(["occurred", "occurred", "planned", "cancelled"])),
                source=some(draw, ["org", *people], 0),
            )
        )
    return found


attributes: st.SearchStrategy[dict[str, str]] = st.sampled_from(
    [{}, {"format": "phone"}, {"format": "in-person"}]
)


@st.composite
def briefs(draw: st.DrawFn, id: str) -> Brief:
    """One brief, published on one of a few days."""
    entities = draw(mentions())
    people = [mention.key for mention in entities if mention.type == "Person"]
    return Brief(
        id,
        f"Brief {id}",
        "Digest",
        date(2017, 10, draw(st.integers(17, 21))),
        TEXT,
        mentions=tuple(entities),
        claims=tuple(draw(claims(people))),
    )


@st.composite
def corrections(draw: st.DrawFn, brief: Brief) -> Brief:
    """`brief` with one thing corrected: its day, an entity's name or ref, a claim left out."""
    kind = draw(st.sampled_from(["day", "name", "claim"]))
    published, entities, told = brief.published, brief.mentions, brief.claims
    if kind == "day":
        published = date(2017, 10, draw(st.integers(17, 21)))
    elif kind == "name":
        other = {mention.key: mention for mention in draw(mentions())}
        key = draw(st.sampled_from(["p0", "outer", "inner", "org"]))
        entities = tuple(other[m.key] if m.key == key else m for m in entities)
    else:
        told = tuple(c for c in told if c.key == "e0")
        told = tuple(
            ClaimRecord(
                c.key,
                c.type,
                c.quote,
                c.span,
                {role: keys for role, keys in c.roles.items() if role != "during"},
                ref=c.ref,
                when=c.when,
            )
            for c in told
        )
    return Brief(
        brief.id, brief.title, brief.source, published, TEXT, mentions=entities, claims=told
    )


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Brief | None]]:
    """Steps of loading: each gives some of four briefs a version, or takes them back (None)."""
    ids = ["b1", "b2", "b3", "b4"]
    standing: dict[str, Brief | None] = {}
    steps: list[dict[str, Brief | None]] = []
    for _ in range(draw(st.integers(1, 4))):
        step: dict[str, Brief | None] = {}
        for id in some(draw, ids, most=4):
            before = standing.get(id)
            choice = draw(st.sampled_from(["new", "new", "corrected", "gone"]))
            if choice == "gone":
                step[id] = None
            elif choice == "corrected" and before is not None:
                step[id] = draw(corrections(before))
            else:
                step[id] = draw(briefs(id))
        standing |= step
        steps.append(step)
    return steps


@st.composite
def meetings_of_one_day(draw: st.DrawFn) -> list[Brief]:
    """Briefs whose meetings are of few people, places and days: who reports the same as whom?"""
    people = [Mention(f"p{n}", "Person", f"Person {n}", ref=f"p:{n}") for n in range(4)]
    country = Mention("land", "Place", "Land", ref="g:land")
    return [
        Brief(
            f"b{number}",
            f"Brief {number}",
            "Digest",
            date(2017, 10, draw(st.integers(20, 21))),
            TEXT,
            mentions=(
                *people,
                country,
                Mention("town", "Place", "Town", "g:town", part_of=draw(town_within)),
                Mention("far", "Place", "Far", ref="g:far"),
            ),
            claims=tuple(
                ClaimRecord(
                    f"e{key}",
                    "Meeting",
                    "met",
                    (5, 8),
                    {
                        "participant": some(draw, [p.key for p in people], 1, 3),
                        **draw(st.sampled_from([{}, {}, {"host": ("p0",)}, {"host": ("p1",)}])),
                        **draw(st.sampled_from([{}, {}, *({"place": (p,)} for p in TOWNS)])),
                    },
                    when=StatedDate(draw(st.sampled_from(MEETING_DAYS))),
                    attributes=draw(attributes),
                )
                for key in range(draw(st.integers(1, 2)))
            ),
        )
        for number in range(draw(st.integers(2, 5)))
    ]


TOWNS = ("land", "town", "far")
MEETING_DAYS = ("2017-10-18", *["2017-10-19"] * 5, "2017-10-19/..", "2017-10-19/2017-10-20")
town_within: st.SearchStrategy[str | None] = st.sampled_from([None, "land"])


#: What judgements may name of the people and places above: names, refs, mentions, parts of names.
JUDGED_PEOPLE = (
    "person:mara-quill",
    "person:quill",
    "person:jo-van-dorn",
    "person:ada-okoro",
    "person:king-ada",
    "person:king-ada-ii",
    "person:mara-quill@2017-10-18-",
    "person:mara-quill@-2017-10-18",
    "person:nobody",
    "x:1",
    "x:2",
    "b1#p0",
    "b2#p0",
    "b2#p1",
)
JUDGED_PLACES = (
    "place:paris",
    "place:france",
    "place:texas",
    "place:springfield",
    "place:france/paris",
    "place:texas/paris",
    "place:paris/springfield",
    "place:springfield/paris",
    "place:x:1/paris",
    "place:x:2/springfield",
    "x:1",
    "x:2",
    "b1#outer",
    "b2#inner",
)
JUDGED_ORGS = (
    "organization:press-syndicate",
    "organization:army",
    "organization:france",
    "organization:texas",
    "organization:texas/press-syndicate",
    "organization:france/army",
    "organization:x:1/army",
    "x:1",
    "b1#org",
)
JUDGED = {"Person": JUDGED_PEOPLE, "Place": JUDGED_PLACES, "Organization": JUDGED_ORGS}
verdicts = st.sampled_from(["same", "same", "same", "different", "unsure"])


@st.composite
def entity_judgements(draw: st.DrawFn) -> EntityJudgement:
    """A judgement on people, places or organizations, of any kind."""
    cls = draw(st.sampled_from(sorted(JUDGED)))
    units = JUDGED[cls]
    kind = draw(st.sampled_from(["pair"] * 6 + ["split", "alias"]))
    if kind == "split":
        name = draw(
            st.sampled_from([u for u in units if ":" in u and "@" not in u and u[:2] != "x:"])
        )
        return EntityJudgement(cls, name, "split", day=date(2017, 10, 18))
    if kind == "alias":
        alias = draw(st.sampled_from(["Alias", "Mara Quill", "Paris"]))
        return EntityJudgement(cls, draw(st.sampled_from(units)), "alias", alias=alias)
    one, other = draw(st.lists(st.sampled_from(units), min_size=2, max_size=2, unique=True))
    return pair(cls, one, other, draw(verdicts))


@st.composite
def judged_steps(draw: st.DrawFn, steps: int) -> list[list[EntityJudgement]]:
    """All judgements after each of some steps: some are made at each, and some taken back."""
    found: list[list[EntityJudgement]] = []
    standing: dict[str, EntityJudgement] = {}
    for _ in range(steps):
        for id in draw(st.lists(st.sampled_from(sorted(standing)), max_size=2)) if standing else ():
            standing.pop(id, None)
        for made in draw(st.lists(entity_judgements(), max_size=3)):
            standing[made.id] = made
        found.append(list(standing.values()))
    return found
