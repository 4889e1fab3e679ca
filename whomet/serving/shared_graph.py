"""One open graph for all requests, opened again after its database was away."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from importlib.metadata import version
from typing import TypeVar

from whomet.api import Graph
from whomet.graph.errors import DatabaseUnavailable
from whomet.graph.settings import Settings
from whomet.serving.kept_state import KeptState
from whomet.serving.turns import Turns

T = TypeVar("T")
#: Looking it up reads the metadata of the package each time.
_VERSION = version("whomet")

# Every update takes the lock node; the counts, which no node is read for, identify a store that was
# replaced as a whole by a bulk load.
STATE = """
OPTIONAL MATCH (lock:LoadLock {id: 'load'})
RETURN toString(lock.taken) AS taken, COUNT { (:Brief) } AS briefs, COUNT { (:Claim) } AS claims,
       COUNT { (:Judgement) } AS judgements
"""


class SharedGraph:
    """The graph that the settings name, for many threads at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._graph: Graph | None = None
        self._lock = threading.Lock()
        self.turns = Turns()
        self._state = KeptState(self._looked_up)
        self._own = ""

    def use(self, work: Callable[[Graph], T]) -> T:
        """What `work` returns. It is called once more where the server was restarted meanwhile.

        DatabaseUnavailable if the database cannot be reached then either.
        """
        graph = self._open()
        try:
            return work(graph)
        except DatabaseUnavailable:
            self._forget(graph)
            return work(self._open())

    async def use_in_turn(self, work: Callable[[Graph], T]) -> T:
        """`use` in a thread, when it is its turn."""
        return await self.turns.run(self.use, work)

    def state(self) -> str:
        """A text that is another after every change of the graph, and of what it is asked with.

        A change by another process may be told `KEPT_SECONDS` late.
        """
        return self._state.get()

    def known_state(self) -> str | None:
        """What `state` returns if it does so without any wait, else None."""
        return self._state.known()

    def changed(self) -> None:
        """To be called after a write, before the writer is told: each later `state` knows of it."""
        self._state.changed()

    def _looked_up(self) -> str:
        # One exchange with the server, and not the three of `read`.
        [row] = self.use(lambda graph: list(graph.connect().stream(STATE)))
        return "|".join(str(value) for value in (_VERSION, self._own, *row.values()))

    def close(self) -> None:
        """Close the connection."""
        if self._graph is not None:
            self._graph.close()
            self._graph = None

    def _open(self) -> Graph:
        with self._lock:
            if self._graph is None:
                graph = Graph(self._settings)
                graph.connect()
                self._own = _own_files(self._settings)
                self._graph = graph
            return self._graph

    def _forget(self, graph: Graph) -> None:
        with self._lock:
            if self._graph is graph:
                self._graph = None
        graph.close()


def _own_files(settings: Settings) -> str:
    """A digest of the user's own questions and classes, which answers depend on, too."""
    questions = (path for folder in settings.questions for path in sorted(folder.glob("*.cypher")))
    digest = hashlib.sha256()
    for path in (*settings.extensions, *questions):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
