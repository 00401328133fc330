"""Fills an empty database for the pictures of the help page, and prints the addresses of its entries as JSON.

Run as a process of its own by help_pictures.py, with the mail address of the editor as argument.
"""

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from measures import workflow  # noqa: E402
from measures.models import Edition  # noqa: E402
from tests.factories import make_draft, make_editor, make_project, make_public, make_user  # noqa: E402

call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
project = make_project("Musterstadt")
editor = make_editor(project, email=sys.argv[1], first_name="Rike", last_name="Redlich")
kts = make_user("kts@example.org", is_moderator=True, first_name="Kim", last_name="Tessmer")

make_draft("Sitzbank mit Ladestation", project=project, by=editor, summary="Strom am Marktplatz.")
returned = make_draft("Mängelmelder", project=project, by=editor, summary="Schäden per Foto melden.")
workflow.submit(edition=returned, by=editor, version=returned.version)
workflow.return_with_note(
    edition=returned, by=kts, version=returned.version, note="Bitte nennen Sie noch die Kosten und die Lizenz."
)
public = make_public("Hochwasserpegel im Netz", project=project, summary="Pegelstände alle zehn Minuten.")
long_ago = timezone.now() - timedelta(days=240)
Edition.objects.filter(pk=public.pk).update(submitted_at=long_ago, published_at=long_ago)
print(  # noqa: T201
    json.dumps(
        {
            "returned": reverse("admin:entry_edit", args=[returned.pk]),
            "public": reverse("admin:entry_show", args=[public.pk]),
        }
    )
)
