"""The reference page of the ontology, docs/ontology.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from whomet.ontology.brief_keys import DATE_KEYS
from whomet.ontology.compile.diagrams import (
    class_diagram,
    groups,
    provenance_diagram,
    roles_diagram,
)
from whomet.ontology.compile.terms import Term
from whomet.ontology.vocabulary import (
    Attribute,
    EntityClass,
    EventClass,
    Role,
    SystemClass,
    Vocabulary,
)

INTRODUCTION = """\
# The ontology

<!-- Made by `make docs` from ontology/whomet.ttl and ontology/shapes.ttl; do not edit. -->

What can be annotated in a brief, what it means, and how it appears in the graph. The source is
`ontology/whomet.ttl` (names, meanings, mapping) and `ontology/shapes.ttl` (what is valid).

- [Entities](#entities): {entities}
- [Events and states](#events-and-states): {events}
- [Every event](#every-event): the roles and attributes that all of them share
- [Briefs, claims and names](#briefs-claims-and-names): what the system makes
- [Properties](#properties), [constraints and indexes](#constraints-and-indexes)

Every event is a node of its own. What a brief says of it is a claim, with the words that say so:

{provenance}

These are the classes of nodes, and the relationships by which they take part in events:

{roles}
"""


def ontology_page(vocabulary: Vocabulary, terms: Mapping[str, Term]) -> str:
    """The page in Markdown."""
    return _Page(vocabulary, terms).write()


class _Page:
    def __init__(self, vocabulary: Vocabulary, terms: Mapping[str, Term]) -> None:
        self._vocabulary = vocabulary
        self._terms = terms

    def write(self) -> str:
        words = self._vocabulary
        blocks = [
            INTRODUCTION.format(
                entities=_links(words.entities),
                events=_links(words.events),
                provenance=provenance_diagram(words),
                roles=roles_diagram(words),
            ).rstrip(),
            "## Entities",
            self._prose(self._own("Entity")),
            *(block for cls in words.entities.values() for block in self._entity(cls)),
            "## Events and states",
            self._prose(self._own("Event")),
            *(block for cls in words.events.values() for block in self._event_class(cls)),
            "## Every event",
            self._roles([*self._common(), words.source]),
            self._notes([*self._common(), words.source]),
            self._attributes(words.common_attributes.values()),
            self._notes(words.common_attributes.values()),
            self._dates(),
            "## Briefs, claims and names",
            *(block for cls in words.systems.values() for block in self._system(cls)),
            self._relationships(),
            "## Properties",
            self._properties(),
            "## Constraints and indexes",
            self._indexes(),
        ]
        return "\n\n".join(block for block in blocks if block) + "\n"

    def _common(self) -> list[Role]:
        first = next(iter(self._vocabulary.events.values()))
        return [role for role in first.roles.values() if role.common]

    def _own(self, name: str) -> Term:
        return self._terms[self._vocabulary.namespace + name]

    def _prose(self, term: Term, labels: Sequence[str] = ()) -> str:
        lines = [term.definition]
        if labels:
            lines.append(f"In the graph: `{':'.join(['', *labels])}`.")
        lines.append(f"Example: {term.example}.".replace("..", "."))
        if term.scope_note:
            lines.append(f"> {term.scope_note}")
        if term.alignments:
            lines.append(_alignments(term))
        return "\n\n".join(lines)

    def _entity(self, cls: EntityClass) -> Iterable[str]:
        yield f"### {cls.name}"
        yield self._prose(self._terms[cls.iri], cls.labels)
        yield f"Keys: {', '.join(f'`{key}`' for key in cls.keys)}."

    def _event_class(self, cls: EventClass) -> Iterable[str]:
        own = [role for role in cls.roles.values() if not role.common]
        yield f"### {cls.name}"
        yield self._prose(self._terms[cls.iri], cls.labels)
        yield class_diagram(self._vocabulary, cls, own)
        yield self._roles(own)
        yield self._attributes(cls.attributes.values())
        yield self._notes([*own, *cls.attributes.values()])

    def _range(self, role: Role) -> str:
        return " or ".join(groups(self._vocabulary, role.range))

    def _roles(self, roles: Sequence[Role]) -> str:
        return _table(
            ("role", "relationship", "who or what", "how many", "meaning"),
            [
                (
                    f"`{role.key}`",
                    f"`-[:{role.relationship}]->`"
                    if role.outgoing
                    else f"`<-[:{role.relationship}]-`",
                    self._range(role),
                    _count(role),
                    f"{role.definition} Example: {self._terms[role.iri].example}",
                )
                for role in roles
            ],
        )

    def _attributes(self, attributes: Iterable[Attribute]) -> str:
        rows = [
            (
                f"`{attribute.key}`",
                ", ".join(f"`{value}`" for value in attribute.values) or "any text",
                f"`{attribute.default}`" if attribute.default else "not said",
                f"{attribute.definition} Example: {self._terms[attribute.iri].example}",
            )
            for attribute in attributes
        ]
        return _table(("attribute", "values", "default", "meaning"), rows) if rows else ""

    def _notes(self, told: Iterable[Role | Attribute]) -> str:
        return "\n".join(
            f"- `{one.key}`: {' '.join(filter(None, (note, same)))}"
            for one in told
            for note in (self._terms[one.iri].scope_note,)
            for same in (_alignments(self._terms[one.iri]),)
            if note or same
        )

    def _dates(self) -> str:
        rows = [
            (f"`{name}`", f"{self._own(name).definition} Example: {self._own(name).example}")
            for name in (*DATE_KEYS, "note")
        ]
        return _table(("key", "meaning"), rows)

    def _system(self, cls: SystemClass) -> Iterable[str]:
        yield f"### {cls.name}"
        yield self._prose(self._terms[cls.iri], cls.labels)

    def _relationships(self) -> str:
        rows = [
            (
                f"`{link.relationship}`",
                ", ".join(link.sources),
                ", ".join(link.targets),
                link.definition,
            )
            for link in self._vocabulary.links
        ]
        return _table(("relationship", "from", "to", "meaning"), rows)

    def _properties(self) -> str:
        roles = {r.relationship for c in self._vocabulary.events.values() for r in c.roles.values()}
        rows = []
        for told in self._vocabulary.properties:
            owners = list(told.owners)
            if roles <= set(owners):
                owners = ["every role", *(owner for owner in owners if owner not in roles)]
            rows.append(
                (f"`{told.name}`", f"`{told.datatype}`", ", ".join(owners), told.definition)
            )
        return _table(("property", "type", "on", "meaning"), rows)

    def _indexes(self) -> str:
        rows = [
            (label, f"`{key}`", "unique") for label, key in self._vocabulary.unique_constraints()
        ] + [
            (
                index.label,
                ", ".join(f"`{name}`" for name in index.properties),
                "full text" if index.fulltext else "index",
            )
            for index in self._vocabulary.indexes()
        ]
        return _table(("label", "properties", "what"), rows)


def _links(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}](#{name.lower()})" for name in names)


def _alignments(term: Term) -> str:
    groups: dict[str, list[str]] = {}
    for how, other in term.alignments:
        groups.setdefault(how, []).append(f"`{other}`")
    text = "; ".join(f"{how} {', '.join(others)}" for how, others in groups.items())
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _count(role: Role) -> str:
    if role.max_count is None:
        count = f"{role.min_count} or more"
    elif role.min_count == role.max_count:
        count = str(role.min_count)
    else:
        count = f"{role.min_count} to {role.max_count}"
    return f"{count} (better {role.advised_count})" if role.advised_count else count


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )
