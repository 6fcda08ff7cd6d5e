"""The site on the loopback."""

import threading
import urllib.request
from http.server import ThreadingHTTPServer

import pytest

from customer_performance.core.errors import RunError
from customer_performance.site.serve import serve_site


def test_the_site_is_served_to_this_machine_alone(tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text("here")
    servers, told = [], []
    started = ThreadingHTTPServer.serve_forever

    def remembered(server):
        servers.append(server)
        started(server)

    monkeypatch.setattr(ThreadingHTTPServer, "serve_forever", remembered)
    thread = threading.Thread(target=serve_site, args=(tmp_path, 0, told.append))
    thread.start()
    while not servers:
        pass
    address = told[0].split(" ")[0]
    assert address.startswith("http://127.0.0.1:")
    assert urllib.request.urlopen(f"{address}index.html").read() == b"here"
    servers[0].shutdown()
    thread.join()


def test_a_port_that_is_taken_is_named(tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), None) as taken, pytest.raises(RunError, match="--port"):
        serve_site(tmp_path, taken.server_port, print)
