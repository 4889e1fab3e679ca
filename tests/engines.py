"""What the suite runs on: a version of Neo4j, and a default language of its database."""

from __future__ import annotations

import os

#: The suite runs on something else than usual, on which it need not repeat what is Python.
OTHER_ENGINE = bool({"WHOMET_NEO4J", "WHOMET_DEFAULT_LANGUAGE"} & os.environ.keys())
#: The first is the usual one.
LANGUAGES = ("CYPHER 5", "CYPHER 25")
