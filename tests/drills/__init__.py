"""What Masswerk promises when users act at the same moment and processes are killed.

Each drill runs against the site as in production: gunicorn with two workers, on a SQLite file or on a PostgreSQL of
its own. Simultaneous requests run in separate processes and connections, with real transactions, and a process can
be killed. `make test` runs a few rounds of each but test_outage.py, test_overload.py and test_restore.py, `make drill`
(MASSWERK_DRILL=1) all of them.

In this process pytest starts, kills and judges. What needs the models of the site under test runs beside it
(`python -m tests.drills NAME …`) and reports in JSON: prepare.py, edits.py, pairs.py, publishers.py and canary.py.
"""

import os


def rounds(small, full):
    """Return how many rounds to run."""
    return full if os.environ.get("MASSWERK_DRILL") == "1" else small
