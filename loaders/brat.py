"""brat standoff: NAME.txt and NAME.ann, with NAME.meta.yaml beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from loaders.documents import Document
from loaders.parsed import TextFault
from loaders.sources import Source
from ontology.vocabulary import Vocabulary


def documents(source: Source, stream: IO[bytes], words: Vocabulary) -> Iterator[Document]:
    """The one document of a NAME.ann."""
    raise TextFault("unknown-format", (1, 1), "brat standoff is not read yet")
