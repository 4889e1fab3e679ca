"""Parameters of questions: the types there are, and the common ones, each defined once here.

A question's header names the common parameters that it has and may replace their help texts. It
defines all its other parameters, which have one of the same types.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from keyword import iskeyword

from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

#: The option that adds likely duplicates to an answer, besides the parameters of its question.
WITH_LIKELY = "with_likely"

#: What each type of parameter accepts, in the words of `--help` and the documentation.
TYPES: dict[str, str] = {
    "actor": "a name or id of a person, organization or delegation",
    "place": "a name or id of a place",
    "position": "a name or id of a position",
    "organization": "a name or id of an organization",
    "entity": "a name or id of a topic or any other entity",
    "event": "an id of an event, or of a claim about it",
    "class": "a class of the ontology such as Person or Places, or source",
    "words": 'words that must all occur; "…" for a phrase, * for any end, - for what must not, OR',
    "publisher": "a publisher of briefs, as the briefs name it",
    "first-day": "a date in EDTF or words (its first day counts)",
    "last-day": "a date in EDTF or words (its last day counts)",
    "period": "a date in EDTF or words (all of its days count)",
    "flag": "given or not",
    "integer": "a whole number, 1 or more",
    "text": "any text",
    "choice": "one of a list",
}
#: Types whose value is a node, looked up by name or id.
NAMED_TYPES = frozenset({"actor", "place", "position", "organization", "entity", "event"})
#: Types of parameters that may be given several times.
MANY_TYPES = NAMED_TYPES - {"event"} | {"publisher"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question.

    `name` is as in Cypher and Python (`known_by`); `option` as on the command line.
    `sets` names the Cypher parameters that take its value: itself, or for a period such as `on`
    those of its first and last day. With `many` it may be given several times, and is a list in
    Cypher. `left_out` are the choices whose rows are left out by default.
    """

    name: str
    type: str
    help: str
    default: str | int | bool | None = None
    required: bool = False
    choices: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    caveat: str | None = None
    many: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """The name as people type it: `known-by`."""
        return self.name.replace("_", "-")

    @property
    def argument(self) -> str:
        """The name as an argument in Python: `known_by`, and `with_` for `with`."""
        return f"{self.name}_" if iskeyword(self.name) else self.name


@cache
def accepted_classes(type: str, vocabulary: Vocabulary | None = None) -> tuple[str, ...]:
    """The classes of nodes that a parameter of this type accepts, in `words` or as shipped."""
    vocabulary = vocabulary or default_vocabulary()
    if type == "event":
        return tuple(vocabulary.events)
    if type == "entity":
        return tuple(vocabulary.entities)
    wanted = type.capitalize()
    return tuple(name for name, entity in vocabulary.entities.items() if wanted in entity.labels)


def _common(*parameters: Parameter) -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in parameters}


COMMON: dict[str, Parameter] = _common(
    Parameter("actor", "actor", "Events in which this actor took part."),
    Parameter("with", "actor", "Events in which this actor took part as well."),
    Parameter("place", "place", "Events at this place or anywhere within it."),
    Parameter("since", "first-day", "Events on or after the first day of this date."),
    Parameter("until", "last-day", "Events on or before the last day of this date."),
    Parameter(
        "on", "period", "Events within this date: a day, month, year …", sets=("since", "until")
    ),
    Parameter("topic", "entity", "Events about this topic, person, organization or place."),
    Parameter(
        "known_by",
        "last-day",
        "Only what briefs published by this date say.",
        caveat="With --known-by an event, and each role in it, counts when a claim published by "
        "then says so; identity, status and dates are as known today.",
    ),
    Parameter("source", "publisher", "Events that a brief of this publisher reports."),
    Parameter("attributed_to", "actor", "Events reported on the word of this actor."),
    Parameter(
        "certainty",
        "choice",
        "Events that are at least this certain.",
        choices=("certain", "probable", "possible"),
    ),
    Parameter(
        "medium",
        "choice",
        "Meetings of this kind; those of which it is not said never match.",
        choices=("in-person", "phone", "video", "written"),
    ),
    Parameter("certain", "flag", "Only events that certainly fall in the period.", default=False),
    Parameter("undated", "flag", "Events without any date too, as possible ones.", default=False),
    Parameter(
        "status",
        "choice",
        "Events of this status; any means all but denied ones.",
        default="occurred",
        choices=("occurred", "planned", "cancelled", "any"),
        left_out=("planned", "cancelled"),
    ),
    Parameter("include_denied", "flag", "Denied events too.", default=False),
    Parameter("limit", "integer", "At most this many rows."),
)
