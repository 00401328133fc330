"""Run actions at the same moment, each in a thread with its own database connection."""

from contextlib import contextmanager, nullcontext
from threading import Barrier, Lock, Thread

from django.db import connection, connections

from measures.models import Edition


def at_once(*actions):
    """Run `actions` at the same time; return for each what it returned or the error it raised.

    SQLite allows one writer at a time. A database in a file makes the others wait; the tests' database in memory
    raises an error instead, so a lock makes them wait here.
    """
    turn = Lock() if connection.vendor == "sqlite" else nullcontext()
    start, outcomes = Barrier(len(actions)), [None] * len(actions)

    def run(position, action):
        try:
            start.wait()
            with turn:
                outcomes[position] = action()
        except Exception as error:
            outcomes[position] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def errors(outcomes):
    """Return the types of the errors among `outcomes`."""
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]


@contextmanager
def pause_before_insert(table, *, until, reached=None):
    """Delay each INSERT of this thread into `table` until the event `until` is set, at most half a second.

    The event `reached` is set when the first one is about to happen.
    """

    def wait(execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{table}"'):
            if reached:
                reached.set()
            until.wait(0.5)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wait):
        yield


def reload(edition):
    """Return the edition as it is stored now."""
    return Edition.objects.get(pk=edition.pk)
