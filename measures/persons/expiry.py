"""Daily clean-up: end the naming of persons after their last day, warn editors before it, and delete expired rows."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from measures import notices, workflow
from measures.content import PERSON
from measures.models import (
    AdviceRequest,
    AnsweredQuestion,
    BlockedAsker,
    Edition,
    Enquiry,
    Measure,
    OpenQuestion,
    Statement,
    Subscription,
    UnfinishedText,
    Upload,
)
from measures.persons.person_rules import WARNED_BEFORE
from municipalities.accounts import rate_limits
from municipalities.accounts.models import Attempt
from municipalities.models import ModelProject


def remove_persons() -> int:
    """Remove all persons whose last day has passed, and notify their editors. Return the number of entries."""
    today = timezone.localdate()
    expired = Edition.objects.naming_persons().filter(person_until__lt=today)
    measures = Measure.objects.filter(pk__in=expired.values("measure")).select_related("project")
    number = 0
    for (project, _maintainer), group in groupby(measures.order_by("project", "maintainer", "pk"), key=responsible):
        number += _remove_persons_of_project(project, group, today)
    return number


@transaction.atomic
def _remove_persons_of_project(project: ModelProject, measures: Iterable[Measure], today: date) -> int:
    """Remove the names and queue the mail about them in one transaction, so that neither happens without the other."""
    workflow.catalogue_changed()  # first, to take locks in the same order as a publication
    changed = [workflow.remove_person(measure=measure, by=None, ended_before=today) for measure in measures]
    entries = [editions[-1] for editions in changed if editions]
    if entries:
        notices.tell_of_persons("mail/person_removed.txt", project, entries)
    return len(entries)


@transaction.atomic
def warn_of_persons() -> int:
    """Warn editors once before each last day of a person whom visitors see. Return the number of entries."""
    today = timezone.localdate()
    ending_soon = Q(person_until__range=(today, today + WARNED_BEFORE))
    # A warning counts for one last day: if that was changed since, editors are warned again.
    not_warned = Q(person_warned_for=None) | ~Q(person_warned_for=F("person_until"))
    editions = (
        Edition.objects.readable()
        .naming_persons()
        .filter(ending_soon, not_warned)
        .select_for_update(of=["self"])  # so that two runs at the same time send one mail
        .select_related("measure__project")
        .order_by("measure__project", "measure__maintainer", "pk")
    )
    editions = list(editions)
    for (project, _maintainer), group in groupby(editions, key=lambda edition: responsible(edition.measure)):
        notices.tell_of_persons("mail/person_ends.txt", project, group)
    Edition.objects.filter(pk__in=[edition.pk for edition in editions]).update(person_warned_for=F("person_until"))
    return len(editions)


def responsible(measure: Measure) -> tuple[ModelProject, int | None]:
    """Return the project of a measure and the key of who maintains it."""
    return measure.project, measure.maintainer_id


def delete_expired_rows() -> None:
    """Delete what is past its retention.

    These are uploads, unfinished texts about persons, unconfirmed subscriptions and re-uses, questions to
    municipalities (of which the numbers and what was published stay), requests for advice, blocked askers, counted
    questions and attempts, and sessions.

    If questions are not counted any more, all of them go.
    """
    Upload.objects.expired().delete()
    Subscription.objects.expired().delete()
    AnsweredQuestion.objects.leave_askers(Enquiry.objects.past_retention())
    Enquiry.objects.forget()
    AdviceRequest.objects.expired().delete()
    BlockedAsker.objects.expired().delete()
    Statement.objects.expired().delete()
    since = timezone.now() - UnfinishedText.RETENTION_OF_PERSONS
    UnfinishedText.objects.filter(name__in=PERSON, since__lt=since).delete()
    questions = OpenQuestion.objects
    (questions.expired() if settings.MASSWERK_COUNT_QUESTIONS else questions.all()).delete()
    Attempt.objects.filter(at__lt=timezone.now() - rate_limits.RETENTION).delete()
    SessionStore.clear_expired()
