"""The mail queue: mails stay in the database until they are sent, also while the mail server fails."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail as sent
from django.core.management import call_command
from django.utils import timezone

from municipalities.accounts import mail_queue
from municipalities.accounts.models import Mail

pytestmark = pytest.mark.django_db


def waiting(**fields):
    return Mail.objects.create(**{"to": "amt@example.org", "subject": "Frage", "text": "Guten Tag\n", **fields})


def test_a_queued_mail_is_sent_once():
    row = waiting()
    out = StringIO()
    call_command("send_mail", stdout=out)
    assert "1 sent, 0 failed" in out.getvalue()
    message = sent.outbox[0]
    assert (message.to, message.subject, message.body) == (["amt@example.org"], "Frage", "Guten Tag\n")
    row.refresh_from_db()
    assert row.sent_at is not None
    assert mail_queue.send_due_mails() == (0, 0)


def test_no_mail_is_lost_while_the_server_fails_and_the_waits_grow(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    first, second = waiting(), waiting()
    assert mail_queue.send_due_mails() == (0, 2)
    assert mail_queue.send_due_mails() == (0, 0)
    waits = []
    for _ in range(12):
        Mail.objects.update(due_at=timezone.now())
        mail_queue.send_due_mails()
        first.refresh_from_db()
        waits.append(round((first.due_at - timezone.now()).total_seconds() / 60))
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (4, 360)
    assert (first.attempts, first.error[:22]) == (13, "ConnectionRefusedError")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Mail.objects.update(due_at=timezone.now())
    assert mail_queue.send_due_mails() == (2, 0)
    second.refresh_from_db()
    assert second.error == ""


def test_sent_mails_are_deleted_after_a_while_and_queued_ones_are_not():
    long_ago = timezone.now() - timedelta(days=15)
    waiting(sent_at=long_ago)
    kept = [waiting(sent_at=timezone.now()), waiting(created_at=long_ago, due_at=timezone.now() + timedelta(1))]
    mail_queue.send_due_mails()
    assert list(Mail.objects.all()) == kept


def test_a_subject_is_one_line_however_long_the_title():
    class Entry:
        title = "Ein\nsehr langer Titel " * 30
        pk = 1

    mail_queue.queue_mail(["amt@example.org"], "mail/published.txt", {"edition": Entry(), "project": None})
    subject = Mail.objects.get().subject
    assert len(subject) == 200
    assert "\n" not in subject
