"""The guide to the graph, in the HTML that Neo4j Browser shows beside its queries.

Browser cuts it at `<slide>`, puts a `pre class="runnable"` into its editor on a click, and runs
what `data-exec` says. It loads no picture from another address, so the picture is in the page.
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
    """The guide to a graph of this vocabulary; the rest of the bundle is at `address`."""
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
    """The queries to begin with, by name. The first line of each is its title."""
    paths = sorted((_HERE / "first").glob("*.cypher"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def picture() -> str:
    """The picture of the schema as SVG: the ontology that comes with the package."""
    return _PICTURE.read_text(encoding="utf-8")


def _labels(vocabulary: Vocabulary) -> list[str]:
    colors = class_colors(vocabulary)
    meanings = {
        **{name: cls.definition for name, cls in vocabulary.events.items()},
        **{name: cls.definition for name, cls in vocabulary.entities.items()},
        **{name: cls.definition for name, cls in vocabulary.systems.items()},
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
