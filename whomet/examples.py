"""The example briefs: beside the packages in a clone, inside the package when installed."""

from __future__ import annotations

from pathlib import Path

from whomet.ontology.errors import WhometError


def example_briefs() -> Path:
    """The folder of the example briefs; WhometError if this installation has none."""
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "examples" / "briefs", here / "example_briefs"):
        if folder.is_dir():
            return folder
    raise WhometError("The example briefs are not installed; run `whomet demo` from a clone.")
