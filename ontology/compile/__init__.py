"""From Turtle and SHACL to everything that derives from them; the only part that needs rdflib."""

from ontology.compile.brief_schema import brief_schema
from ontology.compile.derived import derived_files
from ontology.compile.page import ontology_page
from ontology.compile.problems import CompileError, Problem
from ontology.compile.reading import Compiled, compile_ontology

__all__ = [
    "CompileError",
    "Compiled",
    "Problem",
    "brief_schema",
    "compile_ontology",
    "derived_files",
    "ontology_page",
]
