"""What a full disk leaves at the end of a transaction log, and how the log becomes readable again.

Neo4j writes its log from a buffer. When the disk is full, the operating system takes the first part
of the buffer, up to a whole block, and refuses the rest. When the server is asked to end later,
Neo4j writes the buffer again, and what it takes for the rest is the part that was written: the log
then ends with that part twice, or with as much of it as found room the second time. The first part
breaks off within a command. The next start reads on into the second as if it were the rest, and
takes what stands there for the length of a value: up to 2 GB, which is more than any usual heap
("Java heap space"), and the database does not open.

Nothing in either part was acknowledged, but for what the first holds whole. Without the second, the
log ends as after `kill -9`, which Neo4j recovers from.
"""

from __future__ import annotations

import re
from pathlib import Path

from whomet.graph.server.folders import Folders

#: More than Neo4j holds in its buffer, of which 470 KB were seen.
MOST = 4 << 20
#: What is equal over so many bytes is no coincidence: each transaction that ends among them has a
#: number of its own.
LEAST = 64
#: How many places may look like the end of the log; of a run of one letter there are very many.
MOST_PLACES = 1000


def cut_repeated_tails(folders: Folders) -> bool:
    """Cut off what was written twice at the end of the log of any database; False if none was.

    What is cut off is kept in the folder of the logs. No server runs. Raises OSError.
    """
    cut = False
    for folder in sorted((folders.data / "transactions").glob("*")):
        newest = max(folder.glob("neostore.transaction.db.*"), key=_number, default=None)
        at = None if newest is None else repeated_from(newest)
        if newest is not None and at is not None:
            with newest.open("r+b") as log:
                log.seek(at)
                kept = folders.logs / f"cut-from-{folder.name}-{newest.name}-at-{at}"
                kept.touch(mode=0o600)
                kept.write_bytes(log.read())
                log.truncate(at)
            cut = True
    return cut


def repeated_from(log: Path) -> int | None:
    """Where the end of a log begins that repeats what stands right before it; None without one."""
    size = log.stat().st_size
    with log.open("rb") as file:
        file.seek(max(0, size - 2 * MOST))
        data = file.read()
    last = data[-LEAST:]
    place, longest = -1, 0
    if len(last) < LEAST or len(set(last)) == 1:  # as in a log that has a header only
        return None
    for _ in range(MOST_PLACES):
        # Where the first part has what the second ends with; the second is not longer.
        place = data.find(last, place + 1, -1)
        if place < 0:
            break
        end = place + LEAST
        equal = min(_equal_before(data, end), len(data) - end)
        longest = max(longest, equal)
    return size - longest if longest else None


def _equal_before(data: bytes, end: int) -> int:
    """How many bytes before `end` are those at the end of the data."""
    equal, step = LEAST, LEAST
    while step:
        more = equal + step
        if more <= end and data[end - more : end - equal] == data[-more:-equal]:
            equal, step = more, 2 * step
        else:
            step //= 2
    return equal


def _number(log: Path) -> int:
    found = re.search(r"\d+$", log.name)
    return int(found[0]) if found else -1
