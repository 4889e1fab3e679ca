"""How questions refer to the vocabulary: sets of classes and of roles, as Cypher.

A question says `Meeting`, `Event - State`, `Visit.leader` or `events.participants`; which labels
and relationship types these are, extensions included, is defined here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from whomet.ontology.suggestions import suggest
from whomet.ontology.vocabulary import EntityClass, EventClass, Role, Vocabulary
from whomet.queries.errors import QuestionError

#: Super-labels have no entry of their own in a vocabulary; these include all classes below them.
ALL_ENTITIES, ALL_EVENTS, STATES = "Entity", "Event", "State"


class Classes:
    """Some classes of nodes. As text: their labels, such that an index on each finds them all."""

    def __init__(self, vocabulary: Vocabulary, names: Iterable[str]) -> None:
        self._vocabulary = vocabulary
        self._known: Mapping[str, EntityClass | EventClass] = {
            **vocabulary.entities,
            **vocabulary.events,
        }
        wanted = set(names)
        self.names = tuple(name for name in self._known if name in wanted)

    def __str__(self) -> str:
        labels = [name for name in self.names if not self._has_above(name)]
        return "|".join(self._without_others(label) for label in labels)

    def __add__(self, other: object) -> Classes:
        if not isinstance(other, Classes):
            return NotImplemented
        return Classes(self._vocabulary, (*self.names, *other.names))

    def __sub__(self, other: object) -> Classes:
        if not isinstance(other, Classes):
            return NotImplemented
        return Classes(self._vocabulary, set(self.names) - set(other.names))

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def _has_above(self, name: str) -> bool:
        """Whether these include a superclass of this class, whose label it has, too."""
        return any(label != name and label in self.names for label in self._known[name].labels)

    def _without_others(self, label: str) -> str:
        """The label, without its subclasses that are not among these."""
        others = [
            name
            for name, cls in self._known.items()
            if label in cls.labels and name not in self.names
        ]
        if not others:
            return label
        return f"({label}&!{others[0]})" if len(others) == 1 else f"({label}&!({'|'.join(others)}))"

    @property
    def label(self) -> str:
        """The one label that these classes share and no other has, else all their labels.

        For testing nodes that were found already: a super-label such as Event has no index.
        """
        first = self._known[self.names[0]].labels if self.names else ()
        for label in first:
            if {n for n, cls in self._known.items() if label in cls.labels} == set(self.names):
                return label
        return str(self)

    def name_of(self, variable: str) -> str:
        """The name of the most specific of these classes that a node has, as Cypher."""
        narrowest_first = sorted(self.names, key=lambda name: -len(self._known[name].labels))
        lines = [f"  WHEN {variable}:{name} THEN '{name}'" for name in narrowest_first]
        return "\n".join(["CASE", *lines, "END"])

    def only(self, names: Iterable[str]) -> Classes:
        """Those of the classes that have these names."""
        return Classes(self._vocabulary, names)

    @property
    def one(self) -> bool:
        """Whether one label has all of them, so that a hint can name its index."""
        return str(self).isalpha()

    @property
    def events(self) -> tuple[EventClass, ...]:
        """Those of the classes that are classes of events."""
        found = self._vocabulary.events
        return tuple(found[name] for name in self.names if name in found)

    def roles(self, accepts: Callable[[EventClass, Role], bool]) -> Roles:
        """The roles of these events that `accepts` accepts."""
        pairs = [
            (cls.name, key)
            for cls in self.events
            for key, role in cls.roles.items()
            if accepts(cls, role)
        ]
        return Roles(self, tuple(pairs))

    @property
    def participants(self) -> Roles:
        """The roles of those who take part, hosts of encounters included."""
        return self.roles(lambda cls, role: cls.takes_part(role))

    @property
    def hosts(self) -> Roles:
        """The roles of hosts who do not take part themselves."""
        return self.roles(lambda cls, role: role.function == "host" and not cls.takes_part(role))

    @property
    def places(self) -> Roles:
        """The roles of where it happened."""
        return self._with_function("place")

    @property
    def destinations(self) -> Roles:
        """The roles of where it led to."""
        return self._with_function("destination")

    @property
    def where(self) -> Roles:
        """The roles of where it led to or happened; not of where it set out from."""
        return self.destinations + self.places

    @property
    def topics(self) -> Roles:
        """The roles of what it was about."""
        return self._with_function("topic")

    @property
    def wholes(self) -> Roles:
        """The roles of the event that it is a part of."""
        return self._with_function("whole")

    @property
    def occasions(self) -> Roles:
        """The roles of the event at which it was said or delivered."""
        return self._with_function("occasion")

    @property
    def parts(self) -> Roles:
        """The roles of wholes in the other direction, which lead to the parts of these events."""
        return Roles(self, self.wholes.pairs, inverse=True)

    @property
    def none(self) -> Roles:
        """No role at all."""
        return Roles(self, ())

    def with_type(self, kind: str) -> set[str]:
        """Those of the classes that have a role of this relationship type."""
        return {
            cls.name
            for cls in self.events
            for role in cls.roles.values()
            if role.relationship == kind
        }

    def may_be_at_both_ends(self, kind: str) -> bool:
        """Whether such a relationship may lead from one of these events to another."""
        return any(
            role.relationship == kind and filler in self
            for cls in self.events
            for role in cls.roles.values()
            for filler in role.range
        )

    def _with_function(self, function: str) -> Roles:
        return self.roles(lambda cls, role: role.function == function)

    def told_apart(self, groups: Mapping[str, Roles], kind: str = "kind") -> str:
        """The name of the group that a relationship `r` of an event `e` belongs to, as Cypher.

        `kind` is a variable with its type, which would otherwise be read in each comparison.
        """
        names: dict[str, list[str]] = {}
        for type in dict.fromkeys(type for roles in groups.values() for type in roles.types):
            tests = {
                name: roles.of_type(type, self)
                for name, roles in groups.items()
                if type in roles.types
            }
            certain = next((name for name, test in tests.items() if not test), None)
            told = "".join(f" WHEN {test} THEN '{name}'" for name, test in tests.items() if test)
            said = f"'{certain}'" if certain is not None else f"CASE{told} END"
            names.setdefault(said, []).append(f"'{type}'")
        lines = [f"  WHEN {', '.join(kinds)} THEN {said}" for said, kinds in names.items()]
        return "\n".join([f"CASE {kind}", *lines, "END"])

    def filled_by(self, fillers: Classes) -> Roles:
        """The roles that only such `fillers` may fill."""
        names = set(fillers.names)
        return self.roles(lambda cls, role: bool(role.range) and names.issuperset(role.range))

    def open_to(self, fillers: Classes) -> Roles:
        """The roles that such `fillers`, and perhaps others, may fill."""
        return self.roles(lambda cls, role: not set(fillers.names).isdisjoint(role.range))

    def __getattr__(self, key: str) -> Roles:
        """The role `key`, such as `Visit.leader`; QuestionError if none of the classes has it."""
        if key.startswith("_"):
            raise AttributeError(key)
        found = self.roles(lambda cls, role: role.key == key)
        if not found.pairs:
            known = {role for cls in self.events for role in cls.roles}
            hint = suggest(key, known) or f"; known are {', '.join(sorted(known))}"
            raise QuestionError(f"{self.label or 'no class'} has no role '{key}'{hint}")
        return found


@dataclass(frozen=True)
class Roles:
    """Some roles of some classes of events. As text: their relationship types.

    `pairs` are of the name of a class and the key of its role. With `inverse` the events are at
    the other end: what has these events in these roles.
    """

    classes: Classes
    pairs: tuple[tuple[str, str], ...]
    inverse: bool = False
    #: The roles of the other end, where roles of both ends are added up.
    other: Roles | None = None

    @property
    def _found(self) -> list[tuple[str, Role]]:
        events = {cls.name: cls for cls in self.classes.events}
        return [(name, events[name].roles[key]) for name, key in self.pairs]

    @property
    def types(self) -> tuple[str, ...]:
        """The relationship types, each once."""
        found = [role.relationship for _, role in self._found]
        return tuple(dict.fromkeys([*found, *(self.other.types if self.other else ())]))

    def __str__(self) -> str:
        return "|".join(self.types)

    def __bool__(self) -> bool:
        return bool(self.pairs) or self.other is not None

    def __add__(self, other: object) -> Roles:
        if not isinstance(other, Roles):
            return NotImplemented
        if not self or not other:
            return self or other
        if self.inverse != other.inverse:
            return Roles(self.classes, self.pairs, self.inverse, other)
        pairs = dict.fromkeys((*self.pairs, *other.pairs))
        return Roles(self.classes + other.classes, tuple(pairs), self.inverse, self.other)

    def __sub__(self, other: object) -> Roles:
        if not isinstance(other, Roles):
            return NotImplemented
        pairs = tuple(pair for pair in self.pairs if pair not in other.pairs)
        return Roles(self.classes, pairs, self.inverse, self.other)

    def to_event(self, name: str = "") -> str:
        """The relationship from a filler to its event; `name` is its variable."""
        return self._arrow(name, leftward=True)

    def from_event(self, name: str = "") -> str:
        """The relationship from an event to the filler; `name` is its variable."""
        return self._arrow(name, leftward=False)

    def _arrow(self, name: str, *, leftward: bool) -> str:
        outgoing = {role.outgoing != self.inverse for _, role in self._found}
        if self.other is not None or len(outgoing) != 1:
            return f"-[{name}:{self}]-"
        return f"-[{name}:{self}]->" if outgoing == {not leftward} else f"<-[{name}:{self}]-"

    def test(self, relationship: str = "r", event: str = "e", among: Roles | None = None) -> str:
        """The condition that a relationship of such an event is one of these roles.

        `among` are the roles that it may be, if that is known: the condition may be shorter then.
        """
        kind = f"type({relationship})"
        outside = [name for name in among.types if name not in self.types] if among else []
        if among is not None and 0 < len(outside) < len(self.types) and among.other is None:
            test = _is_one_of(kind, outside, negated=True)
            return test + self.exception(relationship, event)
        found = {name: self.of_type(name, self.classes, relationship, event) for name in self.types}
        whole = [name for name, more in found.items() if not more]
        rest = [f"{kind} = '{name}' AND {more}" for name, more in found.items() if more]
        if not whole:
            return rest[0] if len(rest) == 1 else " OR ".join(f"({test})" for test in rest)
        return " OR ".join([_is_one_of(kind, whole), *(f"({test})" for test in rest)])

    def of_type(self, kind: str, events: Classes, relationship: str = "r", event: str = "e") -> str:
        """The further condition for a relationship of this type of such `events` to be one.

        Empty if there is none.
        """
        playing = {cls for cls, role in self._found if role.relationship == kind}
        tests = []
        if events.with_type(kind) - playing:
            tests.append(f"{event}:{self._labels(playing)}")
        if events.may_be_at_both_ends(kind):
            outgoing = any(role.outgoing for _, role in self._found if role.relationship == kind)
            end = "startNode" if outgoing != self.inverse else "endNode"
            tests.append(f"{end}({relationship}) = {event}")
        return " AND ".join(tests)

    def exception(self, relationship: str = "r", event: str = "e") -> str:
        """The condition to add after matching these types, if some have other meanings, too."""
        exceptions = []
        for name in self.types:
            playing = {cls for cls, role in self._found if role.relationship == name}
            others = self.classes.with_type(name) - playing
            if others:
                labels = self._labels(others)
                exceptions.append(
                    f" AND NOT (type({relationship}) = '{name}' AND {event}:{labels})"
                )
        return "".join(exceptions)

    def _labels(self, names: set[str]) -> str:
        return self.classes.only(names).label


def _is_one_of(value: str, options: list[str], *, negated: bool = False) -> str:
    if len(options) == 1:
        return f"{value} {'<>' if negated else '='} '{options[0]}'"
    listed = ", ".join(f"'{option}'" for option in options)
    return f"{'NOT ' if negated else ''}{value} IN [{listed}]"


def terms(vocabulary: Vocabulary) -> dict[str, Classes]:
    """Every class that questions may name: the concrete ones, their super-labels, and State."""
    known: dict[str, EntityClass | EventClass] = {**vocabulary.entities, **vocabulary.events}
    labels = dict.fromkeys(label for cls in known.values() for label in cls.labels)
    found = {
        label: Classes(vocabulary, (name for name, cls in known.items() if label in cls.labels))
        for label in labels
    }
    found[ALL_ENTITIES] = Classes(vocabulary, vocabulary.entities)
    found[ALL_EVENTS] = Classes(vocabulary, vocabulary.events)
    found[STATES] = Classes(
        vocabulary, (name for name, cls in vocabulary.events.items() if cls.lasting)
    )
    return found
