"""The reports of standing questions as an Atom feed (RFC 4287), with one entry per change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from whomet.standing.comparing import Change
from whomet.standing.running import News
from whomet.standing.sentences import causes, sentence

ATOM = "http://www.w3.org/2005/Atom"


def atom(news: Sequence[News]) -> str:
    """The feed; the id of an entry is the same whenever the same change is reported."""
    feed = ET.Element("feed", {"xmlns": ATOM})
    names = ", ".join(one.question.name for one in news)
    _text(feed, "id", _urn("feed", names))
    _text(feed, "title", f"whomet: {names}")
    _text(feed, "updated", max((one.at for one in news), default="1970-01-01T00:00:00+00:00"))
    author = ET.SubElement(feed, "author")
    _text(author, "name", "whomet")
    for one in news:
        for change in one.changes:
            _entry(feed, one, change)
    ET.indent(feed)
    return ET.tostring(feed, encoding="unicode", xml_declaration=True) + "\n"


def _entry(feed: ET.Element, news: News, change: Change) -> None:
    entry = ET.SubElement(feed, "entry")
    content = json.dumps(change.to_json(), sort_keys=True)
    _text(entry, "id", _urn(news.question.name, news.since or "", content))
    _text(entry, "title", f"{change.kind}: {sentence(news.columns, change)}")
    _text(entry, "updated", news.at)
    ET.SubElement(entry, "category", {"term": change.kind})
    _text(entry, "summary", f"{news.question.name}. Cause: {causes(change)}.")
    quotes = change.row.get("quotes")
    told = [f"“{quote}”" for quote in quotes] if isinstance(quotes, list) else []
    _text(entry, "content", "\n".join(told) or causes(change))


def _text(parent: ET.Element, name: str, text: str) -> None:
    # Characters that XML 1.0 cannot hold are named.
    shown = "".join(c if c in "\t\n" or c >= " " else "\N{REPLACEMENT CHARACTER}" for c in text)
    ET.SubElement(parent, name).text = shown


def _urn(*parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return f"urn:whomet:{digest[:32]}"
