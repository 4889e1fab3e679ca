"""Makes pages of templates, and the addresses in them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from whomet.dossier.page import TEMPLATES, environment
from whomet.serving.addresses import address, local_path, root
from whomet.serving.requests import accepts_gzip

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent
#: Where a template has this, what is before it is sent.
SEND = "<!--send-->"
#: Events whose quotes are shown at once.
EVENTS = 40
#: The field of an address that says how many events it leaves out.
MORE = "more"

Query = list[tuple[str, str]]


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page that a template makes of these values."""
    html = _environment().get_template(template).render(context(request, **values))
    return HTMLResponse(html, status)


def parts(request: Request, template: str, **values: Any) -> Iterator[str]:
    """The same page in the parts that its template sends one by one."""
    made = _environment().get_template(template).generate(context(request, **values))
    waiting: list[str] = []
    for piece in made:
        before, sent, after = piece.partition(SEND)
        waiting.append(before)
        if sent:
            yield "".join(waiting)
            waiting = [after]
    yield "".join(waiting)


def sent_in_parts(request: Request, pieces: Iterable[str]) -> Response:
    """A page that is sent as it is made; compressed, each part can be read at once."""
    media_type = "text/html; charset=utf-8"
    if not accepts_gzip(request):
        return StreamingResponse(pieces, media_type=media_type)
    return StreamingResponse(
        _compressed(pieces), media_type=media_type, headers={"Content-Encoding": "gzip"}
    )


def _compressed(pieces: Iterable[str]) -> Iterator[bytes]:
    gzip = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    for piece in pieces:
        yield gzip.compress(piece.encode()) + gzip.flush(zlib.Z_SYNC_FLUSH)
    yield gzip.flush()


def context(request: Request, **values: Any) -> dict[str, Any]:
    """What every template may use."""

    def to(*where: Any, **query: str) -> str:
        return address(request, *where, **query)

    return {
        "root": root(request),
        "principal": getattr(request.state, "principal", None),
        "path": root(request) + local_path(request),
        "address": to,
        "link": lambda id: to("show", id),
        "to_event": lambda id: evidence_address(request, [id]),
        "quotes_of": lambda events: evidence_address(request, events),
        "to_brief": lambda proof: brief_address(to, proof),
        "event_links": True,
        "own": frozenset[str](),
        **values,
    }


def brief_address(to: Callable[..., str], proof: Any) -> str:
    """The place of the words of a quote in their brief."""
    at = claim_anchor(proof.claim) if proof.claim else ""
    return f"{to('show', proof.brief.id)}#{at}"


def claim_anchor(claim: str) -> str:
    """The element id of a claim's words on the page of its brief."""
    from whomet.dossier.evidence import anchor

    return anchor("c", claim)


def evidence_address(request: Request, events: list[str]) -> str:
    """The page of the quotes of these events: of the first ones, and how many more there are."""
    query = [("event", id) for id in events[:EVENTS]]
    if len(events) > EVENTS:
        query.append((MORE, str(len(events) - EVENTS)))
    return f"{address(request, 'evidence')}?{urlencode(query)}"


def _environment() -> Environment:
    return environment(FOLDER / "templates", TEMPLATES)
