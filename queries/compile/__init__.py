"""Questions from their sources: what only a question knows, joined with the parts that it shares."""

from whomet.queries.compile.rendering import Compiled, compile_source

__all__ = ["Compiled", "compile_source"]
