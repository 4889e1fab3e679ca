"""Neo4j Browser integration: its address, and a bundle of favourites, colours and a guide."""

from whomet.browser.address import BrowserAddress, local_address, remote_browser_address
from whomet.browser.bundle import Bundle, make_bundle, write_bundle
from whomet.browser.serving import DEFAULT_ADDRESS, BundleServer, bundle_server

__all__ = [
    "DEFAULT_ADDRESS",
    "BrowserAddress",
    "Bundle",
    "BundleServer",
    "bundle_server",
    "local_address",
    "make_bundle",
    "remote_browser_address",
    "write_bundle",
]
