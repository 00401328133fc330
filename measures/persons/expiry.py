"""What runs out by itself: persons may be named up to a day, and what people leave behind on the way is not kept."""

from itertools import groupby

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from measures import notices, workflow
from measures.intake import uploads
from measures.models import Edition, Measure, Upload
from measures.persons.person_rules import WARNED_BEFORE
from municipalities.accounts import rate_limits
from municipalities.accounts.models import Attempt


def remove_persons():
    """Take out all persons whose last day is over, and tell their editors; return from how many entries."""
    today = timezone.localdate()
    over = Edition.objects.naming_persons().filter(person_until__lt=today)
    measures = Measure.objects.filter(pk__in=over.values("measure")).select_related("project")
    number = 0
    for project, ending in groupby(measures.order_by("project", "pk"), key=lambda measure: measure.project):
        number += _remove(project, ending, today)
    return number


@transaction.atomic
def _remove(project, measures, today):
    """The names and the mail about them go together, one transaction for each project."""
    workflow.catalogue_changed()  # first, so that locks are taken in the order in which a publication does
    removed = [workflow.remove_person(measure=measure, by=None, ended_before=today) for measure in measures]
    entries = [editions[-1] for editions in removed if editions]
    if entries:
        notices.tell_of_persons("mail/person_removed.txt", project, entries)
    return len(entries)


@transaction.atomic
def warn_of_persons():
    """Tell editors once of each end that comes soon for a person whom visitors see; return of how many entries."""
    today = timezone.localdate()
    soon = Edition.objects.readable().naming_persons().filter(person_until__range=(today, today + WARNED_BEFORE))
    due = soon.filter(Q(person_warned_for=None) | ~Q(person_warned_for=F("person_until"))).select_for_update(
        of=["self"]
    )
    editions = list(due.select_related("measure__project").order_by("measure__project", "pk"))
    for project, ending in groupby(editions, key=lambda edition: edition.measure.project):
        notices.tell_of_persons("mail/person_ends.txt", project, ending)
    Edition.objects.filter(pk__in=[edition.pk for edition in editions]).update(person_warned_for=F("person_until"))
    return len(editions)


def forget_leftovers():
    """Delete what else is kept for a while only, and would stay if nobody came to push it out."""
    now = timezone.now()
    Upload.objects.filter(created_at__lt=now - uploads.KEPT).delete()
    Attempt.objects.filter(at__lt=now - rate_limits.RETENTION).delete()
    SessionStore.clear_expired()
