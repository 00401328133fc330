"""A moderator sends a reminder again: the same mail, without what has been done since."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.models import Edition, Reminder
from measures.reminders.sending import send_reminders
from municipalities.accounts.models import Mail, Membership
from tests.factories import make_draft, make_editor, make_project, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("Ortsnetz")


@pytest.fixture
def editor(project):
    return make_editor(project, first_name="Rike", last_name="Redlich")


@pytest.fixture
def drafts(project, editor):
    """Two drafts of which the editor was reminded two days ago, and one that has been due since."""
    found = [make_draft(title, project=project, by=editor) for title in ("Pegel", "Parken")]
    Edition.objects.update(edited_at=timezone.now() - timedelta(days=40))
    later = make_draft("Brunnen", project=project, by=editor)
    Edition.objects.filter(pk=later.pk).update(edited_at=timezone.now() - timedelta(days=31))
    send_reminders(timezone.now() - timedelta(days=2))
    Mail.objects.all().delete()
    return found


def again(client, *, follow=False):
    first = Reminder.objects.order_by("pk").first()
    return client.post(reverse("admin:reminder_again", args=[first.pk]), follow=follow)


def test_the_list_shows_each_mail_and_sends_it_again(client, editor, drafts):
    sign_in(client, make_user(is_moderator=True))
    page = client.get(reverse("admin:reminders")).content.decode()
    assert page.count("Rike Redlich</th>") == 1
    assert "Pegel" in page
    assert "Parken" in page
    assert "noch einmal an Rike Redlich" in again(client, follow=True).content.decode()
    (mail,) = Mail.objects.all()
    assert mail.to == editor.email
    assert "– Pegel (Ortsnetz)\n– Parken (Ortsnetz)" in mail.text
    assert "Brunnen" not in mail.text  # the mail did not say that
    assert Reminder.objects.count() == 4
    assert send_reminders() == 0  # the next one does not come on top of it


def test_what_has_been_done_since_is_left_out(client, editor, drafts):
    sign_in(client, make_user(is_moderator=True))
    draft = Edition.objects.get(title="Pegel")
    workflow.discard(edition=draft, by=editor, version=draft.version)
    again(client)
    (mail,) = Mail.objects.all()
    assert "Parken" in mail.text
    assert "Pegel" not in mail.text
    Membership.objects.all().delete()  # nobody who has no access any more gets one
    assert "nichts mehr fällig" in again(client, follow=True).content.decode()
    assert Mail.objects.count() == 1


def test_editors_cannot_send_reminders(client, editor, drafts):
    sign_in(client, editor)
    assert again(client).status_code == 403
    assert not Mail.objects.exists()
