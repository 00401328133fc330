"""Mails about news: each publication reaches each subscription of its lists exactly once, and no mail is empty."""

import random
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.models import Letter, NoticedPublication, Subscription
from measures.subscriptions import verbs
from measures.subscriptions.digests import News, send_digest, send_digests
from measures.subscriptions.letters import LetterSent, save_letter, send_letter
from measures.subscriptions.noticing import notice_publications
from municipalities.accounts.mail_queue import send_due_mails
from municipalities.accounts.models import Mail
from tests.drills import rounds
from tests.factories import make_change, make_draft, make_public, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _queue(settings):
    settings.MASSWERK_MAIL_AT_ONCE = False


def subscribe(email="jana@example.org", query="", rhythm="sofort", **more):
    subscription = Subscription.objects.create(email=email, query=query, rhythm=rhythm, **more)
    verbs.confirm(subscription)
    return subscription


def change(edition, **content):
    new = make_change(edition, None, **content)
    workflow.publish(edition=new, by=None, version=new.version)
    return new


def told(address=None):
    """Return {address: Counter of (kind, title)} of the mails that wait, and forget them."""
    found = {}
    for mail in Mail.objects.order_by("pk"):
        lines = re.findall(r"^(Neu|Geändert|Eingestellt): (.+)$", mail.text, re.MULTILINE)
        assert lines
        found.setdefault(mail.to, Counter()).update(lines)
    Mail.objects.all().delete()
    return found.get(address, Counter()) if address else found


def test_a_digest_says_what_is_new_and_which_fields_changed():
    bus = make_public("Altstadtbus", types=["app"])
    make_draft("Entwurf", types=["app"])
    subscribe(query="typ=app")
    assert send_digests() == 0
    change(bus, summary="Fährt öfter.", goals="Weniger Autos.")
    make_public("Mängelmelder", types=["app"])
    make_public("Dashboard", types=["dashboard"])
    assert send_digests() == 1
    mail = Mail.objects.get()
    assert mail.subject == "2 Neuigkeiten in Ihrer Liste"
    assert "Lösungstyp: App" in mail.text
    assert "Neu: Mängelmelder" in mail.text
    changed = mail.text[mail.text.index("Geändert: Altstadtbus") :]
    assert "Geänderte Angaben: Kurzfassung, Ziele" in changed
    assert f"http://127.0.0.1:8000{bus.get_absolute_url()}" in mail.text
    for hidden in ("Entwurf", "Dashboard"):
        assert hidden not in mail.text
    assert (send_digests(), Mail.objects.count()) == (0, 1)


def test_what_was_there_before_is_no_news():
    make_public("Alt")
    subscribe()
    assert send_digests() == 0


def test_weekly_mails_gather_what_was_new():
    subscription = subscribe(rhythm="woechentlich")
    make_public("Eins")
    make_public("Zwei")
    assert send_digests() == 0
    Subscription.objects.update(looked_at=timezone.now() - timedelta(days=7))
    assert send_digests() == 1
    assert told(subscription.email) == {("Neu", "Eins"): 1, ("Neu", "Zwei"): 1}
    Subscription.objects.update(looked_at=timezone.now() - timedelta(days=7))
    assert send_digests() == 0  # nothing new, so no mail
    assert Subscription.objects.get().looked_at > timezone.now() - timedelta(minutes=1)


def test_an_edition_with_an_earlier_time_that_comes_later_is_told():
    subscription = subscribe()
    make_public("Eins")
    send_digests()
    late = make_public("Später gespeichert")
    yesterday = timezone.now() - timedelta(days=1)
    type(late).objects.filter(pk=late.pk).update(submitted_at=yesterday, published_at=yesterday)
    send_digests()
    assert told(subscription.email) == {("Neu", "Eins"): 1, ("Neu", "Später gespeichert"): 1}


def test_two_that_send_at_the_same_time_send_once():
    """Both have read the same news before either has sent."""
    subscription = subscribe()
    make_public("Eins")
    notice_publications()
    last = NoticedPublication.objects.order_by("pk").last().pk
    overlapping = [News(0, last), News(0, last)]
    assert [send_digest(subscription.pk, news) for news in overlapping] == [1, 0]
    # One that has read less must not move it back.
    make_public("Zwei")
    send_digests()
    assert send_digest(subscription.pk, overlapping[0]) == 0
    assert send_digests() == 0
    assert told(subscription.email) == {("Neu", "Eins"): 1, ("Neu", "Zwei"): 1}


