"""Asking the standing questions on a schedule, and after each load."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from whomet.api import Graph
from whomet.ontology.errors import WhometError
from whomet.serving.shared_graph import SharedGraph
from whomet.standing import News
from whomet.standing.webhooks import post

LOG = logging.getLogger("whomet.serving")


class Schedule:
    """Runs all standing questions every `minutes`, and posts what is new to `webhooks`."""

    def __init__(self, graph: SharedGraph, minutes: float, webhooks: Sequence[str]) -> None:
        self._graph = graph
        self._seconds = minutes * 60
        self._webhooks = tuple(webhooks)
        self._wanted = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="standing questions", daemon=True)

    def start(self) -> None:
        """Begin; the first run is at once."""
        self._wanted.set()
        self._thread.start()

    def soon(self) -> None:
        """Run now, or once more after the run that is under way: something was loaded."""
        self._wanted.set()

    def stop(self) -> None:
        """End, after the question that is being asked."""
        self._ended.set()
        self._wanted.set()
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while not self._ended.is_set():
            self._wanted.wait(self._seconds)
            self._wanted.clear()
            if not self._ended.is_set():
                self._run()

    def _run(self) -> None:
        try:
            names = self._graph.use(
                lambda graph: [each.name for each in graph.standing_questions()]
            )
        except WhometError as error:
            LOG.warning("standing questions: %s", error.message)
            return
        told = [news for name in names if (news := self._asked(name)) is not None]
        for problem in post(self._webhooks, told):
            LOG.warning("%s", problem)

    def _asked(self, name: str) -> News | None:
        if self._ended.is_set():
            return None

        def run(graph: Graph) -> News:
            return graph.run_standing_question(name)

        try:
            return self._graph.use(run)
        except WhometError as error:
            LOG.warning("standing question '%s': %s", name, error.message)
            return None
