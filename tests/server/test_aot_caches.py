"""AOT caches of other installations stay, and those of what is no more do not pile up."""

from __future__ import annotations

import os
from pathlib import Path

from whomet.graph.server.training import KEPT, forget_old


def test_the_newest_caches_of_a_version_are_kept(tmp_path: Path) -> None:
    names = [f"neo4j-2026.09.0-{number}.aot" for number in range(KEPT + 2)]
    for age, name in enumerate([*names, "neo4j-5.26.30-0.aot", "training.lock"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1_000_000 + age, 1_000_000 + age))
    forget_old(tmp_path, "2026.09.0")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([*names[2:], "neo4j-5.26.30-0.aot", "training.lock"])
