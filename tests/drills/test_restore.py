"""R19: a backup restores to identical rows and files, whichever database it comes from and goes to."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest

from tests import server
from tests.drills import cluster
from tests.drills.site import Site


def manage(environment, *arguments):
    """Run a command as docs/operation.md names it."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def new_site(folder, engine, postgres):
    folder.mkdir()
    address = (
        f"sqlite:///{folder / 'site.sqlite3'}" if engine == "sqlite" else postgres.create(f"restore_{token_hex(4)}")
    )
    return server.production(folder, database_url=address)


@pytest.fixture
def filled(request, tmp_path):
    """Return the environment of a site with rows in every table, and images."""
    engine = request.param
    postgres = request.getfixturevalue("postgres") if engine == "postgresql" else None
    environment = new_site(tmp_path / "filled", engine, postgres)
    drills = Site("", environment, Path())
    drills.drill("canary", "make")
    assert drills.drill("every_table", "fill")["empty"] == []
    return environment


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


def images(environment):
    media = Path(environment["MASSWERK_STORAGE"]) / "media"
    found = {
        path.relative_to(media): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in media.rglob("*") if path.is_file()
    }  # fmt: skip
    assert len(found) >= 2
    return found


@pytest.mark.parametrize(
    ("filled", "target"),
    [("sqlite", "postgresql"), ("postgresql", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")],
    indirect=["filled"],
)
def test_a_backup_restores_to_the_same_rows_and_files(filled, target, tmp_path, request):
    postgres = request.getfixturevalue("postgres") if target == "postgresql" else None
    restored = new_site(tmp_path / "restored", target, postgres)
    manage(filled, "backup", tmp_path / "first")
    manage(restored, "restore", tmp_path / "first")

    assert images(restored) == images(filled)
    manage(restored, "backup", tmp_path / "second")
    assert manifest(tmp_path / "second")["hashes"] == manifest(tmp_path / "first")["hashes"]
    if filled["DATABASE_URL"].startswith("postgres") and target == "postgresql":
        assert tables(restored) == tables(filled)
    Site("", restored, Path()).drill("every_table", "add")  # keys go on where they were


def test_the_role_of_the_site_is_no_superuser_and_reaches_its_own_databases_only(postgres):
    with psycopg.connect(postgres.address(cluster.ROLE, cluster.ROLE)) as database:
        may = database.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert may == (False,) * 5
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            database.execute("SELECT pg_read_file('/etc/passwd')")
    with psycopg.connect(postgres.address(), autocommit=True) as database:
        database.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(postgres.address(cluster.ROLE, "stranger"))


def tables(environment):
    """Return the hash of each table as PostgreSQL shows it, which knows nothing of our own reading."""
    with psycopg.connect(environment["DATABASE_URL"]) as database:
        names = database.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
        ).fetchall()
        hashes = {
            name: database.execute(
                f"""SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")) FROM "{name}" t"""  # noqa: S608
            ).fetchone()[0]
            for (name,) in names
        }
    assert len(hashes) > 35
    return hashes
