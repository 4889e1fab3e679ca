"""The official Neo4j driver, imported lazily, and its errors translated into single sentences."""

from __future__ import annotations

import gc
import logging
import re
import sys
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from whomet.graph.database.silence import PATIENT, is_listening
from whomet.graph.errors import DatabaseUnavailable, GraphError, LocalServerFailed
from whomet.graph.settings import Settings

if TYPE_CHECKING:
    import neo4j

USER_AGENT = "whomet"
#: The least severe notifications that the server sends, for the driver's log of them.
NOTIFICATIONS = "OFF"
OPTIONAL = ("numpy", "pandas", "pyarrow")
OLDEST_5 = (5, 26)
OLDEST_CALENDAR = 2025


def load_driver_fast() -> None:
    """Load the package `neo4j` for a process that asks one thing and ends, such as a command.

    The package loads numpy, pandas and pyarrow where they are installed, to take their values as
    parameters, and makes a calendar of 120,000 months, which the garbage collector goes through
    again and again. Both are a good part of the time of a question on the command line, so here
    those packages are kept out, and the collector leaves alone what was loaded. Does nothing if
    `neo4j` is loaded already.
    """
    if "neo4j" in sys.modules:
        return
    hidden = [name for name in OPTIONAL if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: cannot be imported
    gc.disable()
    try:
        driver_module()
    finally:
        gc.enable()
        gc.freeze()
        for name in hidden:
            del sys.modules[name]


@lru_cache
def driver_module() -> ModuleType:
    """The package `neo4j`, loaded when it is first needed."""
    import neo4j

    # Without a handler, Python prints the driver's warnings.
    logging.getLogger("neo4j").addHandler(logging.NullHandler())
    return neo4j


class Rows(list[Any]):
    """A list of many values that is sent as a parameter.

    The driver makes a `repr` of all parameters for its log, even where nothing logs it, which takes
    a fourteenth of the time of a load.
    """

    def __repr__(self) -> str:
        return f"<{len(self)} values>"


@lru_cache
def _scalars() -> frozenset[type]:
    time: ModuleType = driver_module().time
    return frozenset({str, int, float, bool, type(None), time.Date, time.DateTime})


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is list:
        return all(map(_is_plain, value))
    return kind in _scalars() or (kind is dict and all(map(_is_plain, value.values())))


def row_of(record: neo4j.Record) -> dict[str, Any]:
    """A record as `record.data()` has it, in a ninth of the time where there is nothing to do."""
    values = record.values()
    if all(map(_is_plain, values)):
        return dict(zip(record.keys(), values, strict=True))
    return record.data()


def open_driver(
    uri: str, user: str, password: str, *, seconds: float = PATIENT.open, **options: Any
) -> Any:
    """A driver for `uri`, not connected yet; an empty password means no authentication.

    It gives up after `seconds` of waiting for a connection.
    """
    neo4j = driver_module()
    return neo4j.GraphDatabase.driver(
        uri,
        auth=(user, password) if password else None,
        user_agent=USER_AGENT,
        notifications_min_severity=NOTIFICATIONS,
        connection_timeout=seconds,
        connection_acquisition_timeout=seconds,
        **{"max_transaction_retry_time": 30.0, "telemetry_disabled": True, **options},
    )


def answers(uri: str, user: str, password: str) -> bool:
    """Whether the server at `uri` accepts the password and answers a query.

    False while it is starting; raises DatabaseUnavailable if it rejects the password.
    """
    neo4j = driver_module()
    with open_driver(uri, user, password, max_transaction_retry_time=0.0) as driver:
        try:
            driver.execute_query("RETURN 1")
        except neo4j.exceptions.AuthError as error:
            raise DatabaseUnavailable(
                f"The server at {uri} refuses the password kept for its data; run `whomet doctor`."
            ) from error
        except (neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError, OSError):
            return False
    return True


def check_agent(agent: str, uri: str) -> str:
    """The version in a server's agent (`Neo4j/5.26.30`); raises if it is not supported."""
    found = re.fullmatch(r"Neo4j/((\d+)\.(\d+)\S*)", agent)
    if found is None:
        raise DatabaseUnavailable(
            f"What answers at {uri} is '{agent}' and not Neo4j; set WHOMET_URI to a Neo4j server."
        )
    version, major, minor = found[1], int(found[2]), int(found[3])
    if (major < OLDEST_CALENDAR and (major, minor) < OLDEST_5) or 5 < major < OLDEST_CALENDAR:
        raise DatabaseUnavailable(
            f"The server at {uri} is Neo4j {version}, and whomet needs 5.26 or 2025.01 and later;"
            " upgrade it, or set WHOMET_URI to another server."
        )
    return version


def translated(error: Exception, uri: str, settings: Settings) -> GraphError | None:
    """The driver's error as a GraphError of one sentence; None if it is the caller's mistake."""
    exceptions = driver_module().exceptions
    code = getattr(error, "code", None) or ""
    if isinstance(error, GraphError):
        return error
    if isinstance(error, exceptions.TokenExpired | exceptions.AuthError):
        return DatabaseUnavailable(_refused(code, uri, settings))
    if isinstance(error, exceptions.ConfigurationError | ValueError | TypeError):
        return DatabaseUnavailable(f"{uri} is not an address to connect to ({_short(error)}).")
    if code == "Neo.ClientError.Database.DatabaseNotFound" or "DatabaseNotFound" in str(error):
        return DatabaseUnavailable(
            f"There is no database '{settings.database}' at {uri};"
            " leave WHOMET_DATABASE out for the server's default."
        )
    if code.startswith("Neo.DatabaseError.") or code.endswith(".DatabaseUnavailable"):
        return _failed(error, code, uri, settings)
    if isinstance(
        error,
        exceptions.ServiceUnavailable | exceptions.SessionExpired | exceptions.DatabaseUnavailable,
    ):
        return DatabaseUnavailable(_unreachable(error, uri, settings))
    if isinstance(error, exceptions.ConnectionAcquisitionTimeoutError):
        return DatabaseUnavailable(silent_server(uri, settings))
    if isinstance(error, exceptions.DriverError):
        return DatabaseUnavailable(f"The connection to {uri} failed ({_short(error)}).")
    if isinstance(error, exceptions.Neo4jError):
        return _server_error(error, code, uri)
    return None


def _failed(error: Exception, code: str, uri: str, settings: Settings) -> GraphError:
    """The error for a server that cannot continue, whatever the query."""
    if settings.uri is not None:
        if "TransactionLogError" in code:
            return GraphError(f"The server at {uri} cannot write; check whether its disk is full.")
        return GraphError(f"The server at {uri} failed ({_short(error)}); check its log.")
    from whomet.graph.server.folders import Folders
    from whomet.graph.server.logs import disk_was_full, failure

    folders = Folders.of(settings)
    reason = failure(folders, settings.heap, settings.pagecache)
    again = "this again" if disk_was_full(folders) else "`whomet down`"
    return LocalServerFailed(f"The local Neo4j cannot continue: {reason}; then run {again}.")


def _server_error(error: Exception, code: str, uri: str) -> GraphError | None:
    text = str(error)
    if "TransactionTimedOut" in code:
        return GraphError(
            "It took longer than the time limit; narrow the question (a shorter period), or raise"
            " --time-limit."
        )
    if "MemoryPoolOutOfMemory" in code or "OutOfMemory" in code:
        return GraphError(
            "The server has not enough memory for this; narrow the question, or raise WHOMET_HEAP"
            " and run `whomet down`."
        )
    if re.search(r"No space left|not enough space|[Dd]isk.*full", text):
        return GraphError(f"The disk of the server at {uri} is full; make room there.")
    if code == "Neo.ClientError.Security.Forbidden":
        return GraphError(f"This user may not do that at {uri}; ask its administrator for rights.")
    if "WriteOnReadOnly" in code or "ForbiddenOnReadOnlyDatabase" in code or "NotALeader" in code:
        return GraphError(
            f"The database at {uri} is read-only here;"
            " use a neo4j:// address, or a user who may write."
        )
    if code.startswith("Neo.TransientError."):
        return DatabaseUnavailable(f"The server at {uri} is busy ({_short(error)}); try again.")
    return None


def _refused(code: str, uri: str, settings: Settings) -> str:
    if "AuthenticationRateLimit" in code:
        return f"{uri} has refused too many passwords; wait a minute before the next try."
    if "CredentialsExpired" in code:
        return f"{uri} wants the password of '{settings.user}' changed first; do so in its Browser."
    return (
        f"{uri} refuses user '{settings.user}' with this password; set WHOMET_USER,"
        " and WHOMET_PASSWORD or WHOMET_PASSWORD_FILE, to the right ones."
    )


def silent_server(uri: str, settings: Settings) -> str:
    """The sentence for a server that did not answer: it says nothing, or it has ended since."""
    if settings.uri is None:
        port = urlsplit(uri).port
        if port is not None and not is_listening(port):
            return f"The local Neo4j at {uri} has ended; run this again, which starts it."
        return (
            f"The local Neo4j at {uri} does not answer, but its process is running;"
            " run `whomet down`, which stops it without loss of data, then retry."
        )
    return (
        f"The server at {uri} does not answer; check that server, and the port (Bolt's is"
        " 7687), then try again."
    )


def _unreachable(error: Exception, uri: str, settings: Settings) -> str:
    causes: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(causes) < 5:
        causes.append(f"{type(cause).__name__}: {cause}")
        cause = cause.__cause__ or cause.__context__
    text = " ".join(causes)
    if re.search(r"timed out|[Tt]imeout|DeadlineExceeded", text):
        return silent_server(uri, settings)
    if settings.uri is None:
        return f"The local Neo4j at {uri} does not answer; run `whomet up`, or `whomet doctor`."
    scheme, _, rest = uri.partition("://")
    plain = scheme.partition("+")[0]
    if re.search(r"CERTIFICATE_VERIFY_FAILED|certificate verify failed", text):
        return (
            f"The certificate of {uri} is not trusted; set SSL_CERT_FILE to its authority's,"
            f" or use {plain}+ssc://{rest} to trust it without verification."
        )
    if "SSL" in text or ("+" in scheme and "Handshake" in text):
        return f"{uri} does not speak TLS; use {plain}://{rest} if the server has none."
    if "routing" in text.lower() and plain == "neo4j":
        return (
            f"{uri} does not answer as a cluster or server that routes; check the address,"
            f" or use bolt://{rest} for a single server."
        )
    if re.search(r"gaierror|Name or service|nodename|resolve address|getaddrinfo", text):
        return f"The host of {uri} is not known; check WHOMET_URI."
    if re.search(r"handshake|HTTP|magic|closed the connection|incomplete", text, re.IGNORECASE):
        return (
            f"What listens at {uri} does not speak Bolt, or wants TLS; check the port (Bolt's is"
            f" 7687, not 7474), or use {plain}+s://{rest}."
        )
    return f"Nothing answers at {uri}; start that server, or check WHOMET_URI."


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".")
