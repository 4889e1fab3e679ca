"""Which annotation of a task counts, and what is told of the others.

A task without one that was submitted (skipped, cancelled, a draft, predictions of a model only) is
no brief: what was loaded of it before stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whomet.loaders.annotation.marks import ReportFault
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Path


@dataclass(frozen=True, slots=True)
class Chosen:
    """The items of the annotation that counts, and their path in the file."""

    items: list[Any]
    path: Path


def chosen(task: dict[str, Any], report: ReportFault) -> Chosen | None:
    """The annotation of a task that counts: the ground truth, else the last; None without one.

    What does not count is reported as a warning.
    """
    name = "annotations" if "annotations" in task else "completions"
    found = task.get(name, [])
    here: Path = (name,)
    if not isinstance(found, list):
        report("wrong-shape", here, "annotations are a list", None, "[{…}]")
        return None
    read: list[tuple[int, dict[str, Any]]] = []
    cancelled = wrong = 0
    for index, annotation in enumerate(found):
        if not isinstance(annotation, dict):
            wrong += 1
            report("wrong-shape", (*here, index), "this is not an annotation", None, "{…}")
        elif annotation.get("was_cancelled"):
            cancelled += 1
        elif not isinstance(annotation.get("result"), list):
            wrong += 1
            place = (*here, index, "result")
            report("wrong-shape", place, "an annotation has a result", None, "a list")
        else:
            read.append((index, annotation))
    if not read:
        if not wrong:
            _skipped(task, cancelled, report)
        return None
    true = [(index, a) for index, a in read if a.get("ground_truth") is True]
    index, annotation = (true or read)[-1]
    if len(read) > 1:
        which = "the ground truth" if true else "the last"
        report(
            "ignored-annotation",
            (*here, index),
            f"a task has {len(read)} annotations; {which} is read and the others are ignored",
            _annotators(a for _, a in read),
            "one annotation, or one that is marked as ground truth",
        )
    return Chosen(annotation["result"], (*here, index, "result"))


def _skipped(task: dict[str, Any], cancelled: int, report: ReportFault) -> None:
    if cancelled:
        problem = "the task was skipped: its annotations are cancelled"
    elif task.get("drafts"):
        problem = "the task has only drafts, which nobody submitted"
    elif task.get("predictions"):
        problem = "the task has only predictions, and nobody has annotated it"
    else:
        problem = "nobody has annotated the task"
    id = task.get("id")
    found = None if id is None else f"task {id}"
    report(
        "skipped-task", (), f"{problem}; it is no brief", found, "an annotation that is submitted"
    )


def _annotators(annotations: Any) -> str | None:
    """Who annotated, as far as the export says: an id, an address, or a user."""
    names: dict[str, None] = {}
    for annotation in annotations:
        by = annotation.get("completed_by")
        if isinstance(by, dict):
            by = by.get("email") or by.get("id")
        if isinstance(by, str):
            names[str(by)] = None
    return quoted(", ".join(names)) if names else None
