"""Files in: annotated briefs as records, or what is wrong with them and where."""

from loaders.errors import LoaderError
from loaders.faults import SEVERITIES, Fault
from loaders.reading import ReadBrief, Report, check, read

__all__ = ["SEVERITIES", "Fault", "LoaderError", "ReadBrief", "Report", "check", "read"]
