"""Hooks and fixtures for all tests."""

import gc
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from measures.database.availability import availability
from measures.finding.current import index
from measures.public import outage
from tests import server
from tests.both_databases import on_both_databases

HERE = Path(__file__).parent
# Tests stay once they are collected. To look for garbage among these 430,000 objects takes half the time of collecting.
gc.disable()
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ  # one of several processes of the test run


HOUR, LAST_SECONDS = 3600, 10


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Do not begin a test in the last seconds of an hour: what it expects of today would be yesterday at its end."""
    left = HOUR - time.time() % HOUR
    if left < LAST_SECONDS:
        time.sleep(left)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Count a skipped test as failed in CI, which has everything that a test may need."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


def pytest_ignore_collect(collection_path, config):
    """Do not even import the tests of one database where `-m` asks for the others."""
    if "not one_database" in config.option.markexpr and collection_path.name.startswith("test_"):
        return not on_both_databases(str(collection_path.relative_to(HERE))) or None
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the tests of one database."""
    for item in items:
        if not on_both_databases(item.nodeid.partition("tests/")[2]):
            item.add_marker(pytest.mark.one_database)


def pytest_collection_finish():
    """Look for garbage from now on, but only among what comes later, and once in 10,000 new objects instead of 700."""
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _folder_of_the_test_run(tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    server.folder = folder.parent if IS_WORKER else folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, _folder_of_the_test_run):
    """Let the database of each of several workers start as a copy of a migrated one: migrating takes seconds."""
    if not IS_WORKER:
        yield
    elif connection.vendor == "postgresql":
        server.prepare()
        connection.settings_dict["TEST"]["TEMPLATE"] = server.template_name()
        yield
    else:
        with (
            closing(sqlite3.connect(server.prepare() / "site.sqlite3")) as migrated,
            closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True)) as memory,
        ):
            migrated.backup(memory)
            yield  # what is in memory stays there as long as a connection is open


@pytest.fixture(autouse=True)
def _own_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """Wait longer for the database: it has no statistics of what a test has written, and several tests run at once."""
    monkeypatch.setattr(outage, "PATIENCE", 30)


@pytest.fixture(autouse=True)
def _empty_index():
    """Forget the search index: the data of the test before has been rolled back."""
    index.forget()
    yield
    availability.forget()


@pytest.fixture(autouse=True)
def _language_of_the_site():
    """Forget the language of the last page, which stays active in its thread."""
    yield
    translation.deactivate()
