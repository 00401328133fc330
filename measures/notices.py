"""The mails that tell people what has happened to an entry. Each is written in the transaction of its verb."""

from django.urls import reverse

from municipalities.accounts.mail_queue import post
from municipalities.accounts.models import Membership, User


def tell_moderators(edition):
    """An entry waits for review."""
    moderators = User.objects.filter(is_active=True, is_moderator=True)
    _post("mail/submitted.txt", edition, moderators, but=edition.submitted_by)


def tell_editors(template, edition, *, by, note=""):
    """Tell those who write for the project what a moderator has done."""
    current = Membership.objects.current().filter(project=edition.measure.project_id)
    _post(template, edition, User.objects.filter(pk__in=current.values("user")), but=by, note=note)


def tell_of_persons(template, project, editions):
    """Tell those who write for a project, or else the moderators, of persons named in its entries; without names."""
    current = Membership.objects.current().filter(project=project)
    users = User.objects.filter(pk__in=current.values("user")) or User.objects.filter(is_active=True, is_moderator=True)
    addresses = [user.email for user in users]
    if addresses:
        entries = [
            (edition, reverse("admin:entry_edit", args=[edition.pk]))
            for edition in sorted(editions, key=lambda edition: edition.title)
        ]
        post(addresses, template, {"project": project, "entries": entries})


def _post(template, edition, users, *, but, note=""):
    addresses = [user.email for user in users if user != but]
    if addresses:
        context = {
            "edition": edition,
            "project": edition.measure.project,
            "note": note,
            "working_address": reverse("admin:entry_edit", args=[edition.pk]),
            "review_address": reverse("admin:entry_review", args=[edition.pk]),
            "public_address": edition.get_absolute_url(),
        }
        post(addresses, template, context)
