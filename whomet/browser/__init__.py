"""Neo4j Browser: its address, and what a researcher brings into it."""

from whomet.browser.address import Door, elsewhere, local_door
from whomet.browser.bundle import Bundle, make_bundle, write_bundle
from whomet.browser.serving import ADDRESS, Listening, listening

__all__ = [
    "ADDRESS",
    "Bundle",
    "Door",
    "Listening",
    "elsewhere",
    "listening",
    "local_door",
    "make_bundle",
    "write_bundle",
]
