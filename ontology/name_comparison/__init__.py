"""Whether two names are of one person, organization or place, with the reasons in words."""

from whomet.ontology.name_comparison.comparison import compare_names
from whomet.ontology.name_comparison.contexts import Context
from whomet.ontology.name_comparison.result import NameComparison, Verdict

__all__ = ["Context", "NameComparison", "Verdict", "compare_names"]
