"""From Turtle and SHACL to everything that derives from them; the only part that needs rdflib."""

from whomet.ontology.compile.brief_schema import brief_schema
from whomet.ontology.compile.derived import derived_files
from whomet.ontology.compile.page import ontology_page
from whomet.ontology.compile.problems import CompileError, CompileProblem
from whomet.ontology.compile.reading import Compiled, compile_ontology

__all__ = [
    "CompileError",
    "CompileProblem",
    "Compiled",
    "brief_schema",
    "compile_ontology",
    "derived_files",
    "ontology_page",
]
