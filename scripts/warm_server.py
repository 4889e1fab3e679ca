"""Fetch Neo4j and make its AOT cache, with which the servers of the tests start twice as fast.

Takes a minute the first time and does nothing later. WHOMET_CACHE and WHOMET_NEO4J say which.
"""

from __future__ import annotations

import sys

from whomet.graph.server.aot import training_arguments
from whomet.graph.server.training import main
from whomet.graph.settings import load_settings

if __name__ == "__main__":
    sys.exit(main([*training_arguments(load_settings())]))
