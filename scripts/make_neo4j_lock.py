"""Generates graph/server/neo4j-VERSION.lock: every jar of that Neo4j, with SHA-256 and size.

    python scripts/make_neo4j_lock.py 2026.09.0
    python scripts/make_neo4j_lock.py 5.26.30

Needs Maven (`mvn`). The same version gives the same file.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "graph" / "server"
BROWSER = "5.24.0"
# All versions use the newest Browser on Maven Central.
ARTIFACTS = (
    ("org.neo4j.app", "neo4j-server", None),
    ("org.neo4j", "neo4j", None),
    ("org.neo4j.client", "neo4j-browser", BROWSER),
)


def project(version: str) -> str:
    """A pom.xml that depends on this Neo4j."""
    wanted = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        f"<version>{pinned or version}</version></dependency>"
        for group, artifact, pinned in ARTIFACTS
    )
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>whomet</groupId><artifactId>jars</artifactId><version>1</version>"
        f"<dependencies>{wanted}</dependencies></project>"
    )


def jars(version: str, work: Path) -> list[Path]:
    """Resolve the jars with Maven into `work`, in the layout of a Maven repository."""
    (work / "pom.xml").write_text(project(version), encoding="utf-8")
    command = [
        "mvn",
        "--quiet",
        "--batch-mode",
        f"-Dmaven.repo.local={work / 'repository'}",
        "dependency:copy-dependencies",
        "-DincludeScope=runtime",
        "-Dmdep.useRepositoryLayout=true",
        f"-DoutputDirectory={work / 'jars'}",
    ]
    subprocess.run(command, cwd=work, check=True)
    return sorted((work / "jars").rglob("*.jar"))


def lock(version: str) -> str:
    """The text of the lock file."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        lines = []
        for jar in jars(version, work):
            data = jar.read_bytes()
            path = jar.relative_to(work / "jars").as_posix()
            lines.append(f"{hashlib.sha256(data).hexdigest()} {len(data):>9} {path}\n")
    header = (
        f"# The jars of Neo4j Community {version} with Neo4j Browser {BROWSER}:\n"
        "# SHA-256, size in bytes, path in a Maven repository.\n"
        f"# Made by `python scripts/make_neo4j_lock.py {version}`; do not edit.\n"
    )
    return header + "".join(lines)


def main(versions: list[str]) -> int:
    """Write the lock file of each version."""
    if not versions:
        print(__doc__, file=sys.stderr)
        return 2
    for version in versions:
        path = FOLDER / f"neo4j-{version}.lock"
        path.write_text(lock(version), encoding="utf-8")
        print(f"{path.relative_to(FOLDER.parent.parent)}: {version}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
