"""docker-compose.yml: what it promises, read by a parser; its settings, by the server itself."""

from __future__ import annotations

import re
import stat
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from whomet.browser.serving import HOST, PORT
from whomet.cli.app import app
from whomet.cli.commands.serve import PORT as SERVED
from whomet.graph.database.connection import Connection
from whomet.graph.server.configuration import CALENDAR_ONLY, FIXED

ROOT = Path(__file__).resolve().parents[2]
VERSION = "2026.09.0"

# The image's own variables; every other NEO4J_ one becomes a setting.
CONTROLS = {"NEO4J_AUTH", "NEO4J_PLUGINS", "NEO4J_DEBUG"}

# The keys of the Compose Specification that the file may use, by where they stand.
TOP = {"name", "services", "secrets", "volumes"}
SERVICE = {
    "build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image",
    "mem_limit", "ports", "profiles", "read_only", "restart", "secrets", "security_opt",
    "stop_grace_period", "stop_signal", "tmpfs", "ulimits", "volumes",
}  # fmt: skip


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    data = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


@pytest.fixture(scope="module")
def neo4j(compose: dict[str, Any]) -> dict[str, Any]:
    service: dict[str, Any] = compose["services"]["neo4j"]
    return service


@pytest.fixture(scope="module")
def load(compose: dict[str, Any]) -> dict[str, Any]:
    service: dict[str, Any] = compose["services"]["load"]
    return service


def setting_name(variable: str) -> str:
    """The setting that the image makes of a NEO4J_ variable: `_` is a dot, `__` an underscore."""
    return variable.removeprefix("NEO4J_").replace("_", ".").replace("..", "_")


def settings_of(service: dict[str, Any]) -> dict[str, str]:
    return {
        setting_name(variable): default(value)
        for variable, value in service["environment"].items()
        if variable.startswith("NEO4J_")
        and not variable.endswith("_FILE")
        and variable not in CONTROLS
    }


def default(value: str) -> str:
    """The value with the defaults of `${NAME:-default}`, as with nothing set."""
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value)


def test_only_known_keys(compose: dict[str, Any]) -> None:
    assert set(compose) <= TOP
    for service in compose["services"].values():
        assert set(service) <= SERVICE


