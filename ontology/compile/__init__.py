"""Compiles Turtle and SHACL into the vocabulary, JSON Schema and docs; only this needs rdflib."""

from whomet.ontology.compile.brief_schema import brief_schema
from whomet.ontology.compile.compiler import CompiledOntology, compile_ontology
from whomet.ontology.compile.derived import derived_files
from whomet.ontology.compile.page import ontology_page
from whomet.ontology.compile.problems import CompileError, CompileProblem

__all__ = [
    "CompileError",
    "CompileProblem",
    "CompiledOntology",
    "brief_schema",
    "compile_ontology",
    "derived_files",
    "ontology_page",
]
