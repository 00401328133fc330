"""A year of daily mails for 73 projects, with a clock."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from measures.models import Edition, Reminder
from measures.reminders.sending import send_reminders
from municipalities.accounts.models import Mail, User
from tests.factories import make_editor, make_project, make_public, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PROJECTS = 73
NOW = timezone.now()


def test_a_year_of_reminders():
    moderators = [make_user(is_moderator=True) for _ in range(2)]
    careful, careless = [], []
    for number in range(PROJECTS):
        project = make_project()
        (careful if number % 2 else careless).append(make_editor(project))
        edition = make_public(f"Eintrag {number}", project=project)
        at = NOW - timedelta(days=number + 1)
        Edition.objects.filter(pk=edition.pk).update(submitted_at=at, published_at=at)
    User.objects.update(date_joined=NOW, confirmed_at=NOW)
    mails = Counter()
    for day in range(0, 366, 1):
        now = NOW + timedelta(days=day, minutes=1)
        if send_reminders(now):
            mails.update(Mail.objects.values_list("to", flat=True))
            Mail.objects.all().delete()
            told = Reminder.objects.filter(at=now, kind="confirm", user__in=careful).values("edition")
            Edition.objects.filter(pk__in=told).update(confirmed_at=now + timedelta(hours=3))
    by_role = {
        "careful editor": {mails[user.email] for user in careful},
        "careless editor": {mails[user.email] for user in careless},
    }
    # A careful editor confirms at once, and again half a year later; a careless one is asked three times.
    assert by_role == {"careful editor": {2}, "careless editor": {3}}
    of_entries = Reminder.objects.filter(kind="confirm", user__in=moderators)
    assert of_entries.count() == len(moderators) * len(careless)
    twice = Counter(Reminder.objects.values_list("user", "kind", "edition", "project", "step", "at__date"))
    assert max(twice.values()) == 1
    # Accounts are to be confirmed in the second half of the year, once a month.
    assert {mails[user.email] for user in moderators} == {len(set(days_of(moderators[0])))}
    assert Reminder.objects.filter(user=moderators[0], kind="accounts").count() == 6
    assert not Reminder.objects.exclude(kind__in=["confirm", "accounts"]).exists()


def days_of(user):
    return [timezone.localdate(at) for at in Reminder.objects.filter(user=user).values_list("at", flat=True)]
