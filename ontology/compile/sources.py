"""Reads Turtle files and locates terms in them by line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from whomet.ontology.compile.problems import CompileProblem


@dataclass(frozen=True, slots=True)
class TurtleFile:
    """A parsed Turtle file."""

    path: Path
    text: str
    graph: Graph

    def line_of(self, term: URIRef) -> int:
        """The line where `term` is a subject, else its first occurrence, else 0."""
        manager = self.graph.namespace_manager
        names = {f"<{term}>", term.n3(manager)}
        name = "|".join(re.escape(each) for each in sorted(names))
        end = r"(?![\w-])"
        for pattern in (rf"^\s*(?:{name}){end}\s+(?:a|[\w-]*:[\w-]+|<)", rf"(?:{name}){end}"):
            found = re.search(pattern, self.text, re.MULTILINE)
            if found:
                start = found.start() + len(found[0]) - len(found[0].lstrip())
                return self.text.count("\n", 0, start) + 1
        return 0

    def owner(self, node: Node) -> Node:
        """The named term that a blank node hangs from; the node itself if there is none."""
        seen: set[Node] = set()
        while not isinstance(node, URIRef) and node not in seen:
            seen.add(node)
            node = next(iter(self.graph.subjects(None, node)), node)
        return node


def read_turtle(path: Path) -> TurtleFile | CompileProblem:
    """Parse the file `path`; the problem if it is not valid Turtle."""
    try:
        # Editors on Windows may add a byte order mark.
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return CompileProblem("", f"cannot be read ({error.strerror})", "check the path", str(path))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = f"is not UTF-8 (byte 0x{error.object[error.start]:02X})"
        return CompileProblem("", fault, "save it as UTF-8", str(path), line)
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=text, format="turtle")
    except RecursionError:
        return CompileProblem(
            "", "is not valid Turtle (nested too deeply)", "correct it", str(path)
        )
    except Exception as error:  # rdflib raises IndexError, ValueError and others
        lines = getattr(error, "lines", None)
        number = lines + 1 if isinstance(lines, int) else 0
        fault = f"is not valid Turtle ({_reason(error)})"
        return CompileProblem("", fault, "correct it", str(path), number)
    source = TurtleFile(path, text, graph)
    node = _unterminated_list(graph)
    if node is not None:
        term = source.owner(node)
        shown = term.n3(graph.namespace_manager) if isinstance(term, URIRef) else "a blank node"
        line = source.line_of(term) if isinstance(term, URIRef) else 0
        return CompileProblem(shown, "has an unterminated list", "write ( a b c )", str(path), line)
    return source


def _unterminated_list(graph: Graph) -> Node | None:
    """A node of a list that does not end in rdf:nil, such as a cyclic one."""
    for node in sorted(set(graph.subjects(RDF.rest)), key=str):
        rest, seen = list(graph.objects(node, RDF.rest)), {node}
        while len(rest) == 1 and rest[0] != RDF.nil and rest[0] not in seen:
            seen.add(rest[0])
            rest = list(graph.objects(rest[0], RDF.rest))
        if rest != [RDF.nil] or len(list(graph.objects(node, RDF.first))) != 1:
            return node
    return None


def _reason(error: Exception) -> str:
    """The parser's message, without the excerpt of the file that it repeats."""
    text = " ".join(str(error).split())
    found = re.search(r"Bad syntax \((.*?)\) at \^", text)
    reason = found[1] if found else text[:200] or type(error).__name__
    return "".join(letter for letter in reason if letter.isprintable())
