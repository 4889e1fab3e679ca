"""Measures how long `verify` takes, and how much memory, for graphs of several sizes.

    python -m bench.verifying [--briefs 2000 10000 30000]

Each graph is of generated briefs, loaded in bulk. Memory is that of the verifying processes
together, without Java; processor time is with it.
"""

from __future__ import annotations

import argparse

from bench.clock import Clock
from bench.generated import briefs
from bench.growth import temporary_settings
from whomet.graph.bulk import load_in_bulk
from whomet.graph.database.connection import connect
from whomet.graph.database.schema import apply_schema
from whomet.graph.writing.verification import verify


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, nargs="+", default=[2000, 10_000, 30_000])
    print(" briefs       s  of processors  MB of this process  of its workers  of all")
    for count in parser.parse_args().briefs:
        with temporary_settings() as settings:
            with connect(settings) as connection:
                connection.prepare(lambda session: apply_schema(session, connection.vocabulary))
                load_in_bulk(settings, connection, briefs(count))
            with connect(settings) as connection, Clock(settings.home) as clock:
                assert verify(connection) == []
        print(
            f"{count:7,}  {clock.wall:6.1f}  {clock.processor:13.1f}  {clock.own_megabytes:18.0f}"
            f"  {clock.megabytes:6.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
