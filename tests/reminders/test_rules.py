"""What is due when, who is told, and that nobody is told the same twice."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from measures import archiving_requests, workflow
from measures.models import Edition, Reminder
from measures.reminders.sending import send_reminders
from measures.reuse.mails import tell_of_statement
from municipalities.accounts.models import Mail
from tests.factories import (
    make_draft,
    make_editor,
    make_project,
    make_public,
    make_statement,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


@pytest.fixture
def project():
    return make_project("Ortsnetz")


@pytest.fixture
def editor(project):
    return make_editor(project, first_name="Rike", last_name="Redlich")


@pytest.fixture
def moderator():
    return make_user(is_moderator=True)


def mails_on(*days):
    """Return {day: [address]} of the mails that the daily run queues on these days from now."""
    sent, start = {}, now()
    for day in days:
        Mail.objects.all().delete()
        send_reminders(start + timedelta(days=day, minutes=1))
        sent[day] = sorted(Mail.objects.values_list("to", flat=True))
    return {day: addresses for day, addresses in sent.items() if addresses}


def test_a_public_entry_is_asked_about_three_times_then_the_kts_hears_of_it(project, editor, moderator):
    edition = make_public("Alt", project=project)
    Edition.objects.filter(pk=edition.pk).update(submitted_at=now(), published_at=now())
    mails = mails_on(*range(182, 260))
    of_accounts = {day for day in mails if mails[day] == [moderator.email]}
    assert {day for day in mails if editor.email in mails[day]} == {183, 204, 225}
    assert 246 in of_accounts
    assert Reminder.objects.filter(kind="confirm", user=moderator).count() == 1
    edition.refresh_from_db()
    workflow.confirm(edition=edition, by=editor, version=edition.version)
    Edition.objects.filter(pk=edition.pk).update(confirmed_at=now() + timedelta(days=260))
    assert editor.email not in str(mails_on(*range(260, 440, 20)))
    assert editor.email in mails_on(260 + 184)[260 + 184]


def test_a_submitted_change_silences_the_question_whether_the_entry_is_correct(project, editor):
    edition = make_public("Alt", project=project)
    Edition.objects.filter(pk=edition.pk).update(
        submitted_at=now() - timedelta(days=200), published_at=now() - timedelta(days=200)
    )
    change = workflow.start_draft(measure=edition.measure, by=editor)
    workflow.save_draft(edition=change, by=editor, version=1, content={"goals": "Neu"})
    workflow.submit(edition=change, by=editor, version=2)
    assert mails_on(0) == {}


def test_idle_drafts_and_unanswered_returns(project, editor, moderator):
    make_draft("Liegt", project=project, by=editor)
    back = make_submitted("Zurück", project=project, by=editor)
    workflow.return_with_note(edition=back, by=moderator, version=2, note="Kürzer.")
    mails = mails_on(*range(100))
    assert {day for day in mails if editor.email in mails[day]} == {14, 30, 42, 90}
    assert {day for day in mails if moderator.email in mails[day]} == {70}
    assert "Rückgaben ohne Antwort" in text_on(70)


def text_on(day):
    """Return the texts of the mails that were queued on a day, queued anew."""
    Reminder.objects.all().delete()
    Mail.objects.all().delete()
    send_reminders(now() + timedelta(days=day, minutes=1))
    return "\n".join(Mail.objects.values_list("text", flat=True))


def test_moderators_get_one_mail_a_day_about_what_was_submitted(project, editor, moderator):
    make_user(is_moderator=True, wants_mail_at_once=True)
    for number in range(25):
        make_submitted(f"Eintrag {number:02}", project=project, by=editor)
    make_submitted("Eigenes", project=project, by=moderator)
    Mail.objects.all().delete()
    noon = timezone.localtime().replace(hour=12) + timedelta(days=1)  # so that no midnight is near
    send_reminders(noon)
    (mail,) = Mail.objects.filter(to=moderator.email)
    assert mail.text.count("– Eintrag") == 20
    assert "– und 5 weitere" in mail.text
    assert "Eigenes" not in mail.text
    assert "/admin/\n" in mail.text
    assert Mail.objects.count() == 1  # the other moderator has had a mail about each
    assert send_reminders(noon + timedelta(minutes=1)) == 0
    make_submitted("Später", project=project, by=editor)
    assert send_reminders(noon + timedelta(minutes=2)) == 0  # not twice a day
    assert send_reminders(noon + timedelta(days=1)) == 1


def test_a_mail_at_once_comes_once_an_hour_about_the_same_entry(project, editor):
    eager = make_user(is_moderator=True, wants_mail_at_once=True)
    edition = make_submitted("Hin und her", project=project, by=editor)
    for version in (2, 4, 6):
        workflow.recall(edition=edition, by=editor, version=version)
        workflow.submit(edition=edition, by=editor, version=version + 1)
    assert Mail.objects.filter(to=eager.email).count() == 1


def test_requests_to_archive_and_re_uses_are_in_the_mail_of_the_day(project, editor, moderator):
    at_once = make_user("eilig@example.org", is_moderator=True, wants_mail_at_once=True)
    public = make_public("Pegel", project=project)
    archiving_requests.ask_for_archiving(edition=public, by=editor, version=public.version, reason="Ist vorbei.")
    said = make_statement(public)
    tell_of_statement(said, by=None)
    assert set(Mail.objects.exclude(to=editor.email).values_list("to", flat=True)) == {at_once.email}
    Mail.objects.all().delete()
    assert mails_on(0, 1, 14, 15) == {0: [moderator.email], 14: sorted([moderator.email, at_once.email])}
    kinds = Reminder.objects.filter(user=moderator).values_list("kind", "step")
    assert sorted(kinds) == [("archive", 0), ("archive", 1), ("reuse", 0), ("reuse", 1)]


def test_the_end_of_funding_is_said_once_to_both_sides(project, editor, moderator):
    project.funding_ends_on = timezone.localdate() + timedelta(days=200)
    project.save()
    mails = mails_on(*range(0, 300, 3))
    assert [day for day in mails if editor.email in mails[day]] == [18]
    assert "Die Förderung Ihres Projekts endet bald" in text_on(18)
    assert len(Reminder.objects.filter(kind="funding")) == 2


def test_people_without_access_get_nothing(project, editor, moderator):
    draft = make_draft("Liegt", project=project, by=editor)
    Edition.objects.filter(pk=draft.pk).update(edited_at=now() - timedelta(days=40))
    editor.memberships.update(ends_on=timezone.localdate() - timedelta(days=1), starts_on="2020-01-01")
    assert mails_on(0) == {}


def test_the_command(project, editor, moderator, capsys):
    make_submitted("Neu", project=project, by=editor)
    call_command("send_reminders")
    assert "1 reminders queued" in capsys.readouterr().out
