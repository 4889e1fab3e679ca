"""How a connection is made: to the address in the settings, or to the local server."""

from __future__ import annotations

import time
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from whomet.graph.database.connection import Connection
from whomet.graph.database.driver import driver_module, open_driver, silent_server, translated
from whomet.graph.database.silence import PATIENT, Patience, Probe, is_silent
from whomet.graph.errors import DatabaseUnavailable, GraphError, LocalServerFailed
from whomet.graph.settings import Settings
from whomet.ontology.active_vocabulary import load_vocabulary
from whomet.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from whomet.graph.progress import ProgressCallback
    from whomet.graph.server.first_plans import FirstPlans
    from whomet.graph.server.state import ServerState

LOCAL_DATABASE = "neo4j"
#: A server that was just killed listens for a moment longer but no longer answers.
KILLED_SECONDS = (0.5, 2.0)


def connect(
    settings: Settings,
    progress: ProgressCallback | None = None,
    patience: Patience = PATIENT,
    *,
    any_version: bool = False,
) -> Connection:
    """Connect to `settings.uri`, or to the local server, which is started if necessary.

    A local server whose disk was full is started anew once there is room. `patience` is how long a
    server may be silent. Raises DatabaseUnavailable if the database cannot be reached or used, or
    does not answer, CompileError, before anything is started, if an extension in the settings is
    invalid, and GraphVersionError if another whomet wrote the graph, unless it is for
    `any_version`.
    """
    vocabulary = load_vocabulary(settings.extensions, settings.cache)
    if settings.uri is not None:
        password = _password(settings)
        _refuse_to_expose(settings.uri, password, settings)
        login = (settings.uri, settings.user, password)
        connection = _open(settings, login, settings.database, vocabulary, patience)
    else:
        connection = _local(settings, progress, vocabulary, patience)
    if not any_version:
        try:
            connection.refuse_other_versions()
        except LocalServerFailed:
            connection.close()
            if not _ended_if_full(settings):
                raise
            return connect(settings, progress, patience)
        except BaseException:
            connection.close()
            raise
    return connection


def _ended_if_full(settings: Settings) -> bool:
    from whomet.graph.server.lifecycle import end_if_full

    return end_if_full(settings)


def connect_to(
    settings: Settings, state: ServerState, vocabulary: Vocabulary, patience: Patience = PATIENT
) -> Connection:
    """Connect to a running local server on the settings' home."""
    from whomet.graph.server.first_plans import FirstPlans
    from whomet.graph.server.folders import Folders
    from whomet.graph.server.state import USER, read_password

    folders = Folders.of(settings)
    login = (state.uri, USER, read_password(folders) or "")
    database = settings.database or LOCAL_DATABASE
    first_plans = FirstPlans(folders.planned / state.run)
    return _open(settings, login, database, vocabulary, patience, first_plans)


def _local(
    settings: Settings,
    progress: ProgressCallback | None,
    vocabulary: Vocabulary,
    patience: Patience,
) -> Connection:
    from whomet.graph.server.folders import Folders
    from whomet.graph.server.state import read_password, running, touch

    folders = Folders.of(settings)
    state = running(folders)
    if state is not None and read_password(folders) is not None:
        try:
            connection = connect_to(settings, state, vocabulary, patience)
            touch(folders)
            return connection
        except DatabaseUnavailable as error:
            if is_silent(state.bolt_port, patience.probe) and running(folders) == state:
                raise DatabaseUnavailable(silent_server(state.uri, settings)) from error
            # It has just ended, or is ending: `up` finds out which and explains it.
    from whomet.graph.progress import no_progress
    from whomet.graph.server.lifecycle import up

    for pause in KILLED_SECONDS:
        state = up(settings, progress or no_progress)
        try:
            return connect_to(settings, state, vocabulary, patience)
        except DatabaseUnavailable as error:
            if not isinstance(error.__cause__, driver_module().exceptions.ServiceUnavailable):
                raise
            time.sleep(pause)
    state = up(settings, progress or no_progress)
    return connect_to(settings, state, vocabulary, patience)


def _open(
    settings: Settings,
    login: tuple[str, str, str],
    database: str | None,
    vocabulary: Vocabulary,
    patience: Patience,
    first_plans: FirstPlans | None = None,
) -> Connection:
    """A connection by `login`: address, user and password."""
    uri = login[0]
    exceptions = driver_module().exceptions

    def answers_now() -> bool:
        try:
            with open_driver(*login, seconds=patience.probe) as other:
                other.get_server_info()
        except exceptions.DriverError:
            return False
        except exceptions.Neo4jError:
            pass  # a refusal is an answer
        return True

    try:
        driver = open_driver(
            *login, seconds=patience.open, max_transaction_retry_time=patience.retry
        )
    except (exceptions.DriverError, ValueError, TypeError) as error:
        raise translated(error, uri, settings) or GraphError(str(error)) from error
    try:
        probe = Probe(answers_now, patience)
        connection = Connection(driver, uri, settings, database, vocabulary, probe, first_plans)
        if settings.database is not None:
            connection.read("RETURN 1")  # the name of a database that does not exist
        return connection
    except BaseException:
        driver.close()
        raise


def _refuse_to_expose(uri: str, password: str, settings: Settings) -> None:
    """Refuse to send a password over the network for everybody on the way to read."""
    scheme, _, rest = uri.partition("://")
    if "+" in scheme or not password or settings.unencrypted or _is_this_machine(uri):
        return
    raise DatabaseUnavailable(
        f"{uri} is another machine, and without TLS the password could be read on the way to it;"
        f" use {scheme}+s://{rest}, or allow it by --unencrypted, WHOMET_UNENCRYPTED=on,"
        " or unencrypted = true beside uri in whomet.toml."
    )


def _is_this_machine(uri: str) -> bool:
    # A name other than localhost is not looked up: its answer may be another one the next time.
    host = urlsplit(uri).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _password(settings: Settings) -> str:
    if settings.password is not None:
        return settings.password
    if settings.password_file is not None:
        try:
            return settings.password_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise DatabaseUnavailable(
                f"The password file {settings.password_file} cannot be read ({error});"
                " set WHOMET_PASSWORD_FILE to one that can."
            ) from error
    if settings.password_prompt is not None:
        return settings.password_prompt()
    raise DatabaseUnavailable(
        f"{settings.uri} wants a password; set WHOMET_PASSWORD, or WHOMET_PASSWORD_FILE to the name"
        " of a file that holds it, where the address is given: with WHOMET_URI or --uri in"
        " the environment, with uri in whomet.toml as password_file."
    )
