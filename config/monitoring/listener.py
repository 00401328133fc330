"""Answers Prometheus at /metrics, on an address of its own that the proxy does not know.

Each worker listens there, by SO_REUSEPORT, in a thread beside those for requests: it answers when all of these are
busy, and whichever worker is asked answers for all.
"""

import logging
import threading
import time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.db import connections
from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.multiprocess import MultiProcessCollector

PAUSE = 5  # seconds between two updates of the gauges of a worker

logger = logging.getLogger(__name__)


def parse_address(address: str) -> tuple[str, int]:
    """Return host and port of an address such as 127.0.0.1:9108; raise ValueError."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError(f"MASSWERK_METRICS is “{address}”; it must be an address and a port, such as 127.0.0.1:9108.")
    return host, int(port)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_port = True
    updated_at = 0.0

    def service_actions(self) -> None:
        """Called by `serve_forever` every PAUSE seconds, and after each request."""
        from config.monitoring.metrics import observe_worker  # once the application is loaded

        if time.monotonic() - self.updated_at >= PAUSE:
            self.updated_at = time.monotonic()
            observe_worker()

    def process_request_thread(self, request, client_address) -> None:
        super().process_request_thread(request, client_address)
        connections.close_all()  # those of this thread, which ends


class Handler(WSGIRequestHandler):
    timeout = 5  # seconds for a slow client

    def log_message(self, format, *args):
        """Log nothing: a scrape every few seconds is no news."""


def start(address: str) -> None:
    """Start the thread of this worker."""
    threading.Thread(target=_serve, args=parse_address(address), name="metrics", daemon=True).start()


def _serve(host: str, port: int) -> None:
    from config.monitoring.database import DatabaseCollector  # once the application is loaded

    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(DatabaseCollector())
    try:
        server = make_server(host, port, make_wsgi_app(registry), server_class=Server, handler_class=Handler)
        server.service_actions()
        server.serve_forever(poll_interval=PAUSE)
    except Exception:
        logger.exception("no metrics: this worker cannot listen on %s:%d", host, port)
