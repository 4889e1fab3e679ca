"""Reading annotated briefs from files: records, or what is wrong with them and where."""

# For loaders of your own: Document, InputFormat, InputSource, TextFault, whole_text.
from whomet.loaders.documents import Document
from whomet.loaders.errors import LoaderError
from whomet.loaders.faults import SEVERITIES, Fault, TextFault
from whomet.loaders.files.decoding import whole_text
from whomet.loaders.files.formats import InputFormat
from whomet.loaders.files.source import InputSource
from whomet.loaders.reading import check, read
from whomet.loaders.reports import CheckReport, ReadBrief

__all__ = [
    "SEVERITIES",
    "CheckReport",
    "Document",
    "Fault",
    "InputFormat",
    "InputSource",
    "LoaderError",
    "ReadBrief",
    "TextFault",
    "check",
    "read",
    "whole_text",
]
