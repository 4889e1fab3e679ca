"""Serves the bundle over HTTP to a Neo4j Browser on this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from whomet.ontology.errors import WhometError

#: Neo4j's default whitelist for guides contains "localhost", not 127.0.0.1.
HOST, PORT = "localhost", 7476
DEFAULT_ADDRESS = f"http://{HOST}:{PORT}"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_TYPES = {
    "cypher": "text/plain; charset=utf-8",
    "grass": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class BundleServer:
    """An HTTP server that has bound its port; `address` is the URL of the bundle."""

    address: str
    server: ThreadingHTTPServer

    def serve(self, files: Mapping[str, bytes]) -> None:
        """Serve `files` by name, with the README at the root, until Ctrl-C."""
        self.server.RequestHandlerClass = _handler(files)
        self.server.serve_forever()


@contextmanager
def bundle_server(host: str, port: int) -> Iterator[BundleServer]:
    """Bind a server to this port; raises WhometError if it is taken. Port 0 picks a free one."""
    try:
        server = _Server((host, port), BaseHTTPRequestHandler)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WhometError(
            f"Cannot listen on {host}:{port} ({reason}); try another port: --serve {port + 1}."
        ) from error
    with server:
        yield BundleServer(f"http://{HOST}:{server.server_port}", server)


class _Server(ThreadingHTTPServer):
    """A server for which a client that goes away is nothing to report."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Print the traceback of an error, unless the client caused it by going away."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _is_here(address: str) -> bool:
    try:
        return urlsplit(address).hostname in _LOOPBACK
    except ValueError:
        return False


def _handler(files: Mapping[str, bytes]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def parse_request(self) -> bool:
            """Reject other host names, whatever the method: DNS rebinding could use them."""
            if not super().parse_request():
                return False
            if not _is_here(f"//{self.headers.get('Host', '')}"):
                self.send_error(403)
                return False
            return True

        def do_GET(self) -> None:
            name = unquote(urlsplit(self.path).path).lstrip("/") or "README.md"
            content = files.get(name)
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", _TYPES[name.rpartition(".")[2]])
            self.send_header("Content-Length", str(len(content)))
            self._for_browser()
            self.wfile.write(content)

        def do_OPTIONS(self) -> None:
            """Answer the CORS preflight, which Neo4j Browser's additional headers cause."""
            self.send_response(204)
            self.send_header("Access-Control-Allow-Headers", "*")
            self._for_browser()

        def _for_browser(self) -> None:
            # Only pages served from this machine may read the response.
            origin = self.headers.get("Origin", "")
            if _is_here(origin):
                self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Vary", "Origin")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Log nothing."""

    return Handler
