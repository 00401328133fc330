"""Several people at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

PATIENCE = 60


def at_once(*actions):
    """Run `actions` in threads that start together; return for each what it returned, or the error it raised."""
    start = Barrier(len(actions), timeout=PATIENCE)

    def run(action):
        try:
            start.wait()
            return action()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
