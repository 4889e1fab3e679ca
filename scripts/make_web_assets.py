"""Regenerates what pages take from npm: whomet/dossier/assets, htmx of whomet/serving/assets.

    python scripts/make_web_assets.py

Needs npm. Packages are pinned by version and by the SHA-512 of their archives, so the result is
reproducible. In dossiers, `d3.js` concatenates the minified D3 modules in use and topojson-client;
`countries.json` is world-atlas 110m, the outlines of Natural Earth, which are in the public domain;
each folder's `LICENSES.txt` has their licences.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "whomet"
DOSSIER = PACKAGE / "dossier" / "assets"
SERVING = PACKAGE / "serving" / "assets"
#: Package, version, file, SHA-512; dependencies come first.
SCRIPTS = """
d3-array 3.2.5 dist/d3-array.min.js Th8qGXoBalmWsstpkuhmBuTsBQIFqYOJtjlBvNVvBfJ8E3uYusBUwUR8HU20U0qKKQkgCvKyR1YjiozWadk5QA==
d3-geo 3.1.2 dist/d3-geo.min.js 5R8ZgDQorIxmauv7R6gpE/ndz+Z0qAZssigq0aXFdvPHdY41RqtW02jrRUQAL724NdPABYXo1+gQEGBBr7uKNg==
d3-dispatch 3.0.2 dist/d3-dispatch.min.js sAzH4Y4nsLo8eSqw5jKiZt+LU2wZmL/qS+OkxQGjhwazB/D7TY34R/QK1eshfGr7cZEKymKZ/Haem7m+lu98Sg==
d3-quadtree 3.0.2 dist/d3-quadtree.min.js 9Lu9mqJKRbIk0d6mKDjpvPURaPdwHVK5CYbcdd0/4vBgz4ldz/7TIOse3kNERsByGNfld58KEco507AztJWyTQ==
d3-timer 3.0.2 dist/d3-timer.min.js 1Il1aliroVSErrv5aulRBxAY+7+DnaoLIWGd1C6SsBTWDeobWiP/V69vwb8vT6abR1kKwaNe1196pmaQ1fK90A==
d3-force 3.0.1 dist/d3-force.min.js kAaaHLFebBYwgi5cYBXAI8vKrQFMCD2MEswj2QuPKKbdU1wYLc8WXtS7O8F/b6POCIe3gJjY6hkDstHi1yMETQ==
d3-color 3.1.1 dist/d3-color.min.js lfab8x0Bj0UO7SNsY8dZSbNIA6ipbkE3X0NG9nqjCu6CfCHZseuDnOSJY7hidKrjpP++i1M2qT+FlAdPKYRilA==
d3-interpolate 3.0.2 dist/d3-interpolate.min.js IRzGU62DtxhvsnSTWMQIdnoZ6gA+BCWwBon1EJI6SjoN595799b6z/QRBzXfFhE8iupUPp3042yBNo0STPqnzQ==
d3-format 3.1.3 dist/d3-format.min.js +F+/49swqmGuQJmSKnVMIDH/QkEFV5li9QRj0xm/KhyAUBv099O5PrvpQFxBp24PYph17Mnvt9mjKQV0ii0nMA==
d3-time 3.1.1 dist/d3-time.min.js Ze7rjrhMzdeulh0/hjcfFj7XLAHOfowtEMfsoG6DU866HPynQNW7Wfen6hzXcqKTv8XzxvF6Hzr5XD6bMHr2ug==
d3-time-format 4.1.1 dist/d3-time-format.min.js 22XaqjyCjpqgda20erhsOjGmC3vvYwTNYniKAd45W5UWLDF43moeOuV9qYpRqobIlsnK0UhnKZjUUJm3VgORUA==
d3-scale 4.0.3 dist/d3-scale.min.js 66cWobCNzcMvlfoaDHCxuIv9TBUWG1BLOWdv9kHHFuCr1JdqAWPvTmsaEYDD5NRMyWZ5+7u0GqiCDfMXMqh3hg==
d3-selection 3.0.1 dist/d3-selection.min.js ODSf35vqCrlCfp7hrm0eZjvOosSXSYLjqvIlhMBV9q9VOx7EBJG6pc+uXBswEZNJgCGJ+qnKYcWutbZDIxe/Xg==
topojson-client 3.1.0 dist/topojson-client.min.js 605uxS6bcYxGXw9qi62XyrV6Q3xwbndjachmNxu8HWTtVPxZfEJN9fd/SZS1Q54Sn2y0TMyMxFj/cJINqGHrKw==
"""  # noqa: E501
OUTLINES = """
world-atlas 2.0.2 countries-110m.json IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ==
"""  # noqa: E501

HTMX = """
htmx.org 2.0.7 dist/htmx.min.js YiJqF3U5KyO28VC5mPfehKJPF+n1Gni+cupK+D69TF0nm7wY6AXn3a4mPWIikfAXtl1u1F1+ZhSCS7KT8pVmqA==
"""  # noqa: E501


def main() -> None:
    """Write the files."""
    _write_dossier()
    _write_serving()


def _write_serving() -> None:
    licences: list[str] = []
    [htmx] = [_extract(line, licences) for line in HTMX.split("\n") if line]
    SERVING.mkdir(parents=True, exist_ok=True)
    (SERVING / "htmx.js").write_text(htmx.strip() + "\n", "utf-8")
    (SERVING / "LICENSES.txt").write_text("\n".join(licences), "utf-8")


def _write_dossier() -> None:
    licences: list[str] = []
    scripts = [_extract(line, licences) for line in SCRIPTS.split("\n") if line]
    [outlines] = [_extract(line, licences) for line in OUTLINES.split("\n") if line]
    DOSSIER.mkdir(parents=True, exist_ok=True)
    (DOSSIER / "d3.js").write_text("\n".join(text.strip() for text in scripts) + "\n", "utf-8")
    (DOSSIER / "countries.json").write_text(outlines.strip() + "\n", "utf-8")
    (DOSSIER / "LICENSES.txt").write_text("\n".join(licences), "utf-8")


def _extract(line: str, licences: list[str]) -> str:
    """The text of the file in a line of the lists; appends the package's licence to `licences`."""
    name, version, wanted, digest = line.split(" ")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", "--ignore-scripts", f"{name}@{version}"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        [archive] = Path(folder).glob("*.tgz")
        found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != digest:
            sys.exit(f"{name}@{version} has another checksum than expected: sha512-{found}.")
        with tarfile.open(archive) as tar:
            texts = {
                member.name.removeprefix("package/"): read.read().decode("utf-8")
                for member in tar
                if (read := tar.extractfile(member)) and member.name.endswith((wanted, "LICENSE"))
            }
    licences.append(f"{name} {version}\n\n{texts['LICENSE'].strip()}\n\n{'-' * 72}\n")
    return texts[wanted]


if __name__ == "__main__":
    main()
