"""Making a dossier: asking, gathering the evidence, writing the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from whomet.dossier.evidence import gather
from whomet.dossier.page import render
from whomet.dossier.pictures import draw
from whomet.dossier.sections import Section, ask_sections
from whomet.dossier.subject import DossierRequest, subject_of
from whomet.queries import Catalogue, QuestionError
from whomet.queries.files import Readers

LIMIT = 1000
#: Sections that say something of their own: a dossier with none of them is empty.
_SUBSTANCE = ("positions", "timeline", "visits", "meetings", "messages", "statements")


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier: its title, the page, the answers it was made from, and what it left out."""

    title: str
    html: str
    sections: tuple[Section, ...]

    def __repr__(self) -> str:
        return f"<Dossier {self.title!r}: {len(self.sections)} sections>"

    @property
    def left_out(self) -> dict[str, int]:
        """How many rows of which section are not in the page; none where all are."""
        return {
            section.plan.id: section.total - len(section.rows)
            for section in self.sections
            if section.total > len(section.rows)
        }


def make(
    reader: Readers,
    request: DossierRequest,
    *,
    limit: int = LIMIT,
    catalogue: Catalogue,
    timeout: float | None = None,
) -> Dossier:
    """Make the dossier that is wished for, with at most `limit` rows of each kind.

    QuestionError says in one sentence why there is none.
    """
    subject = subject_of(reader, request)
    sections = ask_sections(reader, subject, limit, catalogue, timeout)
    _ensure_something(subject.title, sections)
    evidence = gather(reader, sections)
    pictures = draw(reader, subject, sections, evidence)
    html = render(subject, sections, evidence, pictures, reader.vocabulary, date.today())
    return Dossier(subject.title, html, tuple(sections))


def _ensure_something(title: str, sections: Sequence[Section]) -> None:
    if any(section.rows for section in sections if section.plan.id in _SUBSTANCE):
        return
    notes = [note for section in sections for note in section.answer.notes]
    reason = notes[0] if notes else "ask for a longer period or another name"
    raise QuestionError(f"nothing on record for a dossier on {title}: {reason}")
