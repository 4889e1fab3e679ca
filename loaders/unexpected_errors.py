"""Accidents: an exception that no reader foresaw is a fault of the one file it happened in."""

from __future__ import annotations

from whomet.loaders.faults import Fault, fault_at


def accident(file: str, error: Exception) -> Fault:
    """The fault of a file that reading failed on by an error of ours, with a request to report it.

    Without memory, or nested too deep, the file is to blame; everything else is a bug.
    """
    if isinstance(error, MemoryError):
        problem = "there is not enough memory to read this file"
        return fault_at(file, (1, 1), "too-large", problem, None, "the file in smaller parts")
    if isinstance(error, RecursionError):
        return fault_at(file, (1, 1), "too-deep", "values are nested too deep to be read")
    text = " ".join(str(error).split())[:200]
    return fault_at(
        file,
        (1, 1),
        "internal-error",
        "whomet failed to read this file, which is a bug; the other files are read",
        f"{type(error).__name__}: {text}" if text else type(error).__name__,
        "to report it with this file, please; WHOMET_DEBUG=1 shows the traceback",
    )
