"""Hooks and fixtures for all tests."""

import os

import pytest
from django.utils import translation

from measures.database.availability import availability
from measures.finding.current import index
from measures.public import outage


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Count a skipped test as failed in CI, which has everything that a test may need."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


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
