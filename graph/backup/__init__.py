"""Backups: the user data of a graph (briefs, judgements, standing questions) as one archive.

`restore` makes a graph of it. An archive is a zip file. `briefs.jsonl` holds one brief per line,
`judgements.jsonl` one judgement per line (graph/backup/members.py lists all members), and
`manifest.json` says which whomet wrote it, what it holds, and the SHA-256 digest of every member.
"""

from whomet.graph.backup.archive import Manifest
from whomet.graph.backup.backing_up import BackupResult, backup
from whomet.graph.backup.restoring import RestoreResult, check_backup, restore

__all__ = ["BackupResult", "Manifest", "RestoreResult", "backup", "check_backup", "restore"]
