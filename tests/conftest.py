"""Settings for every test: development mode without https, a throw-away storage, no waiting for password hashes."""

import os

import pytest

os.environ.setdefault("MASSWERK_DEBUG", "1")


def pytest_collection_modifyitems(config, items):
    """In CI nothing may be skipped: what CI could have run must have run."""
    if os.environ.get("CI") and any(item.get_closest_marker("skip") for item in items):
        raise pytest.UsageError("a test is marked to be skipped")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEBUG = False
