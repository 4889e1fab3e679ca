"""Generates the guide to the graph, in the HTML dialect of Neo4j Browser guides.

Browser splits it at `<slide>`, copies a `pre class="runnable"` to the editor on a click, and runs
the command in `data-exec`. It loads no images from other addresses, so the diagram is inlined.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape
from pathlib import Path
from string import Template

from whomet import ontology
from whomet.ontology.colors import class_colors
from whomet.ontology.vocabulary import Vocabulary

_HERE = Path(__file__).parent
_PICTURE = Path(ontology.__file__).with_name("schema.svg")


def guide(vocabulary: Vocabulary, address: str) -> str:
    """The guide to a graph with this vocabulary; the rest of the bundle is served at `address`."""
    queries = [_runnable(text) for text in first_queries().values()]
    half = len(queries) // 2
    return Template((_HERE / "guide.html").read_text(encoding="utf-8")).substitute(
        address=escape(address),
        labels="\n".join(_labels(vocabulary)),
        picture=b64encode(picture().encode()).decode(),
        first_half="\n".join(queries[:half]),
        second_half="\n".join(queries[half:]),
    )


def first_queries() -> dict[str, str]:
    """The starter queries by name; the first line of each is its title."""
    paths = sorted((_HERE / "first").glob("*.cypher"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def picture() -> str:
    """The schema diagram of the shipped ontology, as SVG."""
    return _PICTURE.read_text(encoding="utf-8")


def _labels(vocabulary: Vocabulary) -> list[str]:
    colors = class_colors(vocabulary)
    meanings = {
        **{name: cls.definition for name, cls in vocabulary.events.items()},
        **{name: cls.definition for name, cls in vocabulary.entities.items()},
        **{name: cls.definition for name, cls in vocabulary.system_classes.items()},
    }
    return [
        f'<tr><td style="background:{colors[name].background};color:{colors[name].text};'
        f'padding:4px 8px">{escape(name)}</td>'
        f'<td style="padding:4px 8px">{escape(meaning)}</td></tr>'
        for name, meaning in meanings.items()
    ]


def _runnable(text: str) -> str:
    title, _, query = text.partition("\n")
    return (
        f"<h5>{escape(title.removeprefix('// '))}</h5>\n"
        f'<pre class="pre-scrollable code runnable">{escape(query)}</pre>'
    )
