"""Mails about what has happened to an entry. Each is queued in the transaction of its verb."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from measures.models import AuditEntry
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import Membership, User

ONE_MAIL_IN = timedelta(hours=1)  # about the same entry


def tell_moderators(editions, *, by):
    """Tell the moderators who want that at once, but not `by`, who has submitted them, that entries wait for review.

    It is one mail for all entries, and at most one an hour about the same entry. The others get a mail a day
    (measures/reminders/).
    """
    told = moderators().filter(wants_mail_at_once=True)
    editions = [edition for edition in editions if not _just_done(edition, AuditEntry.Verb.SUBMIT)]
    if len(editions) == 1:
        _queue("mail/submitted.txt", editions[0], told, except_for=by)
        return
    addresses = [user.email for user in told if user != by]
    if addresses and editions:
        projects = sorted({edition.measure.project.name for edition in editions})
        context = {"editions": editions, "projects": projects, "queue_address": reverse("admin:review_queue")}
        queue_mail(addresses, "mail/submitted_several.txt", context)


def _just_done(edition, verb):
    """Return whether the verb was carried out on the edition within the last hour before this time, too."""
    since = timezone.now() - ONE_MAIL_IN
    return AuditEntry.objects.filter(edition_key=edition.pk, verb=verb, at__gt=since).count() > 1


def tell_moderators_to_archive(edition, *, by, note):
    """Tell the moderators who want that at once that editors ask for a public entry to be archived, and why."""
    if not _just_done(edition, AuditEntry.Verb.ASK):
        told = moderators().filter(wants_mail_at_once=True)
        _queue("mail/archiving_asked.txt", edition, told, except_for=by, note=note)


def tell_editors(template, edition, *, by, note=""):
    """Tell the editors of the project, except `by`, what a moderator has done."""
    _queue(template, edition, editors_of(edition.measure.maintainer_id), except_for=by, note=note)


def tell_of_persons(template, project, editions):
    """Tell those who maintain entries of a project, or the moderators if nobody does, about persons named in them.

    All `editions` have the same maintainer. The mail lists the entries without the names of the persons.
    """
    editions = list(editions)
    editors = editors_of(editions[0].measure.maintainer_id)
    addresses = [user.email for user in editors or moderators()]
    if addresses:
        entries = sorted(editions, key=lambda edition: edition.title)
        path = reverse("admin:entry_edit", args=[entries[0].pk]) if len(entries) == 1 else reverse("admin:index")
        context = {"project": project, "entries": entries, "address": path, "without_editors": not editors}
        queue_mail(addresses, template, context)


def tell_of_move(edition, before, former, *, by, note):
    """Tell the editors of both model projects, except `by`, that an entry has moved, and why.

    Those who write for both get the mail of the new one. `before` is the former project, `former` the key of that whose
    editors have written it, or None.
    """
    after = edition.measure.project
    now = {user.email for user in editors_of(after) if user != by}
    formerly = {user.email for user in editors_of(former) if user != by} - now
    for addresses, may_write in ((now, True), (formerly, False)):
        context = {"edition": edition, "project": after, "before": before.name, "note": note, "may_write": may_write}
        context["address"] = reverse("admin:entry_edit", args=[edition.pk]) if may_write else reverse("admin:index")
        queue_mail(sorted(addresses), "mail/moved.txt", context)


def tell_receiver(offer, edition, *, by):
    """Tell those to whom an entry is offered, except `by`, that they may accept or decline it, and why."""
    address = reverse("admin:handovers")
    _queue_about_offer("mail/handover_offered.txt", offer, edition, editors_of(offer.receiver_id), address, by=by)


def tell_of_handover(template, offer, edition, users, *, by, note=""):
    """Tell `users`, except `by`, what has come of an offer."""
    _queue_about_offer(template, offer, edition, users, edition.get_absolute_url(), by=by, note=note)


def _queue_about_offer(template, offer, edition, users, address, *, by, note=""):
    users = users or moderators()
    addresses = sorted({user.email for user in users if user != by})
    if addresses:
        context = {
            "edition": edition,
            "project": edition.measure.project,
            "receiver": offer.receiver_name,
            "reason": offer.reason,
            "note": note,
            "address": address,
        }
        queue_mail(addresses, template, context)


def tell_of_lead(project, *, before, after, by, note):
    """Tell the editors of a model project, except `by`, that another municipality leads it, and why."""
    addresses = [user.email for user in editors_of(project) if user != by]
    context = {"project": project, "before": before, "after": after, "note": note}
    queue_mail(addresses, "mail/lead_changed.txt", {**context, "address": project.get_absolute_url()})


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
            "comments": edition.comments.for_editors(),
            "working_address": reverse("admin:entry_edit", args=[edition.pk]),
            "review_address": reverse("admin:entry_review", args=[edition.pk]),
            "queue_address": reverse("admin:review_queue"),
            "public_address": edition.get_absolute_url(),
        }
        queue_mail(addresses, template, context)
