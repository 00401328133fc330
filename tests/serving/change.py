"""Changes the catalogue of the site under test from a process of its own, as told by the first argument."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from measures import workflow  # noqa: E402
from measures.models import Edition, SolutionType  # noqa: E402
from municipalities.models import ModelProject  # noqa: E402
from tests.factories import make_editor, make_project, make_public  # noqa: E402
from tests.login import session_of  # noqa: E402


def prepare():
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    fill()


def fill():
    call_command("import_catalogue", verbosity=0)


def sign_in():
    """Print the session of an editor."""
    print(session_of(make_editor(make_project("Musterstadt"))))  # noqa: T201 - read by the test


def publish():
    make_public("Zeppelinlandeplatzreservierung")


def publish_cool():
    ulm = ModelProject.objects.get(slug="ulm")
    make_public("Klimaanlagenverleih", summary="Eine Klimaanlage leihen.", project=ulm)


def withdraw():
    edition = Edition.objects.public().get(title="Zeppelinlandeplatzreservierung")
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", closed_at=timezone.now(), close_reason="Irrtum")
    workflow.catalogue_changed()


def rename():
    SolutionType.objects.filter(slug="app").update(name="Handyprogramm")
    workflow.catalogue_changed()


DEEDS = [prepare, fill, sign_in, publish, publish_cool, withdraw, rename]
{deed.__name__: deed for deed in DEEDS}[sys.argv[1]]()
