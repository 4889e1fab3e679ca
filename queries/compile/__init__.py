"""Compiling questions: what only one of them knows, joined with the parts that all share."""

from whomet.queries.compile.rendering import Compiled, compile_source

__all__ = ["Compiled", "compile_source"]
