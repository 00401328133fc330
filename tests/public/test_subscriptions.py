"""Following a list by mail: asked for, confirmed, changed and ended; links do nothing by themselves."""

import hashlib
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from measures.models import SolutionType, Subscription
from measures.persons.expiry import delete_expired_rows
from measures.public.form_token import token
from measures.subscriptions import verbs
from measures.subscriptions.consent import CONSENT_TEXTS, NEWEST_CONSENT
from measures.subscriptions.links import confirm_path, end_path, manage_path
from municipalities.accounts import rate_limits
from municipalities.accounts.mail_queue import send_due_mails
from municipalities.accounts.models import Attempt, Mail
from tests.factories import make_public

pytestmark = pytest.mark.django_db
READER = "jana@example.org"


@pytest.fixture(autouse=True)
def _queue(settings):
    settings.MASSWERK_MAIL_AT_ONCE = False
    make_public("Altstadtbus", types=["app"])


def ask(client, email=READER, **changes):
    data = {"token": token(), "list": "typ=app", "email": email, "rhythm": "woechentlich", "leave_empty": ""}
    return client.post(reverse("subscribe"), {**data, **changes}, REMOTE_ADDR="192.0.2.7")


def link_of(mail):
    return re.search(r"http://127\.0\.0\.1:8000(/abo/\S+)", mail.text)[1]


def follow(client, email=READER, **changes):
    """Ask and confirm; return the subscription."""
    ask(client, email, **changes)
    client.post(link_of(Mail.objects.order_by("pk").last()))
    Attempt.objects.all().delete()  # as if an hour had passed, within which no second mail goes to the address
    return Subscription.objects.confirmed().order_by("pk").last()


