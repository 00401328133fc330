"""Questions to municipalities: confirmed before anything is sent, answered through the site, nobody's address shown."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.asking import verbs
from measures.asking.links import confirm_path
from measures.models import BlockedAsker, CatalogueVersion, Enquiry, Offer
from measures.persons import expiry
from measures.public.form_token import token
from measures.reminders.sending import send_reminders
from municipalities.accounts.models import Attempt, Mail
from tests.factories import make_draft, make_editor, make_project, make_public, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db
ASKER, QUESTION = "jana@klein.example", "Was kostet das im Jahr?\n\nViele Grüße <b>&"


@pytest.fixture(autouse=True)
def _no_mail_at_once(settings):
    settings.MASSWERK_MAIL_AT_ONCE = False


@pytest.fixture
def edition():
    return make_public("Bürgerbus", project=make_project("Ortsnetz"))


@pytest.fixture
def editor(edition):
    return make_editor(edition.measure.project, email="anna@ort.example")


def send(client, edition, **changes):
    typed = {"token": token(), "name": "Jana Klein", "email": ASKER, "town": "Kleinstadt", "question": QUESTION}
    return client.post(reverse("measure_ask", args=[edition.measure.slug]), typed | changes, REMOTE_ADDR="192.0.2.7")


def test_an_asker_chooses_what_is_offered_and_the_editors_read_it(client, editor, edition):
    talk, visit = Offer.objects.get(slug="gespraech"), Offer.objects.get(slug="besuch")
    edition.offers.add(talk, visit)
    for url in (edition.get_absolute_url(), reverse("measure_ask", args=[edition.measure.slug])):
        page = client.get(url).content.decode()
        assert [offer.name in page for offer in Offer.objects.all()] == [
            offer in (talk, visit) for offer in Offer.objects.all()
        ]
    assert send(client, edition, wish="unterlagen").status_code == 400  # not offered here
    send(client, edition, wish="besuch")
    enquiry = Enquiry.objects.get()
    assert enquiry.wish == visit.name
    assert visit.name in client.get(confirm_path(enquiry)).content.decode()
    client.post(confirm_path(enquiry))
    (mail,) = sent_to(editor.email)
    assert f"Gewünscht wird von Ihren Angeboten: {visit.name}" in mail.text
    client.force_login(editor)
    assert visit.name in client.get(reverse("admin:enquiry", args=[enquiry.pk])).content.decode()


def make_enquiry(edition, *, days=0, **fields):
    at = timezone.now() - timedelta(days=days)
    values = {"name": "Jana Klein", "email": ASKER, "question": QUESTION, "asked_at": at, "confirmed_at": at}
    return Enquiry.objects.create(measure=edition.measure, **values | fields)


def sent_to(address):
    return list(Mail.objects.filter(to=address).order_by("pk"))


def numbers_shown(client, edition):
    found = re.search(
        r"Fragen bisher: (\d+) beantwortet, (\d+) offen", client.get(edition.get_absolute_url()).content.decode()
    )
    return found and (int(found[1]), int(found[2]))


def test_a_question_is_sent_after_confirming_and_the_answer_comes_through_the_site(client, edition, editor):
    moderator = make_user("kts@example.org", is_moderator=True)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert f'href="{reverse("measure_ask", args=[edition.measure.slug])}"' in page
    response = send(client, edition)
    assert (response.status_code, response["Location"], len(response.cookies)) == (302, reverse("enquiry_sent"), 0)
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.is_secret) == (ASKER, True)
    assert not any(typed in mail.text + mail.subject for typed in ("kostet", "Jana", "Kleinstadt"))

    link = re.search(r"http\S+", mail.text)[0]
    assert "Was kostet das im Jahr?" in client.get(link).content.decode()
    assert (Mail.objects.count(), numbers_shown(client, edition)) == (1, None)
    for _time in range(2):  # the second POST changes nothing
        assert client.post(link)["Location"] == reverse("enquiry_confirmed")
    (mail,) = sent_to(editor.email)
    assert sent_to(moderator.email) == []
    assert QUESTION in mail.text
    assert "Jana Klein, Kleinstadt" in mail.text
    assert ASKER not in mail.text
    assert numbers_shown(client, edition) == (0, 1)

    client.force_login(editor)
    url = re.search(r"http://[^/]+(/\S+)", mail.text)[1]
    assert ASKER not in client.get(url).content.decode()
    assert client.post(url, {"answer": " "}).status_code == 400
    version = CatalogueVersion.objects.get().number
    assert client.post(url, {"answer": "Etwa 40.000 Euro & Strom."}).status_code == 302
    assert CatalogueVersion.objects.get().number == version + 1  # caches ask for the page again
    assert client.post(url, {"answer": "Noch eine"}).status_code == 409
    mail = sent_to(ASKER)[1]
    assert "Etwa 40.000 Euro & Strom." in mail.text
    assert editor.email not in mail.text
    assert len(sent_to(ASKER)) == 2
    assert numbers_shown(client, edition) == (1, 0)
    assert "Fragen an Kommunen: 1 beantwortet, 0 offen" in client.get(reverse("figures")).content.decode()
    assert client.get("/api/v1/statistics").json()["questions"] == {"answered": 1, "unanswered": 0}


def test_without_an_editor_the_moderators_get_the_question(edition):
    moderator = make_user(is_moderator=True)
    enquiry = make_enquiry(edition, confirmed_at=None)
    assert verbs.confirm(enquiry)
    assert [mail.to for mail in Mail.objects.all()] == [moderator.email]


def test_one_mail_an_hour_to_an_address_and_the_same_answer(client, edition):
    for changes in ({}, {"question": "Und warum?"}, {"email": ASKER.upper()}):
        assert send(client, edition, **changes)["Location"] == reverse("enquiry_sent")
    assert (Mail.objects.count(), Enquiry.objects.count()) == (1, 1)
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=61))
    send(client, edition)
    assert Mail.objects.count() == 2


def test_a_network_may_not_ask_without_end(client, edition):
    statuses = [send(client, edition, email=f"a{number}@klein.example").status_code for number in range(21)]
    assert statuses == [302] * 20 + [429]
    assert Mail.objects.count() == 20


@pytest.mark.parametrize(
    "changes",
    [{"token": "x"}, {"leave_empty": "x"}, {"email": "x"}, {"name": ""}, {"question": ""}, {"question": "x" * 3001}],
)
def test_a_bad_form_keeps_what_was_typed_and_sends_nothing(client, edition, changes):
    response = send(client, edition, **changes)
    assert response.status_code == 400
    assert "Kleinstadt" in response.content.decode()
    assert not Mail.objects.exists()
    assert not Attempt.objects.exists()


def test_only_public_measures_can_be_asked_about(client):
    assert send(client, make_draft("Entwurf")).status_code == 404


def test_a_link_ends_after_two_days_and_a_forged_one_is_refused(client, edition):
    link = confirm_path(make_enquiry(edition, confirmed_at=None, days=3))
    assert client.post(link[:-1] + "x").status_code == 410
    expiry.delete_expired_rows()  # the question was asked three days ago
    assert client.post(link).status_code == 410
    assert not Enquiry.objects.exists()


def test_editors_of_other_projects_find_nothing(client, edition, editor):
    enquiry = make_enquiry(edition)
    client.force_login(make_editor(make_project(), email="fremd@example.org"))
    url = reverse("admin:enquiry", args=[enquiry.pk])
    assert client.post(url, {"answer": "x"}).status_code == 404
    assert client.post(f"{url}spam/", {"spam": "yes"}).status_code == 404
    assert "Jana" not in client.get(reverse("admin:enquiries")).content.decode()
    enquiry.refresh_from_db()
    assert (enquiry.answered_at, enquiry.spam_at, Mail.objects.count()) == (None, None, 0)
    client.force_login(editor)
    assert "Jana" in client.get(reverse("admin:enquiries")).content.decode()


def test_spam_is_not_counted_and_a_blocked_asker_reaches_nobody(client, edition, editor):
    first, waiting = make_enquiry(edition), make_enquiry(edition, confirmed_at=None)
    client.force_login(editor)
    block = reverse("admin:enquiry_block", args=[first.pk])
    assert client.post(block, {"blocked": "yes"}).status_code == 403
    sign_in(client, make_user(is_moderator=True))
    assert client.post(block, {"blocked": "yes"}).status_code == 302
    assert numbers_shown(client, edition) is None
    assert client.post(confirm_path(waiting)).status_code == 410
    assert send(client, edition, email=ASKER.upper())["Location"] == reverse("enquiry_sent")
    assert not Mail.objects.exists()
    assert ASKER not in BlockedAsker.objects.get().fingerprint
    client.post(block, {"blocked": "no"})
    client.post(reverse("admin:enquiry_spam", args=[first.pk]), {"spam": "no"})
    assert numbers_shown(client, edition) == (0, 1)


def test_after_a_year_only_numbers_stay(client, edition, editor):
    make_enquiry(edition, days=366, answer="40", answered_at=timezone.now(), answered_by=editor, town="Kleinstadt")
    kept, spam = make_enquiry(edition, days=364), make_enquiry(edition, days=366, spam_at=timezone.now())
    BlockedAsker.objects.create(fingerprint="a", at=timezone.now() - timedelta(days=366))
    expiry.delete_expired_rows()
    forgotten = Enquiry.objects.exclude(pk=kept.pk).get()
    assert forgotten.pk != spam.pk
    assert [getattr(forgotten, name) for name in Enquiry.TEXTS] == [""] * 6
    assert not BlockedAsker.objects.exists()
    assert numbers_shown(client, edition) == (1, 1)
    client.force_login(editor)
    assert client.get(reverse("admin:enquiry", args=[forgotten.pk])).status_code == 404


def test_editors_are_reminded_after_two_weeks_and_then_the_moderators(edition, editor):
    moderator = make_user(is_moderator=True)
    alone = make_public("Allein", project=make_project("Verwaist"))
    now = timezone.now()
    make_enquiry(edition)
    make_enquiry(edition, spam_at=now)
    reminded = []
    for day in range(10, 35):
        Mail.objects.all().delete()
        send_reminders(now + timedelta(days=day, minutes=1))
        reminded += [(day, mail.to) for mail in Mail.objects.filter(text__contains="Ortsnetz")]
    assert reminded == [(14, editor.email), (28, moderator.email)]
    make_enquiry(alone, days=15)
    send_reminders(now + timedelta(days=40))
    (mail,) = Mail.objects.filter(text__contains="Verwaist")
    assert mail.to == moderator.email
