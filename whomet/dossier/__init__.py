"""Dossiers: everything on record about an actor, pair, place, topic or period, as one HTML page."""

from whomet.dossier.making import LIMIT, Dossier, make_dossier
from whomet.dossier.subject import DossierRequest

__all__ = ["LIMIT", "Dossier", "DossierRequest", "make_dossier"]
