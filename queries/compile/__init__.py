"""Compiling questions: joining the source of each with the parts that they share."""

from whomet.queries.compile.rendering import Compiled, compile_source

__all__ = ["Compiled", "compile_source"]
