"""Makes the site ready for the drills: its tables, its style sheets, a project with two editors, a moderator."""

from django.core.management import call_command

from municipalities.accounts.models import User
from municipalities.models import ModelProject
from tests.factories import make_draft, make_editor, make_project, make_public, make_user


def run():
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    project = make_project("Musterstadt")
    for name in ("anna", "berta"):
        make_editor(project, email=f"{name}@example.org")
    make_user("carla@example.org", is_moderator=True)
    make_public("Bestand", project=project)


def people():
    """Return the two editors and the moderator."""
    return [User.objects.get(email=f"{name}@example.org") for name in ("anna", "berta", "carla")]


def new_draft(title, **content):
    return make_draft(title, project=ModelProject.objects.get(name="Musterstadt"), by=people()[0], **content)


def new_public(title, **content):
    return make_public(title, project=ModelProject.objects.get(name="Musterstadt"), **content)
