"""Mails about what has happened to an entry. Each is queued in the transaction of its verb."""

from django.urls import reverse

from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import Membership, User


def tell_moderators(editions, *, by):
    """Tell all moderators but `by`, who has submitted them, that entries wait for review: one mail for all of them."""
    if len(editions) == 1:
        _queue("mail/submitted.txt", editions[0], moderators(), except_for=by)
        return
    addresses = [user.email for user in moderators() if user != by]
    if addresses and editions:
        projects = sorted({edition.measure.project.name for edition in editions})
        context = {"editions": editions, "projects": projects, "queue_address": reverse("admin:review_queue")}
        queue_mail(addresses, "mail/submitted_several.txt", context)


def tell_moderators_to_archive(edition, *, by, note):
    """Tell the moderators that editors ask for a public entry to be archived, and why."""
    _queue("mail/archiving_asked.txt", edition, moderators(), except_for=by, note=note)


def tell_editors(template, edition, *, by, note=""):
    """Tell the editors of the project, except `by`, what a moderator has done."""
    _queue(template, edition, editors_of(edition.measure.project_id), except_for=by, note=note)


def tell_of_persons(template, project, editions):
    """Tell the editors of a project, or the moderators if it has none, about persons named in its entries.

    The mail lists the entries without the names of the persons.
    """
    addresses = [user.email for user in editors_of(project) or moderators()]
    if addresses:
        entries = [
            (edition, reverse("admin:entry_edit", args=[edition.pk]))
            for edition in sorted(editions, key=lambda edition: edition.title)
        ]
        queue_mail(addresses, template, {"project": project, "entries": entries})


def moderators():
    return User.objects.filter(is_active=True, is_moderator=True)


def editors_of(project):
    current = Membership.objects.current().filter(project=project)
    return User.objects.filter(pk__in=current.values("user"))


def _queue(template, edition, users, *, except_for, note=""):
    addresses = [user.email for user in users if user != except_for]
    if addresses:
        context = {
            "edition": edition,
            "project": edition.measure.project,
            "note": note,
            "working_address": reverse("admin:entry_edit", args=[edition.pk]),
            "review_address": reverse("admin:entry_review", args=[edition.pk]),
            "queue_address": reverse("admin:review_queue"),
            "public_address": edition.get_absolute_url(),
        }
        queue_mail(addresses, template, context)
