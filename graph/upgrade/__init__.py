"""Upgrades: rebuild a graph written by an earlier whomet from its briefs and judgements."""

from whomet.graph.upgrade.reread_dates import KeptReading, NewReading
from whomet.graph.upgrade.upgrading import UpgradeResult, upgrade

__all__ = ["KeptReading", "NewReading", "UpgradeResult", "upgrade"]
