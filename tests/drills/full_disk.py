"""An editor whose site cannot store: its disk is full or read-only, or its database is read-only.

Tells what is answered, what is stored, what is left.
"""

import shutil
import subprocess
import time
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import requests
from django.conf import settings
from django.db import connection
from django.urls import reverse
from PIL import Image

from tests.drills.edits import PUBLIC_PAGES
from tests.drills.person import Answer, Person
from tests.drills.prepare import new_draft, people
from tests.forms import filled

SAID = "Der Speicher ist voll"
TYPED = "Getippt, als nichts mehr ging. " * 60


def run(url, fault):
    anna, *_ = people()
    person, draft = Person(url, anna), new_draft("Stand 0")
    address = reverse("admin:entry_edit", args=[draft.pk])
    report = {"stored_before": images()}
    form = person.get(address).form
    with FAULTS[fault]():
        picture = post_picture(person, url + address, form | {"summary": "Mit Bild"})
        answer = person.post(address, form | {"description": TYPED})
        report |= {
            "picture": [picture.status, SAID in picture.html, typed_in(picture, "summary") == "Mit Bild"],
            "text": [answer.status, SAID in answer.html, typed_in(answer, "description") == TYPED],
            "images": images(),
            "pages": sorted({person.get(path).status for path in PUBLIC_PAGES * 3}),
        }
    draft.refresh_from_db()
    report["text_before"] = len(draft.description)
    if answer.status == 503:  # the button of that page
        answer = person.post(address, filled(answer.html, None))
    draft.refresh_from_db()
    report |= {"text_again": answer.status, "text_is_stored": draft.description.strip() == TYPED.strip()}
    picture = post_picture(person, url + address, person.get(address).form)
    report |= {"picture_again": picture.status, "images_again": images(), "integrity": integrity()}
    return report


@contextmanager
def no_space_left():
    """Fill the disk to the last byte. SQLite's log is emptied before: it would be written over without new space."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filler = Path(settings.STORAGE) / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            for size in (1 << 16, 1 << 10, 1):
                try:
                    while file.write(b"x" * size) == size:
                        pass
                except OSError:
                    continue
        assert shutil.disk_usage(settings.STORAGE).free == 0
        yield
    finally:
        filler.unlink()


@contextmanager
def read_only_disk():
    """As a system does after errors of its disk. SQLite's file is open and would prevent this."""
    mount = ["/usr/bin/mount", "-o"]
    subprocess.run([*mount, "remount,ro", settings.STORAGE], check=True)
    try:
        yield
    finally:
        subprocess.run([*mount, "remount,rw", settings.STORAGE], check=True)


@contextmanager
def read_only_database():
    """As a standby, or a server whose disk is nearly full."""
    try:
        make_database_read_only("on")
        yield
    finally:
        make_database_read_only("off")


def make_database_read_only(value):
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        cursor.execute(f"ALTER DATABASE {connection.settings_dict['NAME']} SET default_transaction_read_only = {value}")
        # For new connections: end the others, and ours last
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
    connection.close()
    time.sleep(2)  # until the workers have new ones


FAULTS = {"full": no_space_left, "read-only": read_only_disk, "database": read_only_database}


def post_picture(person, url, form):
    file = BytesIO()
    Image.effect_noise((400, 300), 90).save(file, "PNG")
    answer = requests.post(
        url,
        data={**form, "image_alt": "Rauschen", "image_rights": "Wir"},
        files={"image": ("bild.png", file.getvalue())},
        cookies=person.cookies,
        allow_redirects=False,
        timeout=20,
    )
    return Answer(answer.status_code, "", answer.text)


def typed_in(answer, name):
    """Return what the error page keeps of a field."""
    return filled(answer.html, None).get(name)


def images():
    return sorted(path.stat().st_size > 0 for path in (Path(settings.MEDIA_ROOT)).rglob("*") if path.is_file())


def integrity():
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return cursor.fetchone()[0]
