"""The feedback form: one mail to the operator, nothing typed is lost, and nobody else gets mail by it."""

import re
from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone

from measures.database import availability
from measures.public import feedback as views
from measures.public.feedback_query import feedback_query
from measures.public.form_token import token
from municipalities.accounts import rate_limits
from municipalities.accounts.models import Attempt, Mail
from tests.factories import make_public

pytestmark = pytest.mark.django_db
MAILBOX = "redaktion@example.org"
TEXT = "Der Link zur Quelle führt ins Leere.\n\nViele Grüße <b>&"


@pytest.fixture(autouse=True)
def _mailbox(settings):
    settings.MASSWERK_FEEDBACK_TO = MAILBOX
    settings.MASSWERK_MAIL_AT_ONCE = False


def send(client, **changes):
    data = {"token": token(), "page": "/massnahmen/?q=bus", "message": TEXT, "email": "", "leave_empty": ""}
    return client.post(reverse("feedback"), {**data, **changes}, REMOTE_ADDR="192.0.2.7")


def typed(response):
    return re.search(r"<textarea.*?>\n(.*?)</textarea>", response.content.decode(), re.DOTALL)[1]


def test_a_message_becomes_one_mail_to_the_operator(client):
    response = send(client, email=" Jana@Example.org ")
    assert (response.status_code, response["Location"]) == (302, reverse("feedback_sent"))
    assert not response.cookies
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (MAILBOX, "Nachricht zu /massnahmen/?q=bus")
    assert TEXT in mail.text
    assert "http://127.0.0.1:8000/massnahmen/?q=bus" in mail.text
    assert "Jana@example.org" in mail.text
    assert "192.0.2.7" not in mail.text


def test_the_form_works_as_it_is_shown(client):
    html = client.get(reverse("feedback") + "?seite=/karte/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    assert hidden["page"] == "/karte/"
    assert client.post(reverse("feedback"), {**hidden, "message": "Danke!", "email": "", "leave_empty": ""}).url
    assert "/karte/" in Mail.objects.get().text


def test_the_same_form_sent_twice_makes_one_mail_and_a_changed_one_another(client):
    for changes in ({}, {}, {"message": "Noch etwas."}, {"email": "a@example.org"}, {"page": "/karte/"}, {}):
        assert send(client, **changes).status_code == 302
    assert Mail.objects.count() == 4


def test_after_a_day_the_same_message_may_come_again(client):
    send(client)
    Attempt.objects.update(at=timezone.now() - rate_limits.RETENTION - timedelta(minutes=1))
    send(client)
    assert Mail.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "keine adresse"},
        {"email": "opfer@example.org, noch@example.org"},
        {"email": "a@example.org\nBcc: b@example.org"},
        {"leave_empty": "https://spam.example"},
        {"token": ""},
        {"token": "2026-11-28"},
        {"token": Signer(salt="measures.public.form_token").sign("2020-01-01")},
        {"token": Signer(salt="measures.public.form_token").sign("2999-01-01")},
        {"token": Signer().sign(timezone.localdate().isoformat())},
        {"message": TEXT + "x" * views.LONGEST_TEXT},
    ],
)
def test_what_is_refused_is_shown_again_as_typed_and_can_be_sent_then(client, changes):
    response = send(client, **changes)
    assert response.status_code == 400
    assert "Was Sie geschrieben haben, steht noch da" in response.content.decode()
    assert typed(response).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == changes.get(
        "message", TEXT
    )
    assert not Mail.objects.exists()
    fresh = re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]
    assert send(client, token=fresh).status_code == 302


def test_a_form_that_was_open_overnight_is_taken(client):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert send(client, token=Signer(salt="measures.public.form_token").sign(yesterday)).status_code == 302


def test_too_many_from_one_network_wait_and_keep_their_text(client, monkeypatch):
    monkeypatch.setattr(rate_limits, "FORMS_PER_NETWORK", 2)
    for number in range(2):
        assert send(client, message=f"Nachricht {number}").status_code == 302
    response = send(client, message="Nachricht 3")
    assert (response.status_code, typed(response)) == (429, "Nachricht 3")
    assert int(response["Retry-After"]) > 3_000
    assert Mail.objects.count() == 2
    Attempt.objects.update(at=timezone.now() - rate_limits.FORM_WINDOW)
    assert send(client, message="Nachricht 3").status_code == 302


def test_too_many_from_everywhere_wait(client, monkeypatch):
    monkeypatch.setattr(rate_limits, "FORMS_IN_ALL", 2)
    data = {"token": token(), "page": "", "email": "", "leave_empty": ""}
    statuses = [
        client.post(reverse("feedback"), {**data, "message": str(n)}, REMOTE_ADDR=f"192.0.2.{n}").status_code
        for n in range(3)
    ]
    assert statuses == [302, 302, 429]


def test_nothing_stored_tells_the_network_or_the_text(client):
    send(client)
    stored = Attempt.objects.get()
    assert not {"192.0.2.7", TEXT} & {stored.account_hash, stored.network_hash}
    assert len(stored.account_hash) == len(stored.network_hash) == 64


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/a" * 400, "kein Pfad", "/\\evil\x01"]
)
def test_only_pages_of_this_site_are_carried(client, page):
    assert send(client, page=page).status_code in (302, 400)
    assert not any(page in mail.text + mail.subject for mail in Mail.objects.all())
    assert 'name="page" value=""' in client.get(reverse("feedback"), {"seite": page}).content.decode()


def test_every_page_leads_there_with_its_address(client):
    edition = make_public("Altstadtbus")
    for address in (edition.get_absolute_url(), "/massnahmen/?q=bus&typ=app", "/gibt-es-nicht/"):
        html = client.get(address).content.decode()
        link = re.search(r'href="(/feedback/\?seite=[^"]+)"', html)[1].replace("&amp;", "&")
        assert f'name="page" value="{address.replace("&", "&amp;")}"' in client.get(link).content.decode()


@pytest.mark.parametrize(
    ("address", "carried"), [("/admin/invitation/?token=geheim", "admin%2Finvitation"), ("/abo/?token=geheim", "abo")]
)
def test_secrets_of_links_in_mails_are_not_carried(rf, address, carried):
    query = feedback_query(rf.get(address))
    assert carried in query
    assert "geheim" not in query


def test_without_a_mailbox_there_is_no_form(client, settings):
    settings.MASSWERK_FEEDBACK_TO = ""
    assert "<textarea" not in client.get(reverse("feedback")).content.decode()
    response = send(client)
    assert (response.status_code, Mail.objects.count()) == (400, 0)
    assert "Der Link zur Quelle" in typed(response)


def test_while_the_database_is_away_the_text_stays(client, monkeypatch):
    def away(*args):
        raise availability.UNAVAILABLE[0]("away")

    monkeypatch.setattr(views, "queue_feedback", away)
    response = send(client)
    assert response.status_code == 503
    assert "Der Link zur Quelle" in typed(response)
