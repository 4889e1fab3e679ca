"""The server's configuration: neo4j.conf and the JVM's command line."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from whomet.graph.server.folders import Folders
from whomet.graph.server.provisioning import Installation
from whomet.graph.server.state import home_argument
from whomet.graph.settings import Settings

# A load takes minutes at most; no transaction may occupy the server forever.
TRANSACTION_LIMIT = "10m"
# Nor may one take what all others need; Neo4j gives all of them together 70 % of the heap.
TRANSACTION_PERCENT = 60

FIXED = {
    "server.default_listen_address": "127.0.0.1",
    "server.default_advertised_address": "127.0.0.1",
    "server.https.enabled": "false",
    # Otherwise LOAD CSV could read any file of the user's, even in a READ transaction.
    "dbms.security.allow_csv_import_from_file_urls": "false",
    # And it could fetch addresses of the network: each is blocked, of IPv4 and IPv6.
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
    "db.transaction.timeout": TRANSACTION_LIMIT,
    # Nothing leaves the machine, and queries are not logged.
    "dbms.usage_report.enabled": "false",
    "client.allow_telemetry": "false",
    "browser.remote_content_hostname_whitelist": "localhost",
    "server.bolt.telemetry.enabled": "false",
    "db.logs.query.enabled": "OFF",
    "dbms.security.http_access_control_allow_origin": "http://127.0.0.1",
    # Saves disk space: an empty graph takes 3 MB instead of 517.
    "db.tx_log.preallocate": "false",
    "db.store.files.preallocate": "false",
    "db.tx_log.rotation.size": "32m",
    "db.tx_log.rotation.retention_policy": "1 days 256M",
    "server.http_enabled_modules": "BROWSER,QUERY_API_ENDPOINTS,TRANSACTIONAL_ENDPOINTS",
}
CALENDAR_ONLY = {
    "server.fleet_discovery.enabled": "false",
    "dbms.fleet_manager.enabled": "false",
    "server.http.x_forward.enabled": "false",
    "server.http_enabled_transports": "HTTP1_1",
    # Otherwise shutdown waits twice five seconds for connections that nobody opens.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
}
LINE_5_ONLY = {"internal.dbms.bolt.netty_server_shutdown_quiet_period": "0"}

UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}

JVM_FLAGS = (
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)


def bytes_of(size: str) -> int:
    """A size of the settings, such as `512m`, in bytes."""
    return int(size[:-1]) * UNITS[size[-1]]


def main_class(version: str) -> str:
    """The main class of Neo4j Community in this version."""
    if version.startswith("5."):
        return "org.neo4j.server.CommunityEntryPoint"
    return "org.neo4j.server.Neo4jCommunity"


def configuration(settings: Settings, bolt_port: int, http_port: int) -> str:
    """The text of neo4j.conf."""
    values = dict(FIXED)
    if settings.neo4j.startswith("5."):
        values |= LINE_5_ONLY
    else:
        values |= CALENDAR_ONLY
        values["db.query.default_language"] = settings.default_language or "CYPHER_5"
    values |= {
        "server.bolt.listen_address": f"127.0.0.1:{bolt_port}",
        "server.bolt.advertised_address": f"127.0.0.1:{bolt_port}",
        "server.http.listen_address": f"127.0.0.1:{http_port}",
        "server.http.advertised_address": f"127.0.0.1:{http_port}",
        "server.memory.heap.initial_size": settings.heap,
        "server.memory.heap.max_size": settings.heap,
        "server.memory.pagecache.size": settings.pagecache,
        "db.memory.transaction.max": _part_of(settings.heap, TRANSACTION_PERCENT),
    }
    lines = [f"{name}={value}\n" for name, value in values.items()]
    return "# Written by whomet at each start; change the settings of whomet instead.\n" + "".join(
        lines
    )


def _part_of(size: str, percent: int) -> str:
    """A part of a size such as `1g`, in KB."""
    kilobytes = int(size[:-1]) << {"k": 0, "m": 10, "g": 20}[size[-1]]
    return f"{kilobytes * percent // 100}k"


def recorded_ports(folders: Folders) -> tuple[int, int]:
    """The Bolt and HTTP ports of the last start; 0 for a port that is not recorded."""
    try:
        text = (folders.conf / "neo4j.conf").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return 0, 0
    found = [
        re.search(rf"^server\.{name}\.listen_address=127\.0\.0\.1:(\d{{1,5}})$", text, re.MULTILINE)
        for name in ("bolt", "http")
    ]
    bolt, http = (int(match[1]) % 65536 if match else 0 for match in found)
    return bolt, http


def jvm_flags(settings: Settings, installation: Installation) -> list[str]:
    """The JVM flags, without the class path and the AOT cache."""
    flags = [f"-Xmx{settings.heap}", *JVM_FLAGS]
    if installation.java.major >= 24:
        # Netty and Neo4j still use it; a warning at every start helps nobody.
        flags.append("--sun-misc-unsafe-memory-access=allow")
    return flags


def class_path(installation: Installation) -> str:
    """The class path, jar by jar: an AOT cache fits only the identical list."""
    return os.pathsep.join(map(str, installation.jars))


def command_line(installation: Installation, folders: Folders, arguments: Path) -> list[str]:
    """The command that runs the server. The arguments are in a file, since Windows allows 32 KB."""
    return [
        str(installation.java.launcher),
        f"@{arguments}",
        main_class(installation.version),
        home_argument(folders.home),
        f"--config-dir={folders.conf}",
        "--console-mode",
    ]


def argument_file(arguments: Sequence[str]) -> str:
    """The text of an argument file for the Java launcher (`java @FILE`)."""
    return "".join(f'"{_escaped(argument)}"\n' for argument in arguments)


def _escaped(argument: str) -> str:
    return argument.replace("\\", "\\\\").replace('"', '\\"')
