"""A gunicorn worker that gives a request to a thread only when all of it has arrived.

gunicorn's own threaded worker reads requests and closes connections where others have to wait for it, so a few slow
clients stop the site. The reasons and figures are in docs/decisions/0063-requests-arrive-before-a-thread-has-them.md.
"""

import re
import socket
import struct
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ

from gunicorn.workers.gthread import ThreadWorker

from config.body_limits import ENTRY_FORMS, MOST_BYTES, MOST_BYTES_OF_AN_ENTRY

PATIENCE = 10.0  # seconds for a request to arrive
LINGER = 2.0  # seconds that a client has for closing its side, after our last answer
MOST_BYTES_OF_A_HEAD = 32 * 1024  # as in deploy/nginx/site.conf
# Bytes of an answer that the kernel takes from us at once (it doubles the figure): more than any page has.
SEND_BUFFER = 256 * 1024
LONGEST_PAUSE = struct.pack("ll", 10, 0)  # seconds without any progress, for answers and bodies larger than that

END_OF_HEAD = b"\r\n\r\n"
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
EXPECT = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Arriving:
    """The bytes of a request received so far, and the number needed before it is passed to a thread."""

    def __init__(self, data: bytes = b""):
        self.data = bytearray(data)
        self.searched = 0  # up to here there is no end of the head
        self.needed: int | None = None  # bytes; None until the head is complete
        self.expects_continue = False

    def add(self, data: bytes) -> None:
        self.data += data
        if self.needed is None:
            end = self.data.find(END_OF_HEAD, max(0, self.searched - len(END_OF_HEAD)))
            self.searched = len(self.data)
            if end >= 0:
                self._read_head(bytes(self.data[: end + len(END_OF_HEAD)]))

    @property
    def is_complete(self) -> bool:
        return self.needed is not None and len(self.data) >= self.needed

    @property
    def is_too_large(self) -> bool:
        return self.needed is None and len(self.data) > MOST_BYTES_OF_A_HEAD

    def _read_head(self, head):
        length = CONTENT_LENGTH.search(head)
        size = int(length[1]) if length else 0
        path = head.partition(b" ")[2]
        most = MOST_BYTES_OF_AN_ENTRY if path.startswith(ENTRY_FORMS.encode()) else MOST_BYTES
        # A larger body is refused unread, or read later if the user is signed in (request_bodies.py).
        self.needed = len(head) + (size if size <= most else 0)
        self.expects_continue = not self.is_complete and bool(EXPECT.search(head))


class PatientWorker(ThreadWorker):
    """The threaded worker of gunicorn, whose main loop reads requests and waits for connections to be closed.

    Each connection in `pending_conns` has an attribute `arriving`; it is None once the last answer was sent.
    """

    next_look = 0.0  # when to look again whose time is over

    def enqueue_req(self, conn):
        """Take a connection on which a request may come. Overrides the method that gives it to a thread at once."""
        if not conn.initialized:
            _set_options(conn.sock)
        buffered = conn.parser.unreader.take_buffered() if conn.parser else b""
        self._wait(conn, Arriving(), PATIENCE)
        conn.arriving.add(buffered)
        self.on_pending_socket_readable(conn, conn.sock)

    def on_pending_socket_readable(self, conn, client):
        """Read what is there without waiting; go on with the connection if that was all."""
        try:
            data = client.recv(64 * 1024)
        except BlockingIOError:
            data = None
        except OSError:  # reset by the client
            data = b""
        if conn.arriving is None:
            if data == b"":
                self._close(conn)
            return
        if data:
            conn.arriving.add(data)
        if conn.arriving.is_complete:
            self._hand_over(conn)
        elif conn.arriving.is_too_large:
            _say(client, TOO_LARGE)
            self._close(conn)
        elif data == b"":  # the client has gone, or will never finish
            self._close(conn)
        elif conn.arriving.expects_continue:
            conn.arriving.expects_continue = False
            _say(client, CONTINUE)

    def finish_request(self, conn, fs):
        """Keep the connection for the next request, or close it without waiting for the client in the main loop."""
        if not fs.cancelled() and fs.exception() is None and not fs.result():
            self._linger(conn)
        else:
            super().finish_request(conn, fs)

    def _wait(self, conn, arriving, seconds):
        conn.sock.setblocking(False)
        conn.arriving = arriving
        conn.timeout = time.monotonic() + seconds
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _forget(self, conn):
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)

    def _close(self, conn):
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    def _hand_over(self, conn):
        self._forget(conn)
        conn.data_ready = True
        conn.init()
        conn.parser.unreader.unread(bytes(conn.arriving.data))
        super().enqueue_req(conn)

    def _linger(self, conn):
        """End our side and wait for the client to end its own: else it might lose the end of the answer."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:  # it has gone already
            self.nr_conns -= 1
            conn.close()
        else:
            self._wait(conn, None, LINGER)

    def murder_pending(self):
        """Close the connections whose time is over. Unlike in gunicorn, they are not in the order of their ends."""
        now = time.monotonic()
        if now < self.next_look:
            return
        self.next_look = now + 1
        for conn in [conn for conn in self.pending_conns if self._is_over(conn, now)]:
            self._close(conn)

    def _is_over(self, conn, now):
        # A worker that stops does not wait for who has not begun to ask.
        return conn.timeout <= now or (not self.alive and conn.arriving is not None and not conn.arriving.data)


def _set_options(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    for name in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
        sock.setsockopt(socket.SOL_SOCKET, name, LONGEST_PAUSE)


def _say(sock, message):
    with suppress(OSError):  # who does not take that does not get it
        sock.send(message)
