"""The site as it runs in production, under gunicorn with its own database, and a real Chromium to look at it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import psycopg
import pytest


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, "Chromium is missing: install it, or name it in CHROMIUM"
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """Serve the catalogue; `site.url` is its root, `site.pages` the addresses of every kind of page."""
    storage = tmp_path_factory.mktemp("site")
    environment = {
        **os.environ,
        "MASSWERK_DEBUG": "0",
        "MASSWERK_HTTPS": "0",
        "MASSWERK_SECRET_KEY": "only-for-this-test-" * 4,
        "MASSWERK_HOSTS": "127.0.0.1",
        "MASSWERK_STORAGE": str(storage),
        "DATABASE_URL": database_for(worker_id, storage),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    filled = subprocess.run(
        [sys.executable, "-m", "tests.browser.catalogue"],
        env=environment, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"],
        env=environment,
    )
    try:
        wait_for(port, server)
        yield SimpleNamespace(url=f"http://127.0.0.1:{port}", pages=json.loads(filled.stdout))
    finally:
        server.terminate()
        server.wait(timeout=10)


def database_for(worker_id, storage):
    """A fresh SQLite file, or a fresh database beside the one that DATABASE_URL names."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return f"sqlite:///{storage / 'site.sqlite3'}"
    name = f"masswerk_browser_{worker_id}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return given.rpartition("/")[0] + "/" + name


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, server, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.poll() is None, "gunicorn did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing answers on port {port} after {seconds} s")
