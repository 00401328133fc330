"""Queue the daily mails: one for each user for whom something new is due, and no second one on the same day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import attrgetter

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from measures.models import Reminder
from measures.notices import moderators
from measures.reminders.rules import Due, Kind, everything_due
from measures.reminders.texts import section_of
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import Membership, User

ALSO_AT_ONCE = (Kind.REVIEW, Kind.ARCHIVE, Kind.REUSE)
MOST_LISTED = 20  # entries in one section of a mail; the rest is counted


@transaction.atomic
def send_reminders(now: datetime | None = None) -> int:
    """Queue the mails that are due and note what they say. Return the number of mails."""
    now = now or timezone.now()
    Reminder.objects.filter(at__lt=now - timedelta(days=Reminder.RETENTION)).delete()
    recipients = Recipients(now)
    for due in everything_due(now):
        recipients.add(due)
    for user, lines in recipients.lines.items():
        queue_mail([user.email], "mail/reminders.txt", context_of(user, lines))
        note_sent(user, lines, now)
    return len(recipients.lines)


@transaction.atomic
def send_again(reminder: Reminder, now: datetime | None = None) -> bool:
    """Queue the mail that `reminder` is a line of once more, with those of its lines that are still due.

    Return False, and queue nothing, if none is due any more.
    """
    now = now or timezone.now()
    recipients = Recipients(now)
    rows = Reminder.objects.filter(user=reminder.user_id, at=reminder.at)
    said = set(rows.values_list("kind", "edition", "project"))
    lines = [due for due in everything_due(now) if due.key in said and recipients.concern(due, reminder.user)]
    if not lines:
        return False
    queue_mail([reminder.user.email], "mail/reminders.txt", context_of(reminder.user, lines))
    note_sent(reminder.user, lines, now)
    return True


def note_sent(user: User, lines: list[Due], now: datetime) -> None:
    Reminder.objects.bulk_create(
        Reminder(user=user, kind=due.kind, step=due.step, edition=due.edition, project=due.project, at=now)
        for due in lines
    )


class Recipients:
    """Who gets a mail: {user: what it says} in `lines`."""

    def __init__(self, now: datetime) -> None:
        # The lock makes two runs at the same time take turns, so that the second one sees what the first has sent.
        users = User.objects.filter(is_active=True).select_for_update(no_key=True).order_by("pk")
        self._users = {user.pk: user for user in users}
        keys = set(moderators().values_list("pk", flat=True))
        self._moderators = [user for key, user in self._users.items() if key in keys]
        self._editors: dict[int, list[User]] = defaultdict(list)
        for project, key in Membership.objects.current().values_list("project", "user").order_by("user"):
            self._editors[project].append(self._users[key])
        self._sent: dict[tuple, Reminder] = {}
        for reminder in Reminder.objects.all():
            self._sent[(reminder.user_id, reminder.kind, reminder.edition_id, reminder.project_id)] = reminder
        today = timezone.localdate(now)
        self._had_one_today = {sent.user_id for sent in self._sent.values() if timezone.localdate(sent.at) == today}
        self.lines: dict[User, list[Due]] = {}

    def add(self, due: Due) -> None:
        """Add `due` to the mails of those whom it concerns and who were not told before."""
        for user in self._concerned(due):
            if user.pk not in self._had_one_today and not self._was_told(user, due):
                self.lines.setdefault(user, []).append(due)

    def concern(self, due: Due, user: User) -> bool:
        """Return whether `due` is for this user, who has access at present."""
        return user in self._concerned(due)

    def _concerned(self, due: Due) -> list[User]:
        if due.to_moderators:
            return self._moderators
        maintainer = due.project.pk if due.project else due.edition.measure.maintainer_id
        return self._moderators if maintainer is None else self._editors[maintainer]

    def _was_told(self, user: User, due: Due) -> bool:
        if due.kind == Kind.REVIEW and due.edition.submitted_by_id == user.pk:
            return True  # they know
        if due.kind in ALSO_AT_ONCE and due.step == 0 and user.wants_mail_at_once:
            return True  # by a mail of its own
        sent = self._sent.get((user.pk, *due.key))
        return sent is not None and sent.at >= due.since and sent.step >= due.step


def context_of(user: User, lines: list[Due]) -> dict:
    """Return the context of mail/reminders.txt."""
    sections = [{**section_of(*key), **listed(some)} for key, some in grouped(lines)]
    return {
        "user": user,
        "number": len(lines),
        "sections": sections,
        "address": reverse("admin:index"),
    }


def grouped(lines: Iterable[Due]) -> list[tuple[tuple[Kind, bool], list[Due]]]:
    groups: dict[tuple[Kind, bool], list[Due]] = {}
    for due in lines:
        groups.setdefault((due.kind, due.to_moderators), []).append(due)
    return list(groups.items())


def listed(lines: list[Due]) -> dict:
    """Return what a section lists, that which has waited longest first, and how many more there are."""
    lines = sorted((due for due in lines if due.edition or due.project), key=attrgetter("since"))
    return {"lines": lines[:MOST_LISTED], "more": len(lines[MOST_LISTED:])}
