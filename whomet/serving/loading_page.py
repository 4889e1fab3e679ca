"""The page that loads briefs: files are checked, errors are corrected in place, and loaded."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from whomet.loaders.faults import Fault
from whomet.loaders.profiles.finding import presets
from whomet.serving.access import Permission
from whomet.serving.guard import MOST_BYTES
from whomet.serving.problems import Problem
from whomet.serving.rendering import page
from whomet.serving.requests import ensure_allowed
from whomet.serving.uploads import SentFile, SentFiles

CHECK, LOAD = "check", "load"
PASTED = "pasted.yaml"
MOST_FILES = 500
#: Maximum bytes of text that are sent back for correction on the page.
MENDED_HERE = 256 * 2**10
#: Lines shown before and after the line of a fault.
AROUND = 2


@dataclass(frozen=True, slots=True)
class FaultyFile:
    """A file, its faults with the lines around each, and its text if that can be corrected."""

    name: str
    faults: list[Fault]
    text: str | None

    @property
    def rows(self) -> int:
        """How high a field for the text is."""
        return min(30, max(4, (self.text or "").count("\n") + 2))

    def excerpt(self, fault: Fault) -> list[tuple[int, str, bool]]:
        """The number and text of each line around a fault, and whether the fault is in it."""
        if self.text is None:
            return []
        at = fault.line
        lines = self.text.split("\n")
        shown = range(max(1, at - AROUND), min(len(lines), at + AROUND) + 1)
        return [(number, lines[number - 1], number == at) for number in shown]


def routes(files: SentFiles) -> list[Route]:
    """The routes of this page."""
    return [Route("/load", _LoadingPage(files).load, methods=["GET", "POST"])]


class _LoadingPage:
    def __init__(self, files: SentFiles) -> None:
        self._files = files

    async def load(self, request: Request) -> Response:
        """The form; with files, what checking or loading them came to."""
        who = ensure_allowed(request, Permission.LOAD).name
        if request.method == "GET":
            return _page(request)
        report: Any
        sent: list[SentFile] = []
        wanted = profile = None
        try:
            # A part is a file, or the text of one.
            async with request.form(max_files=MOST_FILES, max_part_size=MOST_BYTES) as form:
                wanted, profile = form.get("do"), str(form.get("profile") or "") or None
                sent = await _sent(form)
            if not sent:
                detail = "Choose a file, or paste a brief."
                raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
            if profile not in (None, *presets()):
                detail = f"There is no profile '{profile}'."
                raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
            if wanted == LOAD:
                report = await run_in_threadpool(self._files.load, sent, who, profile)
            else:
                report = await run_in_threadpool(self._files.check, sent, profile)
        except Problem as problem:
            return _page(request, problem=problem, files=_faulty(sent, []), profile=profile)
        faults = [Fault(**each) for each in (*report["faults"], *report["warnings"])]
        return _page(
            request,
            report=report,
            loaded=wanted == LOAD,
            files=_faulty(sent, faults) if faults or wanted != LOAD else [],
            profile=profile,
        )


async def _sent(form: FormData) -> list[SentFile]:
    found = [
        SentFile(each.filename or "", await each.read())
        for each in form.getlist("file")
        if isinstance(each, UploadFile) and each.filename
    ]
    for name, text in zip(form.getlist("name"), form.getlist("text"), strict=False):
        if isinstance(text, str) and text.strip():
            # Forms send line ends as CR LF, whatever they were.
            found.append(SentFile(str(name), text.replace("\r\n", "\n").encode()))
    return found


def _faulty(sent: list[SentFile], faults: list[Fault]) -> list[FaultyFile]:
    """The files with their faults, the faulty ones first; their texts, if all can be corrected
    here.

    All of them: a file may be about another one, as an annotation is about its text.
    """
    texts = [file.text for file in sent]
    mended = None not in texts and sum(len(file.content) for file in sent) <= MENDED_HERE
    of_files: dict[str, list[Fault]] = {file.name: [] for file in sent}
    for fault in faults:
        of_files.setdefault(fault.file, []).append(fault)
    by_name = dict(zip((file.name for file in sent), texts, strict=True))
    made = [
        FaultyFile(name, found, by_name.get(name) if mended else None)
        for name, found in of_files.items()
        if found or mended
    ]
    return sorted(made, key=lambda file: not file.faults)


def _page(request: Request, problem: Problem | None = None, **values: Any) -> Response:
    given: dict[str, Any] = {"report": None, "loaded": False, "files": [], "profile": None}
    return page(
        request,
        "load.html",
        status=problem.status if problem else HTTPStatus.OK,
        problem=problem,
        presets=presets(),
        pasted=PASTED,
        **{**given, **values},
    )
