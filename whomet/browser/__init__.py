"""Neo4j Browser: its address, and what a researcher brings into it."""

from whomet.browser.address import BrowserAddress, elsewhere, local_address
from whomet.browser.bundle import Bundle, make_bundle, write_bundle
from whomet.browser.serving import ADDRESS, Listening, listening

__all__ = [
    "ADDRESS",
    "BrowserAddress",
    "Bundle",
    "Listening",
    "elsewhere",
    "listening",
    "local_address",
    "make_bundle",
    "write_bundle",
]
