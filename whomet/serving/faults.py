"""Faults of a request as pages show them: each beside its field, with what may be meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from whomet.ontology.errors import WhometError
from whomet.queries.errors import QuestionError
from whomet.serving.addresses import address, local_path, root
from whomet.serving.problems import Problem
from whomet.serving.requests import SEPARATOR

#: Entities of one name that a page offers.
OFFERED = 20
#: The parameter and value that a message begins with: its field shows them already.
_GIVEN = re.compile(r"`\w+` (?:'[^']*': )?")
_PARAMETER = re.compile(r"`(\w+?)_?`")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may have been meant; its address asks for it."""

    address: str
    name: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFault:
    """A fault in words; `parameter` is the field it belongs to, without a trailing underscore."""

    message: str
    parameter: str | None = None
    offers: tuple[Offer, ...] = ()
    #: How many may be meant; more than are offered.
    total: int = 0


def page_faults(request: Request, problem: Problem) -> list[PageFault]:
    """The faults of a problem, one by one."""
    return [_fault(request, each) for each in problem.faults] or [PageFault(problem.detail)]


def _fault(request: Request, error: WhometError) -> PageFault:
    parameter = error.parameters[0].rstrip("_") if len(error.parameters) == 1 else None
    message = error.message
    if parameter and (given := _GIVEN.match(message)):
        message = message[given.end() :]
    message = _PARAMETER.sub(r"“\1”", message[:1].upper() + message[1:])
    if not isinstance(error, QuestionError) or error.sought is None:
        return PageFault(message, parameter)
    sought = error.sought
    if error.choices:
        return PageFault(
            f"“{sought}” may be any of {len(error.choices)}",
            parameter,
            tuple(
                Offer(_instead(request, parameter, sought, each.id), each.name, each.facts)
                for each in error.choices[:OFFERED]
            ),
            len(error.choices),
        )
    offers = tuple(
        Offer(_instead(request, parameter, sought, name), name) for name in error.candidates
    )
    if offers:
        message = f"{message.partition('; did you mean')[0]}; did you mean"
    return PageFault(message, parameter, offers, len(offers))


def _instead(request: Request, parameter: str | None, sought: str, chosen: str) -> str:
    """The address asked for, with what was chosen in the place of the name that was sought."""
    given = request.query_params.multi_items()
    items = [
        (name, _replaced(value, sought, chosen) if parameter in (name, None) else value)
        for name, value in given
    ]
    query = f"?{urlencode(items)}" if items else ""
    if items == given:  # the name is in the path
        return address(request, "show", chosen) + query
    return root(request) + local_path(request) + query


def _replaced(value: str, sought: str, chosen: str) -> str:
    texts = [text.strip() for text in value.split(SEPARATOR.strip())]
    if sought not in texts:
        return value
    return SEPARATOR.join(chosen if text == sought else text for text in texts)
