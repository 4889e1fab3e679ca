"""Files in: annotated briefs as records, or what is wrong with them and where."""

# Document, Format, Source, TextFault and whole_text are what a loader of one's own is made of.
from whomet.loaders.annotation.documents import Document, whole_text
from whomet.loaders.errors import LoaderError
from whomet.loaders.faults import SEVERITIES, Fault
from whomet.loaders.files.formats import Format
from whomet.loaders.files.sources import Source
from whomet.loaders.parsed import TextFault
from whomet.loaders.reading import ReadBrief, Report, check, read

__all__ = [
    "SEVERITIES",
    "Document",
    "Fault",
    "Format",
    "LoaderError",
    "ReadBrief",
    "Report",
    "Source",
    "TextFault",
    "check",
    "read",
    "whole_text",
]
