"""`compare_names`: whether two names are of one person, organization, place or other entity."""

from __future__ import annotations

from collections.abc import Mapping

from whomet.ontology.name_comparison.contexts import Context, context_of
from whomet.ontology.name_comparison.people import compare_people
from whomet.ontology.name_comparison.result import NameComparison
from whomet.ontology.name_comparison.terms import (
    compare_organizations,
    compare_places,
    compare_terms,
)

_BY_KIND = {
    "person": compare_people,
    "organization": compare_organizations,
    "organisation": compare_organizations,
    "place": compare_places,
}


def compare_names(
    a: str,
    b: str,
    *,
    kind: str = "Person",
    a_context: Mapping[str, object] | Context | None = None,
    b_context: Mapping[str, object] | Context | None = None,
) -> NameComparison:
    """Whether two names are of one entity of the class `kind`, with a score and the reasons.

    `kind` is `Person`, `Organization` or `Place`; names of other classes are compared by their
    words. A context says what is known beside the name, each key being optional: `country`,
    `organization`, `position`, `born` (a year or a date), `active` (years or dates of what was
    done under that name) and `language` (of the text). A value may be a list; unknown keys are
    ignored.

    The verdict is `same` if the names alone would be merged without asking, `likely` if the pair
    would be proposed to an analyst, else `unlikely`.
    """
    compare = _BY_KIND.get(kind.lower(), compare_terms)
    return compare(a, b, context_of(a_context), context_of(b_context))
