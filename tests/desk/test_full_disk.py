"""A disk that is full or read-only is told from a database that does not answer."""

import errno
import sqlite3

import pytest
from django.db import OperationalError, connection

from measures.desk.unavailable import is_about_the_disk


def full_database(path):
    """Return the error of a SQLite database that may not grow."""
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE t (x)")
    database.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as caught:
        database.execute("INSERT INTO t VALUES (zeroblob(100000))")
    database.close()
    return caught.value


def read_only_database(path):
    sqlite3.connect(path).execute("CREATE TABLE t (x)")
    with pytest.raises(sqlite3.OperationalError) as caught:
        sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("INSERT INTO t VALUES (1)")
    return caught.value


@pytest.mark.one_database
@pytest.mark.parametrize("fault", [full_database, read_only_database])
def test_sqlite(fault, tmp_path):
    error = OperationalError()
    error.__cause__ = fault(tmp_path / "small.sqlite3")
    assert is_about_the_disk(error)


@pytest.mark.django_db
def test_the_database_of_the_site():
    """Let the database refuse to write, where it can be told to, and to find a table that is not there."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION READ ONLY")
            with pytest.raises(Exception, match="read-only") as caught:
                cursor.execute("DELETE FROM django_session")
            assert is_about_the_disk(caught.value)
        else:
            with pytest.raises(OperationalError) as caught:
                cursor.execute("SELECT * FROM no_such_table")
            assert not is_about_the_disk(caught.value)


@pytest.mark.one_database
def test_files():
    assert is_about_the_disk(OSError(errno.ENOSPC, "full"))
    assert not is_about_the_disk(OSError(errno.ECONNREFUSED, "refused"))
    assert not is_about_the_disk(OperationalError("the database does not answer"))
