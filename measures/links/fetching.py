"""Ask for a web page, or read a short file, politely, and only on the public internet.

The name of a host is looked up here and the connection goes to the address that was judged, so that no answer of a name
server can lead into a private network. Redirects are followed one by one, each judged anew.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from urllib.parse import urljoin, urlsplit

import urllib3
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from measures.models import CheckedLink

Problem = CheckedLink.Problem

TIMEOUT = 15  # seconds to connect, and then for each part of an answer
LONGEST = 45  # seconds for one answer: a server may send a byte now and then for hours
MOST_REDIRECTS = 5
LONGEST_FILE = 256 * 1024  # bytes
PAUSE = 1.0  # seconds between two requests to the same host
GONE = {404, 410}
# A server that asks who we are or wants us to slow down has the page; so has one that refuses programs.
PAGE_IS_THERE = {401, 402, 403, 405, 406, 407, 409, 418, 423, 425, 429, 451, 503, 999}


class NotPublic(OSError):
    """The host has no address on the public internet."""


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None and not inner.is_global:
            return False
        if ip in ipaddress.ip_network("64:ff9b::/96"):  # NAT64: the last 32 bits are an IPv4 address
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF).is_global
    return ip.is_global and not ip.is_multicast


class NotRead(Exception):
    """A file that is not there, too long, or did not come in time. `is_missing` tells the first from the others."""

    def __init__(self, *, is_missing: bool = False):
        super().__init__()
        self.is_missing = is_missing


class LinkClient:
    """Checks web addresses, and reads short files, with a pause between two requests to one host.

    Arguments:
        may_connect: whether an IP address may be connected to.
        pause: seconds between two requests to the same host.
    """

    def __init__(self, *, may_connect: Callable[[str], bool] = is_public, pause: float = PAUSE):
        self.pause = pause
        self.last_requests: dict[str, float] = {}
        self.pools = urllib3.PoolManager(
            num_pools=4,
            headers={"User-Agent": f"Masswerk link check (+{settings.MASSWERK_URL})", "Accept": "*/*"},
            timeout=urllib3.Timeout(connect=TIMEOUT, read=TIMEOUT),
            retries=False,
        )
        self.connections = _Connections(may_connect)
        self.pools.pool_classes_by_scheme = _pool_classes(self.connections)

    def problem_of(self, url: str) -> str:
        """Return what is wrong with a web address as a CheckedLink.Problem, "" if its page is there."""
        try:
            status = self._status(url, "HEAD")
            if status >= 400 and status != 429:
                status = self._status(url, "GET")  # not every server knows HEAD
        except _TooManyRedirects:
            return Problem.REDIRECTS
        except NotPublic:
            return Problem.NOT_PUBLIC
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return _problem_of_error(error)
        if status in GONE:
            return Problem.GONE
        return Problem.SERVER if status >= 400 and status not in PAGE_IS_THERE else ""

    def text_of(self, url: str) -> str:
        """Return the file at a web address, of at most LONGEST_FILE bytes of UTF-8. Raises NotRead."""
        try:
            status, body = self._answer(url, "GET", LONGEST_FILE + 1)
            if status != 200 or len(body) > LONGEST_FILE:
                raise NotRead(is_missing=status in GONE)
            return body.decode("utf-8-sig")
        except (urllib3.exceptions.HTTPError, _TooManyRedirects, OSError, ValueError) as error:
            raise NotRead from error

    def _status(self, url, method):
        """Return the status of the last page that `url` leads to, whose text is not read."""
        status, _body = self._answer(url, method)
        return status

    def _answer(self, url, method, longest=0):
        """Return the status of the last page that `url` leads to, and up to `longest` bytes of it.

        Raises NotPublic for other schemes.
        """
        for _step in range(MOST_REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise NotPublic(parts.scheme)
            self._wait(parts.hostname)
            with self.connections.ended_after(LONGEST):
                response = self.pools.request(method, url, redirect=False, preload_content=False)
                # Keep the body compressed: the request accepts no encoding, and decompressing could fill the memory.
                body = response.read(longest, decode_content=False) if longest and response.status == 200 else b""
                response.close()
            target = response.headers.get("Location")
            if response.status not in (301, 302, 303, 307, 308) or not target:
                return response.status, body
            url = urljoin(url, target)
        raise _TooManyRedirects

    def _wait(self, host):
        since = time.monotonic() - self.last_requests.get(host, float("-inf"))
        if since < self.pause:
            time.sleep(self.pause - since)
        self.last_requests[host] = time.monotonic()


class _TooManyRedirects(Exception):
    pass


def _problem_of_error(error):
    causes = [error, error.__cause__, error.__context__, getattr(error, "reason", None)]
    for cause in causes:
        if isinstance(cause, NotPublic):
            return Problem.NOT_PUBLIC
        if isinstance(cause, (socket.gaierror, UnicodeError)):
            return Problem.NO_HOST
        if isinstance(cause, urllib3.exceptions.SSLError):
            return Problem.CERTIFICATE
        if isinstance(cause, (TimeoutError, urllib3.exceptions.TimeoutError)):
            return Problem.TIMEOUT
    return Problem.CONNECTION


class _Connections:
    """Connects to allowed addresses only, and can end the last connection from outside."""

    def __init__(self, may_connect):
        self.may_connect = may_connect
        self.last = None  # a second handle of the last socket, which TLS does not take away

    def open(self, host, port):
        addresses = [address[0] for *_kind, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        allowed = [address for address in addresses if self.may_connect(address)]
        if not allowed:
            raise NotPublic(host)
        opened = socket.create_connection((allowed[0], port), timeout=TIMEOUT)
        self.forget()
        self.last = opened.dup()
        return opened

    def forget(self):
        if self.last:
            self.last.close()
            self.last = None

    @contextmanager
    def ended_after(self, seconds):
        """End the connection that is opened in this block if the block takes longer than that."""
        timer = threading.Timer(seconds, self._end)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            self.forget()

    def _end(self):
        if self.last:
            with suppress(OSError):  # it has ended already
                self.last.shutdown(socket.SHUT_RDWR)


def _pool_classes(connections):
    """Return the pools of urllib3 for both schemes, whose connections are opened by `connections`."""

    class Http(HTTPConnection):
        def _new_conn(self):
            return connections.open(self.host, self.port)

    class Https(HTTPSConnection):
        def _new_conn(self):
            return connections.open(self.host, self.port)

    http = type("HttpPool", (HTTPConnectionPool,), {"ConnectionCls": Http})
    https = type("HttpsPool", (HTTPSConnectionPool,), {"ConnectionCls": Https})
    return {"http": http, "https": https}
