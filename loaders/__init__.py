"""Reading annotated briefs from files: records, or what is wrong with them and where."""

from whomet.loaders.errors import LoaderError
from whomet.loaders.faults import SEVERITIES, Fault
from whomet.loaders.reading import check, read
from whomet.loaders.reports import CheckReport, ReadBrief

__all__ = ["SEVERITIES", "CheckReport", "Fault", "LoaderError", "ReadBrief", "check", "read"]