def test_the_link_below_a_list_leads_from_the_form_to_the_end(client):
    html = client.get("/massnahmen/?typ=app&sort=titel").content.decode()
    link = re.search(r'href="(/abo/\?[^"]*)"', html)[1].replace("&amp;", "&")
    assert "Lösungstyp: App" in client.get(link).content.decode()
    assert ask(client).url == reverse("subscribe_sent")
    subscription = Subscription.objects.get()
    assert (subscription.email, subscription.query, subscription.confirmed_at) == (READER, "typ=app", None)
    confirm_link = link_of(Mail.objects.get())
    assert client.get(confirm_link).status_code == 200
    assert Subscription.objects.confirmed().count() == 0

    response = client.post(confirm_link, follow=True)
    assert "Sie verfolgen diese Liste jetzt" in response.content.decode()
    subscription.refresh_from_db()
    assert subscription.confirmed_at
    assert (subscription.consent_text, subscription.asked_at.date()) == (NEWEST_CONSENT, timezone.now().date())

    client.post(manage_path(subscription), {"rhythm": "sofort", "wants_letter": "on"})
    subscription.refresh_from_db()
    assert (subscription.rhythm, subscription.wants_letter) == ("sofort", True)
    for link in (manage_path(subscription), end_path(subscription)):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert Subscription.objects.count() == 1
    assert client.post(end_path(subscription), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert not Mail.objects.filter(to=READER).exists()
    assert client.post(end_path(subscription), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.get(manage_path(subscription)).status_code == 410


@pytest.mark.parametrize("known", [False, True])
def test_known_and_unknown_addresses_get_the_same_answer_and_one_mail(client, known, django_assert_num_queries):
    if known:
        follow(client, rhythm="sofort")
    Mail.objects.all().delete()
    response = ask(client, " JANA@Example.org")
    assert (response.status_code, response.url, response.content) == (302, reverse("subscribe_sent"), b"")
    mail = Mail.objects.get()
    assert (mail.to, mail.is_secret) == (READER, True)
    assert ("schon" in mail.subject) == known
    assert Subscription.objects.get().rhythm == ("sofort" if known else "woechentlich")


def test_an_address_gets_few_mails_and_the_answer_does_not_tell(client):
    answers = {(ask(client, READER).status_code, ask(client, READER).url) for _ in range(3)}
    assert answers == {(302, reverse("subscribe_sent"))}
    assert Mail.objects.count() == rate_limits.MAILS_PER_ADDRESS


def test_one_network_cannot_ask_for_many_addresses(client, monkeypatch):
    monkeypatch.setattr(rate_limits, "FORMS_PER_NETWORK", 2)
    statuses = [ask(client, f"a{number}@example.org").status_code for number in range(3)]
    assert statuses == [302, 302, 429]
    assert Mail.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [{"email": "x"}, {"rhythm": "nie"}, {"token": "x"}, {"leave_empty": "x"}, {"list": "typ=gibt-es-nicht"},
     {"list": "unfug=1"}, {"list": "\0"}, {"list": "q=" + "x" * 3000}],
)  # fmt: skip
def test_what_is_refused_stores_nothing(client, changes):
    response = ask(client, **changes)
    assert response.status_code == 400
    assert not Subscription.objects.exists()
    assert not Mail.objects.exists()


def test_a_list_has_one_spelling(client):
    queries = ("typ=app&land=NW", "land=NW&sort=titel&typ=app&m=&seite=2", "land=NW&typ=app&naehe=")
    for number, query in enumerate(queries):
        ask(client, f"a{number}@example.org", list=query)
    assert set(Subscription.objects.values_list("query", flat=True)) == {"typ=app&land=NW"}
    assert Subscription.objects.count() == 3


def test_links_run_out_and_cannot_be_made_up(client):
    subscription = follow(client)
    foreign = Subscription.objects.create(email="b@example.org")
    assert client.get(manage_path(foreign)).status_code == 410  # not confirmed
    signed = manage_path(subscription)
    for link in (signed[:-1], signed.replace("token=", f"token={foreign.pk}"), confirm_path(subscription)[:-2]):
        assert client.post(link, {"rhythm": "sofort"}).status_code == 410
    # A link to confirm does not manage, nor the other way round.
    swapped = reverse("subscription_confirm") + "?" + signed.partition("?")[2]
    assert client.post(swapped).status_code == 410
    subscription.refresh_from_db()
    assert subscription.rhythm == "woechentlich"


def test_the_link_to_confirm_is_good_for_48_hours(client, monkeypatch):
    ask(client)
    link = link_of(Mail.objects.get())
    monkeypatch.setattr(Subscription, "CONFIRMED_WITHIN", timedelta(seconds=-1))
    assert client.post(link).status_code == 410
    monkeypatch.undo()
    assert client.post(link).status_code == 302


def test_what_nobody_confirms_is_deleted(client):
    follow(client)
    ask(client, "andere@example.org")
    ask(client, "spaeter@example.org")
    late = timezone.now() - timedelta(hours=48, minutes=1)
    Subscription.objects.exclude(email="spaeter@example.org").update(asked_at=late)
    delete_expired_rows()
    assert list(Subscription.objects.values_list("email", flat=True)) == [READER, "spaeter@example.org"]


def test_of_a_reader_nothing_but_the_choice_is_stored(client):
    subscription = follow(client)
    names = {field.name for field in Subscription._meta.get_fields()}
    assert names == {
        "id", "email", "query", "rhythm", "wants_letter", "consent_text", "asked_at", "confirmed_at", "seen",
        "looked_at", "bounces", "bounced_at",
    }  # fmt: skip
    assert "192.0.2" not in str(list(Subscription.objects.filter(pk=subscription.pk).values()))


def test_the_wordings_never_change():
    digests = {key: hashlib.sha256(text.encode()).hexdigest()[:16] for key, text in CONSENT_TEXTS.items()}
    assert digests == {"2026-11": "c0e39735d617112e"}


def test_an_address_that_is_refused_for_good_ends_and_one_that_is_busy_does_not(client):
    follow(client)
    follow(client, "voll@example.org")
    for address, code in ((READER, 550), ("voll@example.org", 452)):
        Mail.objects.create(
            to=address, subject="x", text="", is_list_mail=True, failed_at=timezone.now(),
            error=f"SMTPRecipientsRefused: {{'{address}': ({code}, b'no')}}",
        )  # fmt: skip
    assert verbs.end_refused() == 1
    assert list(Subscription.objects.values_list("email", flat=True)) == ["voll@example.org"]
    assert not Mail.objects.filter(to=READER).exists()


def test_the_command_ends_all_of_an_address(client):
    follow(client)
    follow(client, list="")
    other = follow(client, "andere@example.org")
    out = StringIO()
    call_command("end_subscription", "Jana@example.org", stdout=out)
    assert "2 subscriptions" in out.getvalue()
    assert list(Subscription.objects.all()) == [other]


def test_a_mail_that_was_sent_holds_no_link_any_more(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ask(client)
    send_due_mails()
    assert Mail.objects.get().text == ""


def test_a_filter_that_is_gone_leads_to_no_mail_instead_of_all(client):
    subscription = follow(client)
    Subscription.objects.update(query="typ=gibt-es-nicht", rhythm="sofort")
    make_public("Neu", types=["app"])
    Mail.objects.all().delete()
    call_command("send_digests", stdout=StringIO())
    assert not Mail.objects.exists()
    assert "gibt es nicht mehr" in client.get(manage_path(subscription)).content.decode()
    assert SolutionType.objects.filter(slug="app").exists()
