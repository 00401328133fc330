"""R23: a full or read-only disk is refused in words, loses no typed text, tears nothing, and readers do not notice."""

import os
import subprocess

import pytest

from tests import server
from tests.drills.site import Site

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["/usr/bin/mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["/usr/bin/umount", "--lazy", folder], check=True)


@pytest.mark.parametrize(
    ("engine", "fault"),
    [("sqlite", "full"), ("postgresql", "full"), ("postgresql", "read-only"), ("postgresql", "database")],
)
def test_what_cannot_be_stored_is_refused_and_tears_nothing(small_disk, engine, fault, tmp_path, request):
    """On SQLite the database is on that disk, too; on PostgreSQL only the images."""
    address = f"sqlite:///{small_disk / 'site.sqlite3'}"
    if engine == "postgresql":
        address = request.getfixturevalue("postgres").create(f"masswerk_{fault.replace('-', '_')}")
    environment = server.production(small_disk, database_url=address)
    environment["MASSWERK_STATIC_ROOT"] = str(tmp_path / "static")
    server.run("tests.drills", environment, "prepare")
    log = tmp_path / "gunicorn.log"
    with log.open("wb") as stream, server.serving(environment, workers=2, log=stream) as url:
        report = Site(url, environment, log).drill("full_disk", url, fault)
    stored = engine == "postgresql" and fault != "database"  # the text, since its database has space
    assert report == {
        "stored_before": [],
        "text": [302, False, False] if stored else [503, True, True],
        "picture": [503, True, True],
        "images": [],
        "pages": [200],
        "text_before": len("Getippt, als nichts mehr ging. ") * 60 - 1 if stored else 0,
        "text_again": 302,
        "text_is_stored": True,
        "picture_again": 302,
        "images_again": [True],
        "integrity": "ok",
    }, log.read_text()[-3000:]
