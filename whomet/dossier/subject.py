"""Whom or what a dossier is about, and what each question is asked for its sake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from whomet.dossier.wording import heading
from whomet.queries import Description, QuestionError, Reader, describe
from whomet.queries.lookup import Wanted, look_up
from whomet.queries.parameters import accepted_classes

SubjectKind = Literal["actor", "pair", "place", "topic", "period"]


@dataclass(frozen=True, slots=True)
class DossierRequest:
    """What a person asked a dossier for: names or ids, and dates in EDTF or words."""

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

    `entities` are the actor, the pair, the place or the topic, as `whomet show` describes them;
    `narrowed` says in words what else was asked. `parameters` go to every question that has them.
    """

    kind: SubjectKind
    title: str
    entities: tuple[Description, ...]
    narrowed: tuple[str, ...]
    parameters: dict[str, str]
    notes: tuple[str, ...]


def subject_of(reader: Reader, request: DossierRequest) -> Subject:
    """The subject that is wished for; QuestionError says in one sentence why there is none."""
    period = {name: value for name in ("since", "until", "on") if (value := getattr(request, name))}
    given = [
        (name, text)
        for name in ("name", "with_", "place", "topic")
        if _given(request, name)
        for text in [getattr(request, name)]
    ]
    if not (given or period):
        raise QuestionError(
            "say what the dossier is about: a name, a `place`, a `topic`, or a period",
            parameters=("place", "topic"),
        )
    if request.with_ and not request.name:
        raise QuestionError(
            f"`with_` '{request.with_}' needs the name of the other of the two",
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
        name: describe(reader, each.id) for (name, _), each in zip(given, found, strict=True)
    }
    parameters: dict[str, str] = {}
    roles: dict[str, Description] = {}
    for name, what in described.items():
        role = _role(reader, what) if name == "name" else name
        if role in roles:
            raise QuestionError(
                f"{what.name} is a {role} already; leave out `{role}`", parameters=[role]
            )
        roles[role], parameters[role] = what, what.id
    if "with_" in roles and "actor" not in roles:
        raise QuestionError(
            f"{described['name'].name} is a {described['name'].kind.lower()}; `with_` needs a"
            " person, an organization or a delegation to go with",
            parameters=["with_"],
        )
    kind, main = _kind(roles)
    if kind == "pair" and roles["actor"].id == roles["with_"].id:
        raise QuestionError(
            f"{roles['actor'].name} is both of the two; give `with_` another", parameters=["with_"]
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
        narrowed=tuple(about + (spans if main else [])),
        parameters={**parameters, **period},
        notes=tuple(each.note for each in found if each.note),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _given(request: DossierRequest, name: str) -> bool:
    text = getattr(request, name)
    if text is not None and not text.strip():
        raise QuestionError("give a name that is not blank")
    return text is not None


def _role(reader: Reader, what: Description) -> str:
    """As what the questions take it: an actor, a place, or else a topic."""
    for role in ("actor", "place"):
        if what.kind in accepted_classes(role, reader.vocabulary):
            return role
    return "topic"


def _kind(roles: dict[str, Description]) -> tuple[SubjectKind, tuple[str, ...]]:
    """The kind of a dossier, and which of the roles its title names."""
    if "with_" in roles:
        return "pair", ("actor", "with_")
    if "actor" in roles:
        return "actor", ("actor",)
    if "place" in roles:
        return "place", ("place",)
    if "topic" in roles:
        return "topic", ("topic",)
    return "period", ()
