"""Elements as rows of bytes, by which two graphs of any size are compared part by part.

A row is a digest of an element's properties, then the element as a message names it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from zlib import crc32

from whomet.graph.bulk.buckets import Buckets
from whomet.graph.projection.elements import EdgeKey, Elements, NodeKey, Properties

#: Into how many parts elements are divided by their names, so that one part fits in memory.
PARTS = 256
#: Bytes of the digest of properties.
DIGEST = 16
#: Rows that are written at a time.
ROWS_AT_A_TIME = 50_000


def row_of(key: NodeKey | EdgeKey, properties: Properties) -> bytes:
    """The row of an element: it differs where its name or a property does."""
    text = repr(sorted(properties.items()))
    digest = hashlib.blake2b(text.encode(), digest_size=DIGEST).digest()
    return digest + _name(key).encode("utf-8", "surrogatepass")


def element_rows(elements: Elements) -> Iterator[bytes]:
    """The row of each element."""
    for node, properties in elements.nodes.items():
        yield row_of(node, properties)
    for edge, properties in elements.edges.items():
        yield row_of(edge, properties)


def differences(expected: Iterable[bytes], stored: Iterable[bytes]) -> Iterator[str]:
    """Each difference between the stored elements and the expected ones, in words."""
    balance = Counter(expected)
    balance.subtract(stored)
    missing, unexpected = Counter[bytes](), Counter[bytes]()
    for found, count in balance.items():
        if count:
            (missing if count > 0 else unexpected)[found[DIGEST:]] += abs(count)
    for name in missing | unexpected:
        said = name.decode("utf-8", "surrogatepass")
        changed = min(missing[name], unexpected[name])
        yield from [f"other properties on {said}"] * changed
        yield from [f"missing {said}"] * (missing[name] - changed)
        yield from [f"not from any brief: {said}"] * (unexpected[name] - changed)


class RowFiles:
    """Rows in files of a folder, of which one `kind` is a graph. Several processes may write them.

    `writer` is the number of the process, and `separator` of no use here; see `OpenWriter`.
    """

    def __init__(self, folder: Path, kind: str, writer: int = 0, separator: str = "") -> None:
        self._files = Buckets(folder, kind, writer)

    def add(self, elements: Elements) -> None:
        """Write elements."""
        self.write(element_rows(elements))

    def write(self, found: Iterable[bytes]) -> None:
        """Write rows."""
        rest = iter(found)
        while some := list(islice(rest, ROWS_AT_A_TIME)):
            parts: dict[int, list[bytes]] = {}
            for each in some:
                parts.setdefault(crc32(each[DIGEST:]) % PARTS, []).append(each)
            self._files.append(parts)

    def read(self, part: int) -> Iterator[bytes]:
        """The rows of a part, of all writers."""
        for some in self._files.read(part):
            yield from some

    def close(self) -> None:
        """Every file is closed already."""


def _name(key: NodeKey | EdgeKey) -> str:
    if isinstance(key, NodeKey):
        return f"{key.label} {key.id}"
    which = f" ({key.discriminator})" if key.discriminator else ""
    return f"({_name(key.source)})-[{key.type}{which}]->({_name(key.target)})"
