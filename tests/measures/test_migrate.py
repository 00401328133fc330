"""A migration while users write: it waits, and they never fail because of it."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import psycopg

from tests import server

# These change the table of the audit, and then that of the measures.
SEVERAL_TABLES = "0037_handovers"
BEFORE = "0036_what_became_of_it"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def migrate(environment, name):
    """Start the command for users; it goes to this migration of measures."""
    command = [sys.executable, "manage.py", "migrate", "measures", name]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(process):
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 0, said
    return said


def test_who_saves_meanwhile_does_not_fail(tmp_path, worker_id):
    environment = server.production(tmp_path, f"masswerk_migrate_{worker_id}")
    finish(migrate(environment, BEFORE))
    save = save_on_postgresql if server.on_postgres() else save_on_sqlite
    save(environment["DATABASE_URL"], lambda: migrate(environment, SEVERAL_TABLES))


def save_on_postgresql(address, start):
    """Lock a measure, as a verb does, until a migration waits for its table; then write to the audit."""
    with psycopg.connect(address) as user, psycopg.connect(address, autocommit=True) as other:
        user.execute("LOCK TABLE measures_measure IN ROW SHARE MODE")
        migration = start()
        deadline = time.monotonic() + 30
        while not other.execute(WAITING).fetchone()[0]:
            assert time.monotonic() < deadline, "the migration waits for nothing"
        user.execute("LOCK TABLE measures_auditentry IN ROW EXCLUSIVE MODE")
        user.commit()
        assert "begins again" in finish(migration)


def save_on_sqlite(address, start):
    """Hold the only lock for writers while a migration begins."""
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)) as user:
        user.execute("BEGIN IMMEDIATE")
        migration = start()
        time.sleep(3)
        user.execute("COMMIT")
        finish(migration)
