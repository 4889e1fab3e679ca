"""Sets of briefs that collide as much as briefs can: shared names, refs, places and events."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from ontology.records import Brief, ClaimRecord, Mention, StatedDate

PEOPLE = ("Mara Quill", "Mára  Quill", "Quill", "Jo van Dorn", "JO VAN DORN", "Ada Okoro")
PLACES = ("Paris", "París", "Springfield", "France", "Texas")
ORGS = ("News Agency", "Army")
REFS = ("x:1", "x:2")
EVENT_REFS = ("event:one", "event:two")
DAYS = ("2017-10-17", "2017-10-18", "2017-10", "2017-10-17/2017-10-19", "[2017-10-16..2017-10-20]")
TEXT = "They met there that day."

days = st.sampled_from(DAYS).map(StatedDate)
maybe_ref = st.one_of(st.none(), st.none(), st.sampled_from(REFS))


@st.composite
def mentions(draw: st.DrawFn) -> list[Mention]:
    """Entities of one brief: two people or more, places that may lie in each other."""
    found = [
        Mention(
            f"p{n}",
            "Person",
            draw(st.sampled_from(PEOPLE)),
            ref=draw(maybe_ref),
            aliases=tuple(draw(st.lists(st.sampled_from(PEOPLE), max_size=1))),
            surfaces=tuple(draw(st.sampled_from([(), ("They",)]))),
            spans=(),
        )
        for n in range(draw(st.integers(2, 3)))
    ]
    outer = Mention("outer", "Place", draw(st.sampled_from(PLACES)), ref=draw(maybe_ref))
    inner = Mention(
        "inner",
        "Place",
        draw(st.sampled_from(PLACES)),
        ref=draw(maybe_ref),
        kind=draw(st.sampled_from([None, "city", "region"])),
        part_of=draw(st.sampled_from([None, "outer"])),
    )
    return [*found, outer, inner, Mention("org", "Organization", draw(st.sampled_from(ORGS)))]


def some(draw: st.DrawFn, keys: list[str], least: int = 1) -> tuple[str, ...]:
    return tuple(draw(st.lists(st.sampled_from(keys), min_size=least, max_size=2, unique=True)))


@st.composite
def briefs(draw: st.DrawFn, id: str) -> Brief:
    """One brief with a visit, a meeting in it perhaps, and a message delivered there perhaps."""
    entities = draw(mentions())
    people = [m.key for m in entities if m.type == "Person"]
    places = ["outer", "inner"]

    def common(during: list[str]) -> dict[str, tuple[str, ...]]:
        roles: dict[str, tuple[str, ...]] = {}
        if draw(st.booleans()):
            roles["place"] = some(draw, places)
        if during and draw(st.booleans()):
            roles["during"] = (draw(st.sampled_from(during)),)
        return roles

    def claim(key: str, type: str, roles: dict[str, tuple[str, ...]]) -> ClaimRecord:
        return ClaimRecord(
            key,
            type,
            "met",
            (5, 8),
            roles,
            ref=draw(st.one_of(st.none(), st.sampled_from(EVENT_REFS))),
            when=draw(st.one_of(st.none(), days)),
            polarity=draw(st.sampled_from(["affirmed", "affirmed", "affirmed", "denied"])),
            status=draw(st.sampled_from(["occurred", "occurred", "planned"])),
            source=some(draw, ["org", *people], 0),
        )

    claims = [
        claim(
            "v",
            "Visit",
            {"visitor": some(draw, people), "destination": some(draw, places), **common([])},
        )
    ]
    for n in range(draw(st.integers(0, 2))):
        during = ["v", *(c.key for c in claims if c.type == "Meeting")]
        roles = {"participant": some(draw, people), **common(during)}
        claims.append(claim(f"m{n}", "Meeting", roles))
    if draw(st.booleans()):
        roles = {"sender": some(draw, people), "recipient": some(draw, people), **common(["v"])}
        if draw(st.booleans()):
            roles["delivered_at"] = (draw(st.sampled_from([c.key for c in claims])),)
        claims.append(claim("l", "Message", roles))
    return Brief(
        id,
        f"Brief {id}",
        "Digest",
        date(2017, 10, draw(st.integers(17, 21))),
        TEXT,
        mentions=tuple(entities),
        claims=tuple(claims),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Brief | None]]:
    """Steps of loading: each gives some of four briefs a version, or takes them back (None)."""
    ids = ["b1", "b2", "b3", "b4"]
    return [
        {
            id: draw(st.one_of(briefs(id), briefs(id), briefs(id), st.none()))
            for id in draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True))
        }
        for _ in range(draw(st.integers(1, 4)))
    ]
