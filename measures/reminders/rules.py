"""Who is reminded of what, and when. Each rule returns what is due now, whether or not it was said before.

A reminder has steps: the first comes when something is due, the next ones later, as long as nothing has happened.
What happens to the thing (`since` is later then) begins with the first step again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from measures.models import Edition, Enquiry, Reminder, Statement
from municipalities.accounts.access_review import accounts_to_confirm
from municipalities.accounts.models import Membership
from municipalities.models import ModelProject

Kind, State = Reminder.Kind, Edition.State
OPEN_STATEMENTS = (Statement.State.WAITING, Statement.State.OBJECTION)

# Days after the event, for each step; those after the "|" go to the moderators, because the editors did not react.
CONFIRM = (183, 183 + 21, 183 + 42, "|", 183 + 63)
DRAFT = (30, 90)
RETURNED = (14, 42, "|", 70)
REVIEW = (0, 14, 28)
ARCHIVE = (0, 14, 28)
REUSE = (0, 14, 28)
ENQUIRY = (14, "|", 28)
FUNDING_BEFORE = 183  # days
ACCOUNTS_EVERY = 30  # days


@dataclass(frozen=True)
class Due:
    """Something to remind of: the reminder `step` of it, and since when the thing is as it is."""

    kind: Kind
    step: int
    since: datetime
    to_moderators: bool
    edition: Edition | None = None
    project: ModelProject | None = None

    @property
    def key(self) -> tuple[str, int | None, int | None]:
        """What the reminder is about."""
        return (
            self.kind.value,
            self.edition.pk if self.edition else None,
            self.project.pk if self.project else None,
        )


def everything_due(now: datetime) -> Iterator[Due]:
    """Yield all that is due at `now`, the most pressing first."""
    yield from of_editions(Kind.REVIEW, REVIEW, submitted(), now, always_moderators=True)
    yield from of_editions(Kind.ARCHIVE, ARCHIVE, asked_to_archive(), now, always_moderators=True)
    yield from waiting_statements(now)
    yield from of_editions(Kind.RETURNED, RETURNED, returned(), now)
    yield from unanswered_enquiries(now)
    yield from of_editions(Kind.CONFIRM, CONFIRM, public(), now)
    yield from of_editions(Kind.DRAFT, DRAFT, drafts(), now)
    yield from ending_funding(now)
    yield from due_accounts(now)


def of_editions(kind, days, editions, now, *, always_moderators=False) -> Iterator[Due]:
    """Yield what is due of `editions`, which have the time of their last event as `since`."""
    steps = [number for number in days if number != "|"]
    of_editors = days.index("|") if "|" in days else len(days)
    for edition in editions.filter(since__lte=now - timedelta(days=steps[0])).select_related("measure__project"):
        waited = (now - edition.since).days
        step = max(place for place, number in enumerate(steps) if waited >= number)
        yield Due(kind, step, edition.since, always_moderators or step >= of_editors, edition=edition)


def submitted():
    return Edition.objects.filter(state=State.SUBMITTED).annotate(since=F("submitted_at"))


def asked_to_archive():
    asked = Edition.objects.public().filter(measure__archiving_request__isnull=False)
    return asked.annotate(since=F("measure__archiving_request__asked_at"))


def returned():
    return Edition.objects.filter(state=State.RETURNED).annotate(since=Greatest("edited_at", "returned_at"))


def drafts():
    return Edition.objects.filter(state=State.DRAFT).annotate(since=F("edited_at"))


def public():
    """Return the public editions, without those that a submitted edition is about to replace."""
    waiting = Edition.objects.filter(measure=OuterRef("measure"), state=State.SUBMITTED)
    found = Edition.objects.filter(~Exists(waiting), state=State.PUBLISHED)
    return found.annotate(since=Coalesce("confirmed_at", "published_at"))


def unanswered_enquiries(now: datetime) -> Iterator[Due]:
    """Yield the projects with questions of visitors that wait: first for their editors, if there are any.

    Another question that has waited for as long makes the same reminder due again.
    """
    with_editor = set(Membership.objects.current().values_list("project", flat=True))
    days = [number for number in ENQUIRY if number != "|"]
    for step, number in enumerate(days):
        waiting = Enquiry.objects.open().filter(confirmed_at__lte=now - timedelta(days=number))
        for kept_by_moderators, responsible in ((False, "measure__maintainer"), (True, "measure__project")):
            some = waiting.filter(measure__maintainer__isnull=kept_by_moderators)
            newest = dict(some.order_by().values_list(responsible).annotate(Max("confirmed_at")))
            for project in ModelProject.objects.filter(pk__in=newest):
                since = newest[project.pk] + timedelta(days=number)
                has_editor = project.pk in with_editor and not kept_by_moderators
                if step == 0 or has_editor:
                    yield Due(Kind.ENQUIRY, step, since, step > 0 or not has_editor, project=project)


def waiting_statements(now: datetime) -> Iterator[Due]:
    """Yield the projects with statements on re-uses of their measures that wait for a moderator.

    Another statement makes the first reminder due again, and one that has waited as long the later ones.
    """
    for step, number in enumerate(REUSE):
        waiting = Statement.objects.filter(state__in=OPEN_STATEMENTS, made_at__lte=now - timedelta(days=number))
        newest = dict(waiting.order_by().values_list("reuse__measure__project").annotate(Max("made_at")))
        for project in ModelProject.objects.filter(pk__in=newest):
            yield Due(Kind.REUSE, step, newest[project.pk] + timedelta(days=number), True, project=project)


def ending_funding(now: datetime) -> Iterator[Due]:
    """Yield the projects whose funding ends soon: editors and moderators hear of it once each."""
    today = timezone.localdate(now)
    last = today + timedelta(days=FUNDING_BEFORE)
    for project in ModelProject.objects.filter(funding_ends_on__range=(today, last)):
        for to_moderators in (False, True):
            yield Due(Kind.FUNDING, 0, now - timedelta(days=365), to_moderators, project=project)


def due_accounts(now: datetime) -> Iterator[Due]:
    """Yield once a month that accounts are to be confirmed, if there are any."""
    if accounts_to_confirm(now).exists():
        yield Due(Kind.ACCOUNTS, 0, now - timedelta(days=ACCOUNTS_EVERY), to_moderators=True)
