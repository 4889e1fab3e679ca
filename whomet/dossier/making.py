"""Makes a dossier: asks the questions, gathers the evidence, renders the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from whomet.dossier.evidence import gather_evidence
from whomet.dossier.page import render
from whomet.dossier.pictures import picture_data
from whomet.dossier.sections import Section, ask_sections, hints_of
from whomet.dossier.subject import DossierRequest, Subject, subject_of
from whomet.queries import Catalogue, QuestionError
from whomet.queries.internal_queries import Readers

LIMIT = 1000
#: A dossier without rows in any of these sections is empty.
_ESSENTIAL_SECTIONS = ("positions", "timeline", "visits", "meetings", "messages", "statements")


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier: its title, the HTML page, and the sections with their answers."""

    title: str
    html: str
    sections: tuple[Section, ...]

    def __repr__(self) -> str:
        return f"<Dossier {self.title!r}: {len(self.sections)} sections>"

    def _repr_html_(self) -> str:
        """The page in a frame of its own, as a notebook shows it."""
        frame = Markup('<iframe srcdoc="{}" title="{}" style="width: 100%; height: 40em"></iframe>')
        return str(frame.format(self.html, self.title))

    @property
    def left_out(self) -> dict[str, int]:
        """The number of rows left out of the page, by section; empty if it has all rows."""
        return {
            section.plan.id: section.total - len(section.rows)
            for section in self.sections
            if section.total > len(section.rows)
        }


def make_dossier(
    reader: Readers,
    request: DossierRequest,
    *,
    limit: int = LIMIT,
    catalogue: Catalogue,
    timeout: float | None = None,
) -> Dossier:
    """Make the requested dossier, with at most `limit` rows per section.

    `timeout` is in seconds, for each question. Raises QuestionError if the subject is unclear or
    nothing is on record.
    """
    subject = subject_of(reader, request)
    sections = ask_sections(reader, subject, limit, catalogue, timeout)
    if not any(section.rows for section in sections if section.plan.id in _ESSENTIAL_SECTIONS):
        raise _nothing(reader, subject, sections, catalogue, timeout)
    evidence = gather_evidence(reader, sections)
    dated = {event.id for event in evidence.events.values() if event.dated}
    pictures = picture_data(reader, subject, sections, dated)
    html = render(subject, sections, evidence, pictures, reader.vocabulary, date.today())
    return Dossier(subject.title, html, tuple(sections))


def _nothing(
    reader: Readers,
    subject: Subject,
    sections: Sequence[Section],
    catalogue: Catalogue,
    timeout: float | None,
) -> QuestionError:
    """The error of an empty dossier, with what there is instead of its rows."""
    hints = (hint for each in sections for hint in hints_of(reader, each, catalogue, timeout))
    reason = next(hints, "ask for a longer period or another name")
    return QuestionError(f"nothing on record for a dossier on {subject.title}: {reason}")
