"""A database backend whose statements end in time, whatever the server does.

`statement_timeout` and `lock_timeout` (config/settings.py) are kept by the server. If the server itself is frozen or
out of reach, they do nothing; nor do the keepalives of TCP, which the kernel of a frozen server still answers.
"""

import threading
import time
from types import SimpleNamespace

import psycopg
from django.db.backends.postgresql import base

from measures.database.availability import availability, limits, waiting
from measures.database.replica import PRIMARY, REPLICA, replica

DEFAULT_PORT = "5432"
# Of a database that may be one of several servers: the one that was connected to last
found_at: dict[str, str] = {}


class Connecting(threading.local):
    """To which database this thread connects, and how many servers may be it: each has its part of the time."""

    alias = PRIMARY
    servers = 1


connecting = Connecting()


def is_refused(alias: str) -> bool:
    """Return whether this thread must not wait for the database now."""
    if limits.probes:
        return False
    return not replica.usable if alias == REPLICA else availability.away_since is not None


class LimitedConnection(psycopg.Connection):
    """A connection that is closed if a statement takes too long, or if the database is known to be away.

    Whether a COMMIT that is given up was carried out is unknown, as when a connection breaks.
    """

    alias = PRIMARY

    @classmethod
    def _connect_gen(cls, *args, **kwargs):
        # psycopg's own limit is two seconds at the least. There is no public way to set a shorter one.
        generator = super()._connect_gen(*args, **kwargs)
        return limited(generator, lambda: None, connecting.alias, connecting.servers)

    def wait(self, gen, *args, **kwargs):
        # Closed, because an answer that comes later would be taken for that to the next statement.
        return super().wait(limited(gen, self.pgconn.finish, self.alias), *args, **kwargs)


def limited(gen, close, alias, parts=1):
    """Pass on what a generator of psycopg waits for, and raise OperationalError after `close` if it takes too long.

    psycopg resumes it when data arrives, and every 0.1 s at the least. Of the time that is left, it may take one of
    `parts`.
    """
    ready = None
    with waiting() as deadline:
        now = time.monotonic()
        deadline = now + (deadline - now) / parts
        while True:
            try:
                wanted = gen.send(ready)
            except StopIteration as end:
                return end.value
            ready = yield wanted
            if is_refused(alias):
                close()
                raise psycopg.OperationalError("the database does not answer")
            if time.monotonic() > deadline:
                close()
                raise psycopg.OperationalError("the database did not answer in time")


class DatabaseWrapper(base.DatabaseWrapper):
    Database = SimpleNamespace(**{**vars(psycopg), "connect": LimitedConnection.connect})  # type: ignore[assignment]  # a module

    def get_new_connection(self, conn_params):
        if is_refused(self.alias):
            raise psycopg.OperationalError("the database does not answer; it is tried again in the background")
        servers = servers_of(conn_params, found_at.get(self.alias))
        connecting.alias, connecting.servers = self.alias, len(servers)
        if len(servers) > 1:
            hosts, ports = zip(*servers, strict=True)
            conn_params = {**conn_params, "host": ",".join(hosts), "port": ",".join(ports)}
        connection = super().get_new_connection(conn_params)
        connection.alias, found_at[self.alias] = self.alias, connection.info.host
        return connection


def servers_of(conn_params, first):
    """Return pairs of host and port, the host `first` before the others: a lost one would have to be waited for."""
    hosts = str(conn_params.get("host", "")).split(",")
    ports = str(conn_params.get("port", "") or DEFAULT_PORT).split(",")
    if len(ports) == 1:
        ports *= len(hosts)
    return sorted(zip(hosts, ports, strict=True), key=lambda server: server[0] != first)
