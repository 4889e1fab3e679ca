"""Judgements on entities: analysts' decisions on who is who, which come before every rule.

They name *units*: a name (all mentions without a ref of one class, folded name and container), a
ref (all mentions with it), or one mention. A unit is written as the id that it has in the graph
when nothing was judged: `person:mara-quill`, `place:syria/damascus`, `wikidata:Q794`, `brief#key`,
and of a name that is split at a day `person:mara-quill@1993-`. So a judgement does not depend on
which briefs are in the graph; it takes effect whenever the graph has mentions of its units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from whomet.graph.projection.elements import NodeKey, Properties, without_nulls
from whomet.graph.projection.event_judgements import DIFFERENT, SAME, Judgement
from whomet.ontology.ids import is_id_in_brief
from whomet.ontology.names import slug

UNSURE, SPLIT, ALIAS = "unsure", "split", "alias"
#: What an analyst may decide of two units, and of one.
PAIR_VERDICTS = (SAME, DIFFERENT, UNSURE)
ENTITY_VERDICTS = (*PAIR_VERDICTS, SPLIT, ALIAS)
NAME, REF, MENTION = "name", "ref", "mention"

#: Stands for the container of what has none and takes none over, such as a country.
NO_CONTAINER = "-"
#: Begins the container of a name in a circle: the slug of the container's name follows.
BY_NAME = "="

#: A class and what its mentions share: a folded name, `@` and a ref, or `#` and a mention's id.
Anchor = tuple[str, str]
_REF_MARK, _MENTION_MARK = "@", "#"


def ref_anchor(cls: str, ref: str) -> Anchor:
    """What the mentions with a ref share."""
    return cls, f"{_REF_MARK}{ref}"


def mention_anchor(cls: str, id: str) -> Anchor:
    """What stands for one mention that was judged by itself."""
    return cls, f"{_MENTION_MARK}{id}"


def read_anchor(anchor: Anchor) -> tuple[str, str]:
    """What the mentions of an anchor share: NAME, REF or MENTION, and the name, ref or id."""
    _, text = anchor
    kind = {_REF_MARK: REF, _MENTION_MARK: MENTION}.get(text[:1], NAME)
    return kind, text if kind == NAME else text[1:]


@dataclass(frozen=True, slots=True)
class EntityJudgement:
    """One decision about entities of the class `cls`.

    `one` and `other` are units (see above). The verdicts `same`, `different` and `unsure` (asked no
    more, changes nothing) are about a pair, in the order of its texts; there is at most one of a
    pair. `split` divides the name `one` at `day`, the first day of the later part. `alias` gives
    the entity of `one` another name to be found by. `batch` names the decisions that were made as
    one, by a rule, and can be undone as one.
    """

    cls: str
    one: str
    verdict: str
    other: str = ""
    day: date | None = None
    alias: str | None = None
    by: str = ""
    on: date | None = None
    note: str | None = None
    batch: str | None = None

    @property
    def id(self) -> str:
        """The id of the judgement: what it is about."""
        if self.verdict == SPLIT:
            return f"{self.cls} {self.one} @{self.day}"
        if self.verdict == ALIAS:
            return f"{self.cls} {self.one} ={self.alias}"
        return f"{self.cls} {self.one} {self.other}"

    @property
    def node(self) -> NodeKey:
        """The key of its node."""
        return NodeKey("Judgement", self.id)

    @property
    def units(self) -> tuple[str, ...]:
        """The units that it names."""
        return (self.one, self.other) if self.other else (self.one,)

    def __str__(self) -> str:
        if self.verdict == SPLIT:
            return f"{self.one} is split at {self.day}"
        if self.verdict == ALIAS:
            return f"{self.one} is also '{self.alias}'"
        return f"{self.one} {self.verdict} {self.other}"

    def properties(self) -> Properties:
        """The properties of its node."""
        return without_nulls(
            {
                "id": self.id,
                "name": str(self),
                "judged_class": self.cls,
                "one": self.one,
                "other": self.other or None,
                "verdict": self.verdict,
                "day": self.day,
                "alias": self.alias,
                "by": self.by,
                "on": self.on,
                "note": self.note,
                "batch": self.batch,
            }
        )

    @classmethod
    def from_properties(cls, properties: Properties) -> EntityJudgement:
        """The judgement that `properties` wrote."""
        kept = {key: value for key, value in properties.items() if key not in ("id", "name")}
        return cls(cls=kept.pop("judged_class"), **kept)


def pair(
    cls: str,
    one: str,
    other: str,
    verdict: str,
    *,
    by: str = "",
    on: date | None = None,
    note: str | None = None,
    batch: str | None = None,
) -> EntityJudgement:
    """A judgement of two units, in the order of their texts."""
    first, second = sorted((one, other))
    return EntityJudgement(cls, first, verdict, other=second, by=by, on=on, note=note, batch=batch)


class Unit(NamedTuple):
    """A unit as its text says. Of a name `folded`, the text of its container, and its part."""

    cls: str
    kind: str
    text: str
    folded: str = ""
    container: str = ""
    part: str = ""

    @property
    def anchor(self) -> Anchor:
        """What all its mentions share."""
        if self.kind == MENTION:
            return mention_anchor(self.cls, self.text)
        return ref_anchor(self.cls, self.text) if self.kind == REF else (self.cls, self.folded)

    @property
    def whole(self) -> str:
        """The text of the name without its part."""
        return self.text.removesuffix(f"@{self.part}") if self.part else self.text


def parse_unit(cls: str, text: str) -> Unit:
    """The unit of a class that a text refers to."""
    prefix = f"{cls.lower()}:"
    if not text.startswith(prefix):
        return Unit(cls, MENTION if is_id_in_brief(text) else REF, text)
    container, _, last = text.removeprefix(prefix).rpartition("/")
    last, _, part = last.partition("@")
    return Unit(cls, NAME, text, unslug(last), container, part)


def unslug(text: str) -> str:
    """The folded name that `slug` made this of."""
    return unquote(text.replace("-", " "))


def name_unit(cls: str, folded: str, container: str = "") -> str:
    """The text of a name with this container: an id, or a name after `BY_NAME`, or empty."""
    prefix = f"{cls.lower()}:"
    inside = container.removeprefix(BY_NAME).removeprefix(prefix)
    return f"{prefix}{inside}/{slug(folded)}" if inside else f"{prefix}{slug(folded)}"


def part_of_day(days: Sequence[date], day: date) -> str:
    """The part of a name split at `days`, in order, in which a day lies: `1850-`, `-1850`."""
    before = [split for split in days if split <= day]
    after = [split for split in days if split > day]
    first = _short(before[-1]) if before else ""
    last = _short(after[0]) if after else ""
    return f"{first}-{last}"


def parts(days: Sequence[date]) -> list[str]:
    """All parts of a name split at `days`, the earliest first."""
    return [part_of_day(days, date.min), *(part_of_day(days, day) for day in sorted(days))]


def _short(day: date) -> str:
    return f"{day.year:04}" if (day.month, day.day) == (1, 1) else day.isoformat()


class EntityJudgements:
    """A set of judgements on entities, whatever their order; what follows from them alone.

    `classes` are the classes of entities: by them the container in a name's text is read.
    """

    def __init__(
        self, judgements: Iterable[EntityJudgement] = (), classes: Iterable[str] = ()
    ) -> None:
        self.all = tuple(sorted(judgements, key=lambda judgement: judgement.id))
        self._classes = {cls.lower(): cls for cls in classes}

    def __bool__(self) -> bool:
        return bool(self.all)

    @cached_property
    def by_id(self) -> Mapping[str, EntityJudgement]:
        """Every judgement by its id."""
        return {judgement.id: judgement for judgement in self.all}

    def of_verdict(self, *verdicts: str) -> Iterator[EntityJudgement]:
        """The judgements with one of these verdicts, in order."""
        return (judgement for judgement in self.all if judgement.verdict in verdicts)

    @cached_property
    def units(self) -> Mapping[Anchor, Sequence[Unit]]:
        """The units judged same as or different from another, by anchor."""
        found: dict[Anchor, dict[Unit, None]] = {}
        for judgement in self.of_verdict(SAME, DIFFERENT):
            for unit in _units(judgement):
                found.setdefault(unit.anchor, {})[unit] = None
        return {anchor: tuple(units) for anchor, units in found.items()}

    @cached_property
    def splits(self) -> Mapping[Anchor, Sequence[tuple[Unit, date]]]:
        """The names that are split, by anchor, each with a day."""
        found: dict[Anchor, list[tuple[Unit, date]]] = {}
        for judgement in self.of_verdict(SPLIT):
            unit = parse_unit(judgement.cls, judgement.one)
            if judgement.day is not None:
                found.setdefault(unit.anchor, []).append((unit, judgement.day))
        return found

    @cached_property
    def identifying(self) -> frozenset[Anchor]:
        """The names without a container that identify their mentions because of a judgement."""
        units = [unit for made in self.of_verdict(SAME, SPLIT) for unit in _units(made)]
        return frozenset(u.anchor for u in units if u.kind == NAME and not u.container)

    @cached_property
    def beside(self) -> Mapping[Anchor, frozenset[Anchor]]:
        """The anchors of the units that were judged with those of an anchor."""
        found: dict[Anchor, set[Anchor]] = {}
        for judgement in self.of_verdict(SAME, DIFFERENT):
            one, other = (unit.anchor for unit in _units(judgement))
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return {anchor: frozenset(others) for anchor, others in found.items()}

    @cached_property
    def inside(self) -> Mapping[Anchor, frozenset[Anchor]]:
        """The anchors of the containers that the texts of names give."""
        found: dict[Anchor, set[Anchor]] = {}
        for judgement in self.all:
            for unit in _units(judgement):
                while (outer := self.container(unit)) is not None:
                    found.setdefault(unit.anchor, set()).add(outer.anchor)
                    unit = outer
        return {anchor: frozenset(others) for anchor, others in found.items()}

    def container(self, unit: Unit) -> Unit | None:
        """The unit to which the container in a name's text refers."""
        text = unit.container
        if not text:
            return None
        scheme, colon, _ = text.partition(":")
        if scheme in self._classes and colon:
            return parse_unit(self._classes[scheme], text)
        if is_id_in_brief(text) or (colon and "/" not in text):
            anchor_of = mention_anchor if is_id_in_brief(text) else ref_anchor
            judged = (cls for cls in self._classes.values() if anchor_of(cls, text) in self.units)
            return parse_unit(next(judged, unit.cls), text)
        return parse_unit(unit.cls, f"{unit.cls.lower()}:{text}")

    @cached_property
    def groups(self) -> Mapping[Anchor, frozenset[Anchor]]:
        """For each anchor of a judged pair those linked to it by any number of pairs."""
        groups: dict[Anchor, frozenset[Anchor]] = {}
        for anchor in self.beside:
            if anchor not in groups:
                linked, frontier = {anchor}, [anchor]
                while frontier:
                    found = self.beside[frontier.pop()] - linked
                    linked |= found
                    frontier += found
                groups |= dict.fromkeys(linked, frozenset(linked))
        return groups

    @cached_property
    def pairs(self) -> Mapping[frozenset[Anchor], Sequence[EntityJudgement]]:
        """The judgements of pairs, in order, by the group that they are in."""
        found: dict[frozenset[Anchor], list[EntityJudgement]] = {}
        for judgement in self.of_verdict(SAME, DIFFERENT):
            group = self.groups[parse_unit(judgement.cls, judgement.one).anchor]
            found.setdefault(group, []).append(judgement)
        return found

    def path(self, cls: str, one: str, other: str) -> list[EntityJudgement]:
        """The judgements `same` that lead from one unit to another, the fewest; empty for none."""
        came: dict[str, tuple[str, EntityJudgement] | None] = {one: None}
        frontier = [one]
        while frontier and other not in came:
            text = frontier.pop(0)
            for judgement in self._same.get((cls, text), ()):
                [next_one] = set(judgement.units) - {text}
                if next_one not in came:
                    came[next_one] = text, judgement
                    frontier.append(next_one)
        found: list[EntityJudgement] = []
        step = came.get(other)
        while step is not None:
            found.append(step[1])
            step = came[step[0]]
        return found[::-1]

    def linked(self, cls: str, text: str) -> set[str]:
        """This unit and every one that is the same by one judgement or several."""
        linked, frontier = {text}, [text]
        while frontier:
            judged = self._same.get((cls, frontier.pop()), ())
            found = {unit for judgement in judged for unit in judgement.units} - linked
            linked |= found
            frontier += sorted(found)
        return linked

    @cached_property
    def _same(self) -> Mapping[tuple[str, str], Sequence[EntityJudgement]]:
        found: dict[tuple[str, str], list[EntityJudgement]] = {}
        for judgement in self.of_verdict(SAME):
            for text in judgement.units:
                found.setdefault((judgement.cls, text), []).append(judgement)
        return found


def contradictions(
    judgements: Iterable[EntityJudgement],
) -> list[tuple[EntityJudgement, list[EntityJudgement]]]:
    """Each judgement `different` of which the units are the same by others, with the chain."""
    judged = EntityJudgements(judgements)
    return [
        (made, chain)
        for made in judged.of_verdict(DIFFERENT)
        if (chain := judged.path(made.cls, made.one, made.other))
    ]


def _units(judgement: EntityJudgement) -> list[Unit]:
    return [parse_unit(judgement.cls, text) for text in judgement.units]


def judgement_from_properties(properties: Properties) -> Judgement | EntityJudgement:
    """The judgement, on claims or on entities, that a node with these properties is."""
    made = EntityJudgement if "judged_class" in properties else Judgement
    return made.from_properties(properties)


#: No judgements at all.
NO_JUDGEMENTS = EntityJudgements()
