"""Entries with images, made, withdrawn and counted by the site under test."""

import os

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from measures import workflow
from measures.images.storage import names_of_files
from measures.images.stored_files import FIELD, remove_orphans
from measures.models import Edition
from tests.drills.prepare import new_draft, new_public
from tests.factories import make_picture


def run(what):
    return {"make": make, "withdraw": withdraw, "discard": discard, "orphans": orphans, "names": names}[what]()


def make():
    """Make a public entry and a draft, both with an image; return their addresses and file names."""
    public, draft = new_public("Mit Bild", **make_picture()), new_draft("Entwurf", **make_picture())
    return {
        "public": f"/massnahmen/{public.measure.slug}/bild",
        "draft": f"/massnahmen/{draft.measure.slug}/bild",
        "names": sorted([public.image.name, draft.image.name]),
    }


def withdraw():
    edition = Edition.objects.public().get(title="Mit Bild")
    workflow.withdraw(edition=edition, by=None, version=edition.version, reason="Irrtum")
    return {}


def discard():
    draft = Edition.objects.get(title="Entwurf")
    workflow.discard(edition=draft, by=None, version=draft.version)
    return names()


def orphans():
    """Leave a file that no edition names; return what remains after the command has run."""
    default_storage.save(f"{FIELD.upload_to}verwaist.jpg", ContentFile(b"x"))
    return {"removed": remove_orphans(), **names()}


def names():
    return {
        "names": sorted(names_of_files(default_storage)),
        "local": sorted(os.listdir(os.environ["MASSWERK_STORAGE"])),
    }
