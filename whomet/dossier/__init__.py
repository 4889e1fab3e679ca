"""Dossiers: everything on record of an actor, pair, place, topic or period, as one HTML page."""

from whomet.dossier.making import LIMIT, Dossier, make
from whomet.dossier.subject import DossierRequest

__all__ = ["LIMIT", "Dossier", "DossierRequest", "make"]
