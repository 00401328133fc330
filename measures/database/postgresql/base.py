"""A database backend whose statements end in time, whatever the server does.

`statement_timeout` and `lock_timeout` (config/settings.py) are kept by the server. If the server itself is frozen or
out of reach, they do nothing; nor do the keepalives of TCP, which the kernel of a frozen server still answers.
"""

import time
from types import SimpleNamespace

import psycopg
from django.db.backends.postgresql import base

from measures.database.availability import is_refused, waiting


class LimitedConnection(psycopg.Connection):
    """A connection that is closed if a statement takes too long, or if the database is known to be away.

    Whether a COMMIT that is given up was carried out is unknown, as when a connection breaks.
    """

    @classmethod
    def _connect_gen(cls, *args, **kwargs):
        # psycopg's own limit is two seconds at the least. There is no public way to set a shorter one.
        return limited(super()._connect_gen(*args, **kwargs), lambda: None)

    def wait(self, gen, *args, **kwargs):
        # Closed, because an answer that comes later would be taken for that to the next statement.
        return super().wait(limited(gen, self.pgconn.finish), *args, **kwargs)


def limited(gen, close):
    """Pass on what a generator of psycopg waits for, and raise OperationalError after `close` if it takes too long.

    psycopg resumes it when data arrives, and every 0.1 s at the least.
    """
    ready = None
    with waiting() as deadline:
        while True:
            try:
                wanted = gen.send(ready)
            except StopIteration as end:
                return end.value
            ready = yield wanted
            if is_refused():
                close()
                raise psycopg.OperationalError("the database does not answer")
            if time.monotonic() > deadline:
                close()
                raise psycopg.OperationalError("the database did not answer in time")


class DatabaseWrapper(base.DatabaseWrapper):
    Database = SimpleNamespace(**{**vars(psycopg), "connect": LimitedConnection.connect})  # type: ignore[assignment]  # a module

    def get_new_connection(self, conn_params):
        if is_refused():
            raise psycopg.OperationalError("the database does not answer; it is tried again in the background")
        return super().get_new_connection(conn_params)
