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


def production(storage, name="", *, database_url=""):
    """Return the environment of a production process whose files lie in `storage`.

    Its database is the one at `database_url`, or a fresh one with this name.
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
        "DATABASE_URL": database_url or database(storage, name),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return environment


def database(storage, name):
    """Return the address of a fresh SQLite file, or of a fresh database beside the one DATABASE_URL names."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return f"sqlite:///{storage / 'site.sqlite3'}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return given.rpartition("/")[0] + "/" + name


def run(module, environment, *arguments):
    """Run a module of the tests in its own process and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env=environment, stdout=subprocess.PIPE, check=True
    )
    return done.stdout


def filled(module, name, tmp_path_factory, worker_id):
    """Return (environment, what it printed) of a fresh site that a module of the tests has filled.

    On SQLite it is filled once for all workers of a test run, and each gets a copy: it takes many seconds.
    """
    storage = tmp_path_factory.mktemp(name)
    if worker_id == "master" or os.environ.get("DATABASE_URL", "").startswith("postgres"):
        environment = production(storage, f"masswerk_{name}_{worker_id}")
        return environment, run(module, environment)
    shared = tmp_path_factory.getbasetemp().parent / name
    printed = shared / "printed"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            shared.mkdir(exist_ok=True)
            printed.write_bytes(run(module, production(shared)))
    shutil.copytree(shared, storage, dirs_exist_ok=True)
    return production(storage), printed.read_bytes()


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