def test_one_version_everywhere(neo4j: dict[str, Any], load: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert neo4j["image"] == f"neo4j:{VERSION}-community"
    assert load["image"] == f"whomet:{project['version']}"


def test_ports_are_on_loopback_only(compose: dict[str, Any]) -> None:
    ports = {
        name: [default(port) for port in service.get("ports", ())]
        for name, service in compose["services"].items()
    }
    assert ports == {
        "neo4j": ["127.0.0.1:7474:7474", "127.0.0.1:7687:7687"],
        "load": [],
        "backup": [],
        "whomet": ["127.0.0.1:7480:7480"],
        "browser": ["127.0.0.1:7476:7476"],
    }


def test_passwords_come_from_secret_files_alone(
    compose: dict[str, Any], neo4j: dict[str, Any], load: dict[str, Any]
) -> None:
    for service in compose["services"].values():
        for variable, value in service["environment"].items():
            if "AUTH" in variable or "PASSWORD" in variable:
                assert variable.endswith("_FILE")
                secret = value.removeprefix("/run/secrets/")
                assert secret in service["secrets"]
                assert compose["secrets"][secret]["file"] == f"./secrets/{secret}"
    assert "NEO4J_AUTH_FILE" in neo4j["environment"]
    assert "WHOMET_PASSWORD_FILE" in load["environment"]
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert "secrets/" in ignored


def test_data_and_logs_are_named_volumes(compose: dict[str, Any], neo4j: dict[str, Any]) -> None:
    mounts = dict(volume.split(":") for volume in neo4j["volumes"])
    assert mounts == {"data": "/data", "logs": "/logs"}
    (tokens,) = compose["services"]["whomet"]["volumes"]
    assert {*mounts, tokens.split(":")[0]} == set(compose["volumes"])


def test_neo4j_is_watched_and_restarted(neo4j: dict[str, Any]) -> None:
    assert neo4j["restart"] == "unless-stopped"
    kind, command = neo4j["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    # The database answers a query; and the password is not an argument that others could see.
    assert "--database neo4j" in command
    assert command.endswith("'RETURN 1'")
    assert "--password" not in command
    assert "$$(cut -d/ -f2- /run/secrets/neo4j_auth)" in command
    assert {"interval", "timeout", "retries", "start_period"} <= set(neo4j["healthcheck"])


def test_nothing_gains_privileges(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert "no-new-privileges:true" in service["security_opt"]


def test_the_loader_runs_once_when_neo4j_is_healthy(load: dict[str, Any]) -> None:
    assert load["profiles"] == ["load"]
    assert load["restart"] == "no"
    assert load["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert load["environment"]["WHOMET_URI"] == "bolt://neo4j:7687"
    assert load["command"] == ["load", "/briefs"]
    (briefs,) = load["volumes"]
    assert (briefs["target"], briefs["read_only"]) == ("/briefs", True)
    assert (ROOT / default(briefs["source"])).is_dir()


def test_a_backup_is_made_by_the_loaders_image(
    compose: dict[str, Any], load: dict[str, Any]
) -> None:
    backup = compose["services"]["backup"]
    shared = ("build", "image", "environment", "secrets", "depends_on", "cap_drop", "read_only")
    assert {key: backup[key] for key in shared} == {key: load[key] for key in shared}
    assert backup["profiles"] == ["backup"]
    command, target = backup["command"]
    assert (command, default(target)) == ("backup", "/backups/whomet.zip")
    (folder,) = backup["volumes"]
    assert (folder["target"], folder["bind"]["create_host_path"]) == ("/backups", False)
    assert (
        default(folder["source"]).removeprefix("./") + "/"
        in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    )


def test_the_guide_is_served_by_the_loaders_image(
    compose: dict[str, Any], load: dict[str, Any]
) -> None:
    browser = compose["services"]["browser"]
    shared = ("build", "image", "environment", "secrets", "depends_on", "cap_drop", "read_only")
    assert {key: browser[key] for key in shared} == {key: load[key] for key in shared}
    command, flag, address = browser["command"]
    assert (command, flag) == ("browser", "--serve")
    assert default(address) == f"0.0.0.0:{PORT}"
    # Any other name would not be among the hosts that Browser may fetch from.
    assert (
        settings_of(compose["services"]["neo4j"])["browser.remote_content_hostname_whitelist"]
        == HOST
    )


def test_pages_are_served_by_the_loaders_image(
    compose: dict[str, Any], load: dict[str, Any]
) -> None:
    served = compose["services"]["whomet"]
    shared = ("build", "image", "secrets", "depends_on", "cap_drop", "read_only")
    assert {key: served[key] for key in shared} == {key: load[key] for key in shared}
    home = served["environment"]["WHOMET_HOME"]
    assert served["environment"] == {**load["environment"], "WHOMET_HOME": home}
    # The volume belongs to the image's user, who alone may read it.
    dockerfile = (ROOT / load["build"]["dockerfile"]).read_text(encoding="utf-8")
    assert f"--mode 700 --owner whomet {home}" in dockerfile
    assert served["volumes"] == [f"tokens:{home}"]
    name, *options = map(default, served["command"])
    with click.Context(app, info_name="whomet") as context:
        command = app.get_command(context, name)
        assert command is not None
        given = command.make_context(name, list(options), parent=context).params
    assert (given["host"], given["port"], given["names"]) == ("0.0.0.0", SERVED, ("localhost",))
    assert f"http://localhost:{SERVED}/readyz" in default(served["healthcheck"]["test"][-1])
    compile(default(served["healthcheck"]["test"][-1]), "healthcheck", "exec")


def test_a_team_reaches_whomet_and_not_neo4j(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker" / "team.yml").read_text(encoding="utf-8")
    # `!reset` takes the value of the first file away.
    changed = yaml.safe_load(text.replace("!reset []", "reset"))["services"]
    assert changed == {"neo4j": {"ports": "reset"}, "whomet": {"profiles": "reset"}}
    assert all(set(keys) <= set(compose["services"][name]) for name, keys in changed.items())


def test_the_loader_image_is_made_of_what_the_package_is(load: dict[str, Any]) -> None:
    dockerfile = ROOT / load["build"]["dockerfile"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    packages = {*wheel["packages"], *wheel["force-include"]}
    packages |= {path.readlink().name for path in (ROOT / "whomet").iterdir() if path.is_symlink()}
    lines = dockerfile.read_text(encoding="utf-8").splitlines()
    copied = {word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]}
    assert copied == packages | {"pyproject.toml", "README.md", "LICENSE"}
    let_in = Path(f"{dockerfile}.dockerignore").read_text(encoding="utf-8").splitlines()
    assert copied == {line[1:] for line in let_in if line.startswith("!")}


def test_memory_and_address(neo4j: dict[str, Any]) -> None:
    settings = settings_of(neo4j)
    assert settings["server.memory.heap.initial_size"] == "1g"
    assert settings["server.memory.heap.max_size"] == "1g"
    assert settings["server.memory.pagecache.size"] == "512m"
    assert settings["server.bolt.advertised_address"] == "localhost:7687"
    # The transactions fit into the heap, and heap and page cache into what the container may take.
    assert settings["dbms.memory.transaction.total.max"] == "640m"
    assert default(neo4j["mem_limit"]) == "2560m"


def test_what_the_local_server_forbids_is_forbidden_here(neo4j: dict[str, Any]) -> None:
    local = FIXED | CALENDAR_ONLY | {"db.query.default_language": "CYPHER_5"}
    settings = settings_of(neo4j)
    shared = set(settings) & set(local)
    assert {name: settings[name] for name in shared} == {name: local[name] for name in shared}
    assert shared >= {
        "db.transaction.timeout",
        "dbms.security.allow_csv_import_from_file_urls",
        "dbms.usage_report.enabled",
        "client.allow_telemetry",
    }


def test_a_double_underscore_is_an_underscore() -> None:
    assert setting_name("NEO4J_dbms_usage__report_enabled") == "dbms.usage_report.enabled"


def encrypted() -> dict[str, Any]:
    """The service of the example with TLS in docs/operating.md."""
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    found = re.search(r'```yaml title="docker-compose.override.yml"\n(.*?)```', page, re.DOTALL)
    assert found is not None
    override = yaml.safe_load(found[1].replace("!override", ""))
    service: dict[str, Any] = override["services"]["neo4j"]
    return service


def test_the_example_with_tls_leaves_nothing_unencrypted() -> None:
    settings = settings_of(encrypted())
    assert settings["server.bolt.tls_level"] == "REQUIRED"
    assert settings["server.http.enabled"] == "false"
    for part in ("bolt", "https"):
        assert settings[f"dbms.ssl.policy.{part}.enabled"] == "true"
        assert settings[f"dbms.ssl.policy.{part}.base_directory"] == f"certificates/{part}"
    assert encrypted()["ports"] == ["7473:7473", "7687:7687"]
    assert "bolt+ssc://" in encrypted()["healthcheck"]["test"][1]


def make_secrets(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", ROOT / "docker" / "make-secrets.sh"],
        env={"PATH": "/usr/bin:/bin", "WHOMET_SECRETS": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_secrets_writes_one_password_in_two_forms(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    assert make_secrets(folder).returncode == 0
    password = (folder / "whomet_password").read_text(encoding="utf-8").strip()
    assert re.fullmatch("[0-9a-f]{48}", password)
    assert (folder / "neo4j_auth").read_text(encoding="utf-8").strip() == f"neo4j/{password}"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_make_secrets_leaves_a_password_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    make_secrets(folder)
    before = (folder / "neo4j_auth").read_text(encoding="utf-8")
    again = make_secrets(folder)
    assert again.returncode == 1
    assert "a password is there already" in again.stderr
    assert (folder / "neo4j_auth").read_text(encoding="utf-8") == before


def test_each_setting_is_one_of_the_server(graph: Connection, neo4j: dict[str, Any]) -> None:
    components = graph.read("CALL dbms.components() YIELD name, versions RETURN name, versions")
    versions = {row["name"]: row["versions"] for row in components}
    known = {row["name"] for row in graph.read("SHOW SETTINGS YIELD name RETURN name")}
    with_tls = {name for name in settings_of(encrypted()) if not name.startswith("dbms.ssl.")}
    unknown = {*settings_of(neo4j), *with_tls} - known
    # Those that are internal are not listed; a server that does not know one does not start.
    unknown = {name for name in unknown if not name.startswith("internal.")}
    # The suite runs on 5.26, too, which lacks what came later.
    is_that_one = versions["Neo4j Kernel"] == [VERSION]
    later = set() if is_that_one else {*CALENDAR_ONLY, "db.query.default_language"}
    assert unknown <= later
