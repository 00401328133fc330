"""Start the site as in production: gunicorn with our configuration and a separate database."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg

folder = None  # shared by all processes of the test run; conftest.py sets it


def production(storage, name="", *, database_url=""):
    """Return the environment of a production process whose files lie in `storage`.

    Its database is the one at `database_url`, or a new one with this name. With a new one, the database is migrated,
    the static files are collected, and passwords are hashed quickly.
    """
    environment = {
        **os.environ,
        "MASSWERK_DEBUG": "0",
        "MASSWERK_HTTPS": "0",
        "MASSWERK_SECRET_KEY": "only-for-this-test-" * 4,
        "MASSWERK_HOSTS": "127.0.0.1",
        "MASSWERK_STORAGE": str(storage),
        "MASSWERK_START_SMART_TO": "kts@example.org",  # without a mailbox there is no form
        "MASSWERK_EMBEDDER": "none",  # tests that need vectors choose a model
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if database_url:
        return {**environment, "DATABASE_URL": database_url}
    prepared = prepare()
    if on_postgres():
        environment["DATABASE_URL"] = create_database(name, template=template_name())
    else:
        shutil.copyfile(prepared / "site.sqlite3", storage / "site.sqlite3")
        environment["DATABASE_URL"] = f"sqlite:///{storage / 'site.sqlite3'}"
    environment["DJANGO_SETTINGS_MODULE"] = "tests.production_settings"
    return {**environment, "MASSWERK_STATIC_ROOT": str(prepared / "static")}


def prepare():
    """Return a folder with what sites start with (tests/prepared.py), which the first process of the test run makes.

    The migrated database is the file site.sqlite3 in it, or the PostgreSQL database `template_name()`.
    """
    with once("prepared") as (prepared, missing):
        if missing:
            address = create_database(template_name()) if on_postgres() else f"sqlite:///{prepared / 'site.sqlite3'}"
            run("tests.prepared", production(prepared, database_url=address))
    return prepared


@contextmanager
def once(name):
    """Yield a folder for all processes of the test run, and whether its content is missing.

    The first process makes the content in the block, while others wait.
    """
    shared = folder / name
    shared.mkdir(exist_ok=True)
    finished = shared.with_suffix(".finished")
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield shared, not finished.exists()
        finished.touch()


def on_postgres():
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def template_name():
    """Return the name of the PostgreSQL database that is migrated and else empty."""
    return os.environ["DATABASE_URL"].rpartition("/")[2] + "_migrated"


def create_database(name, template="template1"):
    """Create a PostgreSQL database on the server that DATABASE_URL names; return its address."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{server}/{name}"


def run(module, environment, *arguments):
    """Run a module of the tests in its own process and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env=environment, stdout=subprocess.PIPE, check=True
    )
    return done.stdout


def filled(module, name, tmp_path_factory, *arguments):
    """Return (environment, what it printed) of a fresh site that a module of the tests has filled.

    On SQLite it is filled once for all workers of a test run, and each gets a copy: it takes many seconds.
    """
    storage = tmp_path_factory.mktemp(name)
    if on_postgres():
        environment = production(storage, f"masswerk_{name}_{os.environ.get('PYTEST_XDIST_WORKER', '')}")
        return environment, run(module, environment, *arguments)
    with once(name) as (shared, missing):
        if missing:
            printed = run(module, production(shared), *arguments)
            (shared / "printed").write_bytes(printed)
    environment = production(storage)
    shutil.copytree(shared, storage, dirs_exist_ok=True)
    return environment, (shared / "printed").read_bytes()


@contextmanager
def serving(environment, workers=1, log=None, access_log=subprocess.DEVNULL, port=None):
    """Serve the site, at `port` or a free one, and yield its root address.

    Errors go to `log`, or to where those of the tests go.
    """
    port = port or free_port()
    environment = {**environment, "WEB_CONCURRENCY": str(workers), "MASSWERK_BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
    server = subprocess.Popen(command, env=environment, stdout=access_log, stderr=log)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, server, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.poll() is None, "gunicorn did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing answers on port {port} after {seconds} s")
