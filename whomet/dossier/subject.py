"""Resolves the subject of a dossier and the parameters that its questions get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from whomet.ontology.dates.readable import heading
from whomet.queries import Description, QuestionError, Reader, describe
from whomet.queries.lookup import look_up
from whomet.queries.parameters import accepted_classes
from whomet.queries.wanted_names import Wanted

SubjectKind = Literal["actor", "pair", "place", "topic", "period"]


@dataclass(frozen=True, slots=True)
class DossierRequest:
    """A request for a dossier: names or ids, and dates as EDTF or phrases."""

    name: str | None = None
    with_: str | None = None
    place: str | None = None
    topic: str | None = None
    since: str | None = None
    until: str | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a dossier is about.

    `entities` are the actor, the pair, the place or the topic, as `whomet show` describes them.
    `restrictions` are the further conditions, in words. `parameters` are passed to every question
    that accepts them.
    """

    kind: SubjectKind
    title: str
    entities: tuple[Description, ...]
    restrictions: tuple[str, ...]
    parameters: dict[str, str]
    notes: tuple[str, ...]


def subject_of(reader: Reader, request: DossierRequest) -> Subject:
    """Resolve the subject of a request; raises QuestionError if it is missing or ambiguous."""
    period = {name: value for name in ("since", "until", "on") if (value := getattr(request, name))}
    given = [
        (name, text)
        for name in ("name", "with_", "place", "topic")
        if _given(request, name)
        for text in [getattr(request, name)]
    ]
    if not (given or period):
        raise QuestionError(
            "the dossier has no subject; give a name, a `place`, a `topic`, or a period",
            parameters=("place", "topic"),
        )
    if request.with_ and not request.name:
        raise QuestionError(
            f"`with_` '{request.with_}' needs the name of the first actor",
            parameters=["with_"],
        )
    types = {
        "name": ("", "entity"),
        "with_": ("with_", "actor"),
        "place": ("place", "place"),
        "topic": ("topic", "entity"),
    }
    found = look_up(reader, [Wanted(types[n][0], text, types[n][1]) for n, text in given])
    described = {
        name: describe(reader, each.id, with_reasons=False)
        for (name, _), each in zip(given, found, strict=True)
    }
    parameters: dict[str, str] = {}
    roles: dict[str, Description] = {}
    for name, what in described.items():
        role = _role(reader, what) if name == "name" else name
        if role in roles:
            raise QuestionError(
                f"{what.name} is a {role} already; omit `{role}`", parameters=[role]
            )
        roles[role], parameters[role] = what, what.id
    if "with_" in roles and "actor" not in roles:
        raise QuestionError(
            f"{described['name'].name} is a {described['name'].kind.lower()}; `with_` expects a"
            " person, an organization or a delegation as the name",
            parameters=["with_"],
        )
    kind, main = _kind(roles)
    if kind == "pair" and roles["actor"].id == roles["with_"].id:
        raise QuestionError(
            f"both actors are {roles['actor'].name}; give another one as `with_`",
            parameters=["with_"],
        )
    about = ([f"in {roles['place'].name}"] if "place" in roles and "place" not in main else []) + (
        [f"about {roles['topic'].name}"] if "topic" in roles and "topic" not in main else []
    )
    spans = [
        heading(value) if name == "on" else f"{name} {heading(value)}"
        for name, value in period.items()
    ]
    return Subject(
        kind=kind,
        title=" and ".join(roles[role].name for role in main) or _capital(", ".join(spans)),
        entities=tuple(roles[role] for role in main),
        restrictions=tuple(about + (spans if main else [])),
        parameters={**parameters, **period},
        notes=tuple(each.note for each in found if each.note),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _given(request: DossierRequest, name: str) -> bool:
    text = getattr(request, name)
    if text is not None and not text.strip():
        raise QuestionError("the name is blank; give a name")
    return text is not None


def _role(reader: Reader, what: Description) -> str:
    """The parameter that accepts its class: actor, place, or otherwise topic."""
    for role in ("actor", "place"):
        if what.kind in accepted_classes(role, reader.vocabulary):
            return role
    return "topic"


def _kind(roles: dict[str, Description]) -> tuple[SubjectKind, tuple[str, ...]]:
    """The kind of a dossier, and the parameters that its title names."""
    if "with_" in roles:
        return "pair", ("actor", "with_")
    if "actor" in roles:
        return "actor", ("actor",)
    if "place" in roles:
        return "place", ("place",)
    if "topic" in roles:
        return "topic", ("topic",)
    return "period", ()
