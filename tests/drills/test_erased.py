"""R22: an erased contact is found nowhere: database, files, pages, caches, mail queue, logs."""

import os
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.parse import quote, quote_plus
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests import server
from tests.drills import cluster
from tests.drills.canary import ADDRESS, NAME
from tests.drills.site import Site

FORMS = [b"zitr", "zitr".encode("utf-16-le"), "zitr".encode("utf-16-be")]


@pytest.fixture
def site(tmp_path, worker_id):
    environment = server.production(tmp_path, f"masswerk_erasure_{worker_id}")
    logs = [tmp_path / "access.log", tmp_path / "error.log"]
    with logs[0].open("wb") as access, logs[1].open("wb") as errors:
        drills = Site("", environment, logs[1])
        pages = drills.drill("canary", "make")["pages"]
        assert drills.drill("every_table", "fill")["empty"] == []
        with server.serving(environment, workers=2, log=errors, access_log=access) as url:
            yield SimpleNamespace(
                url=url, environment=environment, folder=tmp_path, logs=logs, drills=drills,
                pages=[*pages, "/api/v1/measures?limit=100", "/api/v1/changes?limit=100", "/api/"],
                searches=[f"/massnahmen/?q={quote(text)}" for text in ("Fragen", "Aufgabe", NAME, ADDRESS)],
            )  # fmt: skip


def hits(data):
    return sum(len(re.findall(re.escape(form), data.lower())) for form in FORMS)


def in_database(site):
    """Look into the files of SQLite byte by byte; on PostgreSQL into all rows of all tables, and into a dump."""
    address = site.environment["DATABASE_URL"]
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(site.folder / "site.sqlite3")) as database:
            rows = "\n".join(database.iterdump()).encode()
            # Looked at while this connection is open: who closes the last one takes the log and its index away.
            files = sorted(site.folder.glob("site.sqlite3*"))
            return {"dump": hits(rows), **{file.suffix + " file": hits(file.read_bytes()) for file in files}}
    with psycopg.connect(address) as database:
        tables = database.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        rows = [database.execute(f"SELECT t::text FROM {table} t").fetchall() for (table,) in tables]  # noqa: S608
        statistics = database.execute("SELECT s::text FROM pg_stats s").fetchall()
    dump = subprocess.run([cluster.binaries() / "pg_dump", address], capture_output=True, check=True).stdout
    return {"rows": hits(str(rows).encode()), "statistics": hits(str(statistics).encode()), "dump": hits(dump)}


def in_files(site):
    files = [path for path in (site.folder / "media").rglob("*") if path.is_file()]
    assert len(files) >= 2
    return sum(hits(os.fsencode(path.name)) + hits(path.read_bytes()) for path in files)


def in_pages(site):
    """What visitors get, as often as there are threads, so that every worker has answered; the questions left out."""
    found = 0
    for path in site.pages + site.searches:
        for _ in range(6):
            page, _etag = get(site, path)
            # The link to the feedback form carries the address of the page, so its question is quoted twice there.
            twice = quote_plus(quote(NAME)), quote_plus(quote(ADDRESS))
            for text in (*twice, NAME, ADDRESS, quote(NAME), quote(ADDRESS), quote_plus(NAME), quote_plus(ADDRESS)):
                if path in site.searches:
                    page = page.replace(text, "")
            found += hits(page.encode())
    return found


def get(site, path, **headers):
    with urlopen(Request(site.url + path, headers=headers)) as answer:  # noqa: S310 - our own server
        return answer.read().decode(), answer.headers["ETag"]


def everywhere(site):
    return {
        **in_database(site),
        "sessions": hits(site.drills.drill("canary", "look")["sessions"].encode()),
        "files": in_files(site),
        "pages": in_pages(site),
    }


@contextmanager
def reading(site):
    """Read every table in a transaction that stays open, as a slow report does. Nothing may wait for its end."""
    address = site.environment["DATABASE_URL"]
    if address.startswith("sqlite"):
        yield
        return
    with psycopg.connect(address) as database:
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            database.execute(f'SELECT FROM "{table}" LIMIT 1')
        yield


def erase(site):
    command = [sys.executable, "manage.py", "erase_contact", NAME, ADDRESS, "--texts"]
    with reading(site):
        done = subprocess.run(command, env=site.environment, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_an_erased_contact_stands_nowhere(site):
    before = everywhere(site)
    nothing = {place for place, number in before.items() if not number}
    # These it may not have reached yet.
    assert nothing <= {".sqlite3-wal file", ".sqlite3-shm file", "statistics"}, before
    etags = {path: get(site, path)[1] for path in site.pages}

    said = erase(site)
    time.sleep(1)  # workers look at the version of the catalogue four times a second

    after = everywhere(site)
    after["what the command said"] = hits(said)
    after |= {path.name: hits(path.read_bytes()) for path in site.logs}
    assert "/massnahmen/" in site.logs[0].read_text()  # visitors have searched for the name, which it leaves out
    after["caches"] = sum(still_good(site, path, etag) for path, etag in etags.items())
    print(f"hits before: {before}\nhits after:  {after}")  # noqa: T201 - shown with pytest -rP
    assert set(after.values()) == {0}
    assert b"Still named" not in said


def still_good(site, path, etag):
    """Whether a cache that asks about its copy is told to keep it."""
    try:
        get(site, path, **{"If-None-Match": etag})
    except HTTPError as answer:
        return answer.code == 304
    return False
