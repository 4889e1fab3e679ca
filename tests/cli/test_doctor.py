"""`whomet doctor`: each thing with its fix, and exit code 1 when something must be fixed."""

from __future__ import annotations

import json

from tests.cli.conftest import Whomet


def test_all_is_well(whomet_up: Whomet) -> None:
    done = whomet_up("doctor", "--json")
    report = json.loads(done.stdout)
    failed = [check for check in report["checks"] if check["level"] == "fail"]
    assert (done.returncode, report["ok"], failed) == (0, True, [])


def test_what_is_wrong_comes_with_its_fix(whomet: Whomet) -> None:
    whomet.home.write_text("in the way")
    done = whomet("doctor", "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert not report["ok"]
    failed = [check for check in report["checks"] if check["level"] == "fail"]
    assert "home folder" in {check["name"] for check in failed}
    assert all(check["fix"] for check in failed)
    plain = whomet("doctor")
    assert plain.returncode == 1
    assert " to fix." in plain.stderr


def test_up_on_a_running_server_and_status(whomet_up: Whomet) -> None:
    up = json.loads(whomet_up("up", "--json").stdout)
    assert up["was_running"] is True
    status = json.loads(whomet_up("status", "--json").stdout)
    assert {name: up[name] for name in ("uri", "pid", "version", "http")} == {
        name: status[name] for name in ("uri", "pid", "version", "http")
    }
    assert "Browser" in whomet_up("status").stdout
