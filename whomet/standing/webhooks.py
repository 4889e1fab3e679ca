"""Posting changes to the addresses that the settings name, and to no others."""

from __future__ import annotations

import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from whomet.ontology.extras import require
from whomet.standing.running import News

TIMEOUT = 10.0
#: Seconds before each retry, if there is no answer or a server error.
PAUSES = (1.0, 5.0)


def post(
    addresses: Sequence[str], news: Sequence[News], pauses: Sequence[float] = PAUSES
) -> list[str]:
    """Post the news that have changes to each address, as `whomet standing run --json` has them.

    The result is a sentence for each address that did not accept them. Redirections are not
    followed. Raises MissingExtra without the extra `serve`.
    """
    changed = [one.to_json() for one in news if one.changes]
    if not changed or not addresses:
        return []
    require("serve", "webhooks", "httpx")
    return [
        f"The webhook at {_shown(address)} did not accept the news: {problem}."
        for address in addresses
        if (problem := _posted(address, {"news": changed}, pauses)) is not None
    ]


def _posted(address: str, content: object, pauses: Sequence[float]) -> str | None:
    """Why an address did not accept the content; None if it did."""
    import httpx

    problem = None
    for pause in (0.0, *pauses):
        time.sleep(pause)
        try:
            answer = httpx.post(address, json=content, timeout=TIMEOUT, follow_redirects=False)
        except httpx.HTTPError as error:
            problem = str(error) or type(error).__name__
            continue
        if answer.is_success:
            return None
        problem = f"status {answer.status_code}"
        if not answer.is_server_error:
            break
    return problem


def _shown(address: str) -> str:
    """The address without its path and query, which may be secret."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}"
