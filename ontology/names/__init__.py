"""Names: how they are folded, which are full, which words are titles, and how two compare."""

from whomet.ontology.names.folding import fold, name_words, slug
from whomet.ontology.names.full_names import PersonName, is_full_name, person_name

__all__ = ["PersonName", "fold", "is_full_name", "name_words", "person_name", "slug"]
