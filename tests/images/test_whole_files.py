"""A file that cannot be written whole is not left behind."""

import resource
from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

pytestmark = pytest.mark.one_database


@contextmanager
def largest_file(size):
    """Let the system refuse larger files, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_part_of_a_file_stays():
    storage = storages["default"]
    with largest_file(1000), pytest.raises(OSError, match="too large"):
        storage.save("measures/a.png", ContentFile(b"x" * 2000))
    assert storage.listdir("measures") == ([], [])
    assert storage.save("measures/a.png", ContentFile(b"x" * 2000)) == "measures/a.png"


def test_a_file_that_was_there_stays():
    storage = storages["default"]
    storage.save("measures/a.png", ContentFile(b"old"))
    with largest_file(1000), pytest.raises(OSError, match="too large"):
        storage.save("measures/a.png", ContentFile(b"x" * 2000))
    assert storage.open("measures/a.png").read() == b"old"
