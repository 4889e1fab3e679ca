"""Starting processes that outlive the command that starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# The shell exits at once, so that no parent has to wait for the process; Ctrl-C in the terminal
# does not reach it, since it has its own session.
DETACH = 'umask 077; log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'


def start_detached(
    command: Sequence[str], log: Path, folder: Path, environ: Mapping[str, str] | None = None
) -> int:
    """Start the command detached and return its process id; its output is appended to `log`."""
    environ = {**os.environ, **(environ or {})}
    if os.name == "nt":
        flags = 0x00000008 | 0x00000200  # DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
                env=environ,
                creationflags=flags,
            ).pid
    shell = ["/bin/sh", "-c", DETACH, "whomet", str(log), *command]
    done = subprocess.run(
        shell,
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
        check=True,
    )
    return int(done.stdout)


def start_module(module: str, arguments: Sequence[str], log: Path, folder: Path) -> int:
    """Start `python -m module` in the same way."""
    # Not resolved: in a clone this file is reached through the link whomet/graph.
    root = str(Path(__file__).absolute().parents[3])
    inherited = os.environ.get("PYTHONPATH")
    path = root if not inherited else os.pathsep.join((root, inherited))
    command = [sys.executable, "-P", "-m", module, *arguments]
    return start_detached(command, log, folder, {"PYTHONPATH": path})