@pytest.mark.parametrize("seed", range(rounds(2, 30)))
def test_each_publication_reaches_each_subscription_of_its_lists_once(seed):
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    queries = {"": {"app", "dashboard"}, "typ=app": {"app"}, "typ=dashboard": {"dashboard"}}
    readers, editions, expected = [], [], {}
    for number in range(30):
        step = dice.choice(["publish", "change", "subscribe", "send", "send late"])
        if step == "subscribe" and len(readers) < 6:
            query = dice.choice(list(queries))
            readers.append(subscribe(f"leser{number}@example.org", query, dice.choice(["sofort", "woechentlich"])))
            expected[readers[-1].email] = Counter()
        elif step == "publish" or (step == "change" and not editions):
            kind = dice.choice(["app", "dashboard"])
            editions.append((make_public(f"Maßnahme {number}", types=[kind]), kind))
            note(expected, readers, queries, "Neu", editions[-1])
        elif step == "change":
            position = dice.randrange(len(editions))
            edition, kind = editions[position]
            editions[position] = change(edition, summary=f"Stand {number}."), kind
            note(expected, readers, queries, "Geändert", editions[position])
        else:
            if step == "send late":
                Subscription.objects.update(looked_at=timezone.now() - timedelta(days=7))
            send_digests()
    Subscription.objects.update(looked_at=timezone.now() - timedelta(days=7))
    send_digests()
    found = told()
    assert {email: found.get(email, Counter()) for email in expected} == expected


def note(expected, readers, queries, label, published):
    edition, kind = published
    for reader in readers:
        if kind in queries[reader.query]:
            expected[reader.email][label, edition.title] += 1


def test_mail_programs_get_the_header_that_ends_it_with_one_click(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MASSWERK_URL = "https://masswerk.example"
    subscribe()
    make_public("Eins")
    call_command("send_digests")
    send_due_mails()
    [sent] = outbox.outbox
    headers = sent.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].strip("<>")
    assert link.startswith("https://masswerk.example/abo/beenden/?token=")
    stored = Mail.objects.get()
    assert (stored.text, stored.unsubscribe_url) == ("", "")
    assert (
        client.post(link.removeprefix("https://masswerk.example"), {"List-Unsubscribe": "One-Click"}).status_code == 200
    )
    assert not Subscription.objects.exists()


def test_ending_one_of_two_lists_takes_back_its_mail_only():
    first, second = subscribe(), subscribe(query="typ=app")
    make_public("Eins", types=["app"])
    send_digests()
    verbs.end(first)
    assert [mail.text.count("typ=app") > 0 for mail in Mail.objects.all()] == [True]
    verbs.end(second)
    assert not Mail.objects.exists()


def test_the_letter_goes_once_to_each_address_that_wants_it():
    moderator = make_user(is_moderator=True)
    subscribe("jana@example.org", wants_letter=True)
    subscribe("jana@example.org", "typ=app", wants_letter=True)
    subscribe("ohne@example.org")
    Subscription.objects.create(email="unbestaetigt@example.org", wants_letter=True)
    save_letter(month="2026-11", subject="Neues im November", text="Liebe Leser,\n\nviel Neues.")
    assert send_letter(month="2026-11", by=moderator) == 1
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == ("jana@example.org", "Neues im November")
    assert "viel Neues." in mail.text
    assert "/abo/verwalten/?token=" in mail.text
    with pytest.raises(LetterSent):
        send_letter(month="2026-11", by=moderator)
    with pytest.raises(LetterSent):
        save_letter(month="2026-11", subject="Anders", text="x")
    assert Letter.objects.get().subject == "Neues im November"


def test_moderators_see_numbers_and_no_address(client):
    moderator = make_user(is_moderator=True)
    sign_in(client, moderator)
    subscribe("jana@example.org", wants_letter=True)
    url = reverse("admin:letter")
    html = client.get(url).content.decode()
    assert "jana@example.org" not in html
    assert "Sofort: 1" in html
    assert client.post(url, {"subject": "", "text": "Nur Text"}).status_code == 400
    assert client.post(url, {"subject": "Betreff", "text": "Text"}).status_code == 302
    assert not Mail.objects.exists()
    assert "Betreff" in client.get(url).content.decode()
    assert client.post(url, {"subject": "Neu", "text": "Text", "send": "ja"}).status_code == 302
    assert (Mail.objects.get().subject, Letter.objects.get().sent_by) == ("Neu", moderator)
    again = client.post(url, {"subject": "Noch einer", "text": "Getippt", "send": "ja"})
    assert again.status_code == 409
    assert "Getippt" in again.content.decode()
    assert Mail.objects.count() == 1
