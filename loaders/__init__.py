"""Files in: annotated briefs as records, or what is wrong with them and where."""

from whomet.loaders.errors import LoaderError
from whomet.loaders.faults import SEVERITIES, Fault
from whomet.loaders.reading import ReadBrief, Report, check, read

__all__ = ["SEVERITIES", "Fault", "LoaderError", "ReadBrief", "Report", "check", "read"]
