"""The site on the loopback, for a browser that opens no pages from a disk."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from customer_performance.core.errors import RunError


class Quiet(SimpleHTTPRequestHandler):
    """Tells nobody what is read."""

    def log_message(self, *arguments: object) -> None:
        pass


def serve_site(site: Path, port: int, tell: Callable[[str], None]) -> None:
    """Serve the folder to this machine alone until it is stopped. Raises RunError where the port is taken."""
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(site)))
    except OSError as error:
        raise RunError(
            f"Port {port} cannot be used ({error.strerror}). Say another one with --port."
        ) from None
    with server:
        tell(f"http://127.0.0.1:{server.server_port}/ until Ctrl+C")
        with suppress(KeyboardInterrupt):
            server.serve_forever()
