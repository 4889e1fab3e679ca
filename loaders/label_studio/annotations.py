"""Which annotation of a task counts, and what is reported of the others.

A task without one that was submitted (skipped, cancelled, a draft, predictions of a model only) is
no brief: what was loaded of it before stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whomet.loaders.annotation.marks import ReportFault
from whomet.loaders.faults import quoted
from whomet.loaders.parsed import Number, Path
from whomet.ontology.nouns import counted


@dataclass(frozen=True, slots=True)
class Chosen:
    """The items of the annotation that counts, and their path in the file."""

    items: list[Any]
    path: Path


def chosen(
    task: dict[str, Any], report: ReportFault, annotators: Sequence[str] = ()
) -> Chosen | None:
    """The annotation of a task that counts; None without one.

    It is the ground truth, else that of the first of `annotators` who has one, else the last. What
    does not count is reported as a warning.
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
            report("wrong-shape", place, "this annotation has no result list", None, "a list")
        else:
            read.append((index, annotation))
    if not read:
        if not wrong:
            _skipped(task, cancelled, report)
        return None
    true = [(index, a) for index, a in read if a.get("ground_truth") is True]
    named = [] if true else _of_first(annotators, read)
    index, annotation = (true or named or read)[-1]
    if cancelled:
        count = f"{counted(cancelled, 'annotation is', 'annotations are')} cancelled and not read"
        report("ignored-annotation", here, f"{count}; the task has others", None, None)
    if len(read) > 1:
        by = _annotators([annotation]) if named else None
        which = "the ground truth" if true else f"that of {by}" if by else "the last"
        report(
            "ignored-annotation",
            (*here, index),
            f"a task has {len(read)} annotations; {which} is read and the others are ignored",
            _annotators(a for _, a in read),
            "one annotation, one that is marked as ground truth, or annotators: in a profile",
        )
    return Chosen(annotation["result"], (*here, index, "result"))


def submitted(
    annotation: dict[str, Any], task: dict[str, Any], report: ReportFault
) -> Chosen | None:
    """The one annotation that contains its task; None if it is cancelled."""
    if annotation.get("was_cancelled"):
        _skipped(task, 1, report)
        return None
    if not isinstance(annotation["result"], list):
        report("wrong-shape", ("result",), "this annotation has no result list", None, "a list")
        return None
    return Chosen(annotation["result"], ("result",))


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
        "skipped-task",
        (),
        f"{problem}; it is not a brief",
        found,
        "an annotation that is submitted",
    )


def _of_first(
    annotators: Sequence[str], read: list[tuple[int, dict[str, Any]]]
) -> list[tuple[int, dict[str, Any]]]:
    """The annotations of the first annotator who has some."""
    for wanted in annotators:
        if found := [one for one in read if wanted in _names_of(one[1])]:
            return found
    return []


def _annotators(annotations: Any) -> str | None:
    """Who annotated, as far as the export says: an address, a name, or a number."""
    names = dict.fromkeys(found[0] for one in annotations if (found := _names_of(one)))
    return quoted(", ".join(names)) if names else None


def _names_of(annotation: dict[str, Any]) -> list[str]:
    by = annotation.get("completed_by")
    given = [by.get(k) for k in ("email", "username", "id")] if isinstance(by, dict) else [by]
    return [str(one) for one in given if isinstance(one, str | Number) and str(one)]
