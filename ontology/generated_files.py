"""Files that are generated from others: written where they are stale, or only told of."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path


def write_or_check(root: Path, texts: Mapping[str, str], command: str, check: bool) -> int:
    """Write the files below `root` that do not have these texts, or with `check` list them.

    `command` writes them, for those who are told that one is stale. The exit code: 1 if `check`
    found one.
    """
    stale = 0
    for name, text in texts.items():
        path = root / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if check:
            print(f"{name} is stale; run `{command}`.", file=sys.stderr)
            stale = 1
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return stale
