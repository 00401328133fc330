"""The mail queue: mails stay in the database until they are sent, also while the mail server fails."""

import socket
import time
from datetime import timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail as sent
from django.core.mail.backends.locmem import EmailBackend as LocMemBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from municipalities import repeating
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
    assert [mail_queue.send_due_mails() for _ in range(3)] == [(0, 1), (0, 1), (0, 0)]
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


def test_a_server_that_hangs_costs_one_time_out_outside_of_any_transaction(settings, monkeypatch):
    rows = [waiting() for _ in range(5)]
    depth = len(connection.savepoint_ids)
    depths = []

    class Watched(EmailBackend):
        def open(self):
            depths.append(len(connection.savepoint_ids))
            return super().open()

    monkeypatch.setattr(mail_queue, "get_connection", Watched)
    settings.EMAIL_TIMEOUT = 0.5
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        started = time.monotonic()
        assert mail_queue.send_due_mails() == (0, 1)
    assert time.monotonic() - started < 2
    assert depths == [depth]
    assert [Mail.objects.get(pk=row.pk).attempts for row in rows] == [1, 0, 0, 0, 0]


def test_a_refused_recipient_does_not_hold_the_others_up(monkeypatch):
    class Refusing(LocMemBackend):
        def send_messages(self, messages):
            if messages[0].to == ["gibt-es-nicht@example.org"]:
                raise SMTPRecipientsRefused({})
            return super().send_messages(messages)

    monkeypatch.setattr(mail_queue, "get_connection", Refusing)
    waiting(to="gibt-es-nicht@example.org")
    waiting()
    assert mail_queue.send_due_mails() == (1, 1)


def test_the_wait_does_not_outlive_the_link_in_the_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = waiting(is_secret=True, attempts=40)
    mail_queue.send_due_mails()
    row.refresh_from_db()
    assert row.due_at - timezone.now() <= timedelta(minutes=15)


def test_a_command_that_runs_for_ever_survives_that_the_database_is_away(monkeypatch, caplog):
    rounds = iter([None, OperationalError("weg"), InterfaceError("weg"), None, KeyboardInterrupt()])

    def task():
        result = next(rounds)
        if result:
            raise result

    monkeypatch.setattr(repeating, "close_old_connections", lambda: None)  # they are the test's own
    monkeypatch.setattr(repeating.connections, "close_all", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        repeating.repeat(task, 0)
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


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


def test_the_health_check_says_that_mail_is_not_sent(client):
    now = timezone.now()
    waiting(created_at=now - timedelta(minutes=29))
    assert client.get("/healthz").json()["status"] == "ok"

    oldest = waiting(created_at=now - timedelta(minutes=31))
    response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (503, "mail is not sent")
    assert response.json()["mail_waits_since"][:19] == oldest.created_at.isoformat()[:19]
    assert client.get("/healthz/alive").status_code == 200

    waiting(sent_at=now)  # so it is one address that refuses
    assert client.get("/healthz").status_code == 200
    Mail.objects.exclude(pk=oldest.pk).delete()
    Mail.objects.update(failed_at=now, error="given up")
    assert client.get("/healthz").status_code == 200
