"""A real OpenID Connect provider for tests: the server of oidc-provider-mock, used over HTTP."""

import json
import os
import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread, Timer
from urllib.parse import parse_qs, quote, urlsplit

import requests
from oidc_provider_mock import run_server_in_thread

NAME = "Stadt Musterstadt"


class Provider:
    def __init__(self, port):
        self.url = f"http://localhost:{port}"

    def set_user(self, subject, email="", **claims):
        """Store a user at the provider. `claims` may override the provider's own: `nonce`, `aud`, `exp`, …"""
        claims = {"email": email, "email_verified": True, **claims} if email else claims
        requests.put(f"{self.url}/users/{quote(subject)}", json=claims, timeout=5).raise_for_status()

    def metadata(self, **changes):
        """Return the provider's metadata with `changes`."""
        return requests.get(f"{self.url}/.well-known/openid-configuration", timeout=5).json() | changes

    def answer(self, address, subject="", *, deny=False):
        """Sign in at `address`, as the browser of `subject` would; return where the provider redirects to."""
        form = {"action": "deny"} if deny else {"sub": subject}
        answer = requests.post(address, data=form, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def running():
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the provider itself refuses plain HTTP unless told otherwise
    with run_server_in_thread() as server:
        yield Provider(server.server_port)


@contextmanager
def silent_server():
    """Run a server that accepts connections and never answers; it closes after ten seconds, so no test hangs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        hang_up = Timer(10, server.shutdown, [socket.SHUT_RDWR])
        hang_up.daemon = True
        hang_up.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        hang_up.cancel()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def server_answering(body, port=0):
    """Run a server that answers every request with this body, or with this object as JSON."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        Thread(target=server.serve_forever, args=(0.05,)).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def settings_for(issuer):
    return {
        "MASSWERK_OIDC_ISSUER": issuer,
        "MASSWERK_OIDC_CLIENT_ID": "masswerk",
        "MASSWERK_OIDC_CLIENT_SECRET": "geheim",
        "MASSWERK_OIDC_NAME": NAME,
    }


def query(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
