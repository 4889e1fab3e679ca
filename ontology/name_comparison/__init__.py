"""Compare two names: how likely they are of one person, organization or place, and why.

Used to propose matches; what is merged without asking is decided in `graph/projection/identity.py`.
"""

from whomet.ontology.name_comparison.comparison import compare_names
from whomet.ontology.name_comparison.contexts import Context
from whomet.ontology.name_comparison.result import NameComparison, Verdict

__all__ = ["Context", "NameComparison", "Verdict", "compare_names"]
