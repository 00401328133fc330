"""Reports of mail servers: which end a subscription, which count, and that no forged one reaches somebody else's."""

import io
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core import mail as sent_mails
from django.core.management import call_command
from django.utils import timezone

from measures.models import Subscription
from measures.subscriptions import verbs
from measures.subscriptions.bounces import MOST_SOFT, take_report
from measures.subscriptions.links import return_path
from municipalities.accounts.mail_queue import queue_mail, send_due_mails
from municipalities.accounts.models import Mail

pytestmark = pytest.mark.django_db
READER, OTHER = "jana@example.org", "tom@example.org"
REPORT = """From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

The mail to {victim} could not be delivered. Nicht zustellbar – ß.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Original-Recipient: rfc822; {victim}
Final-Recipient: rfc822; {victim}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--B
Content-Type: message/rfc822

From: abo@example.org
To: {victim}
Subject: Neu

Text
--B--
"""


@pytest.fixture(autouse=True)
def _mailbox(settings):
    settings.MASSWERK_BOUNCES_TO = "abo@example.org"
    settings.MASSWERK_MAIL_AT_ONCE = False


def follow(email=READER, query="typ=app"):
    now = timezone.now()
    return Subscription.objects.create(email=email, query=query, confirmed_at=now, looked_at=now)


def report(subscription=None, *, to=None, action="failed", status="5.1.1", victim=READER):
    to = return_path(subscription) if to is None else to
    return REPORT.format(to=to, victim=victim, action=action, status=status).encode()


def test_mails_to_readers_have_return_paths_of_their_own_and_no_others(settings, rf):
    subscription = follow()
    verbs.ask_for(email=READER, query="typ=app", rhythm="sofort", wants_letter=False, request=rf.post("/abo/"))
    queue_mail([OTHER], "mail/letter.txt", {"letter": {"subject": "Brief", "text": "Text"}, "address": "/"})
    send_due_mails()
    to_reader, to_other = sent_mails.outbox
    assert to_reader.from_email == return_path(subscription)
    assert "masswerk@localhost" in to_other.from_email
    assert str(to_reader.message()["From"]) == str(to_other.message()["From"]) == to_other.from_email
    assert len(return_path(subscription).partition("@")[0]) <= 64
    assert not Mail.objects.filter(to=READER).exclude(return_path="").exists()
    settings.MASSWERK_BOUNCES_TO = ""
    assert return_path(subscription) == ""


@pytest.mark.parametrize(
    ("action", "status"), [("failed", "5.1.1"), ("Failed", "5.1.10"), ("failed", "5.0.0"), ("failed", "5.2.1")]
)
def test_an_address_that_does_not_exist_ends_its_subscriptions(action, status):
    subscription, other = follow(), follow(OTHER)
    follow(query="typ=dashboard")
    assert take_report(report(subscription, action=action, status=status)).startswith("2 subscriptions")
    assert list(Subscription.objects.all()) == [other]
    assert "ended already" not in take_report(report(subscription))  # the second of two reports finds nothing


@pytest.mark.parametrize("status", ["4.4.7", "5.2.2", "5.7.1", "5.3.4"])
def test_other_failures_count(status):
    subscription = follow()
    for number in range(1, MOST_SOFT):
        assert (
            take_report(report(subscription, status=status)) == f"Counted: {number} of {MOST_SOFT} failed deliveries."
        )
    subscription.refresh_from_db()
    assert subscription.bounces == MOST_SOFT - 1
    assert take_report(report(subscription, status=status)).startswith("1 subscriptions")
    assert not Subscription.objects.exists()


def test_old_failures_are_forgotten():
    subscription = follow()
    for _ in range(MOST_SOFT - 1):
        take_report(report(subscription, status="4.4.7"))
    Subscription.objects.update(bounced_at=timezone.now() - timedelta(days=61))
    assert take_report(report(subscription, status="4.4.7")).startswith("Counted: 1 ")


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("delayed", "4.4.1"),
        ("delivered", "2.0.0"),
        ("relayed", "2.0.0"),
        ("failed", "2.0.0"),
        ("failed", "x"),
        ("", ""),
    ],
)
def test_a_delay_says_nothing(action, status):
    subscription = follow()
    assert take_report(report(subscription, action=action, status=status)).startswith("Ignored")
    subscription.refresh_from_db()
    assert subscription.bounces == 0


def test_forged_reports_reach_nobody():
    subscription, mine = follow(), follow(OTHER)
    path, own = return_path(subscription), return_path(mine)
    signature = own.partition("-")[2]
    forged = [
        "abo@example.org", f"abo+{subscription.pk}@example.org", f"abo+{subscription.pk}-@example.org",
        f"abo+{subscription.pk}-{'0' * 24}@example.org", f"abo+{subscription.pk}-{signature}",
        path.replace("example.org", "evil.example"), path.replace("abo", "xabo"), path.replace("@", "0@"),
        f"abo+0{subscription.pk}-{path.partition('-')[2]}", f"abo+{'9' * 30}-{'0' * 24}@example.org", READER, "",
    ]  # fmt: skip
    for to in forged:
        assert take_report(report(to=to)).startswith("Ignored"), to
    # Who gets a mail can end what is their own, but not what a report says in its text.
    take_report(report(mine, victim=READER))
    assert list(Subscription.objects.all()) == [subscription]
    subscription.refresh_from_db()
    assert subscription.bounces == 0


def test_return_path_is_found_whatever_a_mail_server_does_to_it():
    for change in (
        str.upper,
        lambda path: f"<{path}>",
        lambda path: f'"x" <{path}>',
        lambda path: f"a@b.example, {path}",
    ):
        assert take_report(report(to=change(return_path(follow())))).startswith("1 subscriptions")
    content = report(to="postmaster@example.org")
    assert take_report(content, return_path(follow())).startswith("1 subscriptions")
    subscription = follow()
    content = b"Delivered-To: " + return_path(subscription).encode() + b"\n" + content
    assert take_report(content).startswith("1 subscriptions")


def test_what_is_no_report_is_ignored():
    subscription = follow()
    reply = EmailMessage()
    reply["To"] = return_path(subscription)
    reply["Subject"] = "Abwesend"
    reply.set_content("Status: 5.1.1\nAction: failed")
    whole = report(subscription)
    strange = [
        bytes(reply), b"", b"\0\xff" * 100, whole.replace(b"boundary", b"x"), whole.replace(b"/report", b"/mixed"),
        b"To: " + b"a@b," * 5000 + b"\n\n", whole.replace(b"message/delivery-status", b"text/plain"), whole[:400],
        b"Content-Type: multipart/report; boundary=B\n" * 3 + b"\n" + b"--B\n" * 500,
    ]  # fmt: skip
    for content in strange:
        assert take_report(content).startswith("Ignored"), content
    assert list(Subscription.objects.filter(bounces=0)) == [subscription]
    assert take_report(whole.replace(b"utf-8", b"klingon")[:-100]).startswith(
        "1 subscriptions"
    )  # the rest does not count


def test_command_reads_one_mail(monkeypatch):
    subscription = follow()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(report(subscription))))
    output = io.StringIO()
    call_command("read_bounces", stdout=output)
    assert output.getvalue() == "1 subscriptions of the address ended.\n"
    assert READER not in output.getvalue()
