"""Compares the throughput of the compiled checks with pyshacl on the same briefs.

    PYTHONPATH=. python bench/validation.py [--briefs 400]

Half of the briefs are valid, the others have one fault. pyshacl gets them in batches of 20, with
its shapes loaded once; converting them to RDF is included, reading their JSON is not.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable

from tests.ontology.annotation import Oracle
from tests.ontology.damage import INSIDE, Data, right
from whomet.loaders.checking.briefs import check_brief
from whomet.loaders.checking.problems import Problems
from whomet.loaders.checking.rules import rules
from whomet.ontology.vocabulary import default_vocabulary


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=400)
    some = [brief(number) for number in range(parser.parse_args().briefs)]
    oracle, compiled_rules = Oracle(), rules(default_vocabulary())
    compiled = rate(some, lambda: [check_brief(one, compiled_rules, Problems()) for one in some])
    shacl = rate(some, lambda: [oracle.judge(some[n : n + 20]) for n in range(0, len(some), 20)])
    print("| | briefs/s |\n|---|---:|")
    print(f"| compiled checks | {compiled:,.0f} |")
    print(f"| pyshacl | {shacl:,.0f} |")
    print(f"| ratio | {compiled / shacl:,.0f} |")


def brief(number: int) -> Data:
    """The brief with this number; deterministic."""
    choose = random.Random(number).choice
    made = right(choose, default_vocabulary())
    if number % 2:
        INSIDE[choose(list(INSIDE))](choose, default_vocabulary(), made)
    return made


def rate(briefs: list[Data], work: Callable[[], object]) -> float:
    """Briefs per second."""
    started = time.perf_counter()
    work()
    return len(briefs) / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
