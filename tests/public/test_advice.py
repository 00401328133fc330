"""Start Smart: a request that is prepared from the register and the shortlist, confirmed, and sent to the operator."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.finding.cards import short_key
from measures.models import AdviceRequest
from measures.persons import expiry
from measures.public.form_token import token
from municipalities.accounts.models import Attempt, Mail
from tests.factories import make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db
ASKER, MAILBOX, MESSAGE = "jana@klein.example", "kts@example.org", "Wir wollen anfangen <b>&\n\nim Mai."


@pytest.fixture
def town(settings):
    settings.MASSWERK_MAIL_AT_ONCE, settings.MASSWERK_START_SMART_TO = False, MAILBOX
    return make_municipality("Kleinstadt", population=4_321)


@pytest.fixture
def keys():
    editions = [make_public(title, project=make_project(f"Ort {title}")) for title in ("Bürgerbus", "Pegel")]
    return [short_key(edition.measure.slug) for edition in editions]


def send(client, town, keys, **changes):
    typed = {"token": token(), "kommune": town.ars, "m": keys, "name": "Jana Klein", "email": ASKER}
    return client.post(reverse("start_smart"), typed | {"message": MESSAGE} | changes, REMOTE_ADDR="192.0.2.7")


def test_a_request_with_town_and_measures_reaches_the_operator_after_confirming(client, town, keys):
    page = client.get(reverse("start_smart"), {"m": keys, "kommune": town.ars}).content.decode()
    facts = ["Kleinstadt", "4.321", town.ars, "Bürgerbus (Ort Bürgerbus)", "Pegel (Ort Pegel)"]
    assert [fact for fact in facts if fact not in page] == []
    response = send(client, town, keys)
    assert (response.status_code, response["Location"], len(response.cookies)) == (302, reverse("start_smart_sent"), 0)
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.is_secret) == (ASKER, True)
    assert not any(typed in mail.text + mail.subject for typed in ("anfangen", "Jana", "Kleinstadt", "Bürgerbus"))

    link = re.search(r"http\S+", mail.text)[0]
    assert "im Mai." in client.get(link).content.decode()
    assert Mail.objects.count() == 1
    for _time in range(2):  # the second POST changes nothing
        assert client.post(link)["Location"] == reverse("start_smart_confirmed")
    (mail,) = Mail.objects.filter(to=MAILBOX)
    assert [fact for fact in [*facts, MESSAGE, "Jana Klein", ASKER] if fact not in mail.text] == []
    stored = AdviceRequest.objects.get()
    assert [getattr(stored, name) for name in AdviceRequest.TEXTS] == ["", "", ""]
    assert client.get(link)["Location"] == reverse("start_smart_confirmed")


def test_measure_and_shortlist_lead_to_it_with_what_was_chosen(client, town, keys):
    edition = make_public("Laterne")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert f'href="{reverse("start_smart")}?m={short_key(edition.measure.slug)}"' in page
    page = client.get(reverse("shortlist"), {"m": keys}).content.decode()
    assert f'href="{reverse("start_smart")}?m={keys[0]}&amp;m={keys[1]}"' in page


def test_the_town_is_searched_by_name_and_the_measures_stay(client, town, keys):
    make_municipality("Neustadt"), make_municipality("Neustadt")
    workflow.catalogue_changed()  # so that the page knows them
    page = client.get(reverse("start_smart"), {"m": keys, "q": "Neustadt"}).content.decode()
    assert len(re.findall(rf"\?kommune=\d+&amp;m={keys[0]}&amp;m={keys[1]}", page)) == 2
    page = client.get(reverse("start_smart"), {"m": keys, "q": "Kleinstadt"}).content.decode()
    assert f'name="kommune" value="{town.ars}"' in page  # only one has this name


def test_a_key_that_no_place_has_is_named(client, town):
    page = client.get(reverse("start_smart"), {"kommune": "999<b>"}).content.decode()
    assert "Kommune: „999&lt;b&gt;“ ist unbekannt" in page
    assert "ist unbekannt" not in client.get(reverse("start_smart"), {"kommune": town.ars}).content.decode()


def test_without_a_mailbox_the_page_says_so_and_offers_ones_own_mail(client, town, keys, settings):
    settings.MASSWERK_START_SMART_TO, settings.MASSWERK_CONTACT = "", "amt@example.org"
    page = client.get(reverse("start_smart"), {"m": keys, "kommune": town.ars}).content.decode()
    assert "noch kein Postfach" in page
    assert 'name="email"' not in page
    assert re.search(r'href="mailto:amt@example\.org\?subject=[^"]*&amp;body=[^"]*Kleinstadt', page)
    assert send(client, town, keys).status_code == 400
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"token": "x"}, {"leave_empty": "x"}, {"email": "x"}, {"name": ""}, {"kommune": "0"}, {"message": "x" * 2001}],
    ids=str,
)
def test_a_bad_form_keeps_what_was_typed_and_sends_nothing(client, town, keys, changes):
    response = send(client, town, keys, **changes)
    assert response.status_code == 400
    page = response.content.decode()
    assert f'name="m" value="{keys[1]}"' in page
    assert "kommune" in changes or "name" in changes or "Jana Klein" in page
    assert (Mail.objects.exists(), Attempt.objects.exists()) == (False, False)


def test_a_link_ends_after_two_days_and_what_is_not_confirmed_is_deleted(client, town, keys):
    send(client, town, keys)
    link = re.search(r"http\S+", Mail.objects.get().text)[0]
    assert client.post(link[:-1] + ("x" if link[-1] != "x" else "y")).status_code == 410
    AdviceRequest.objects.update(asked_at=timezone.now() - timedelta(hours=49))
    expiry.delete_expired_rows()
    assert client.post(link).status_code == 410
    assert not Mail.objects.filter(to=MAILBOX).exists()
