"""The yearly question whether a re-use still runs: who is asked, what an answer does, and what happens without one."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from measures.finding.current import current, index
from measures.models import Reuse, Statement
from measures.reuse import verbs
from measures.reuse.yearly import ask_and_lapse
from municipalities.accounts.models import Mail
from tests.factories import a_year_passes, make_editor, make_municipality, make_public, make_reuse, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "digital@musterdorf.de"


@pytest.fixture
def edition(settings):
    settings.MASSWERK_MAIL_AT_ONCE = False
    return make_public("Altstadtbus")


def declared(edition):
    """Return a re-use that a town has declared by mail and a moderator has published."""
    town = make_municipality("Musterdorf")
    statement = verbs.declare(
        measure=edition.measure, municipality=town, email=ADDRESS, content={"status": "nutzt"}, sends_mail=False
    )
    verbs.prove(statement=statement)
    reuse = Reuse.objects.get()
    verbs.publish(reuse=reuse, by=make_user(is_moderator=True), version=reuse.version)
    Mail.objects.all().delete()
    return reuse


def link():
    return re.search(r"http://127\.0\.0\.1:8000(/nachnutzung/\S+)", Mail.objects.get(to=ADDRESS).text)[1]


def counted(edition):
    return [(one.status, one.counts) for one in current().reuses[edition.measure_id]]


def test_a_year_later_the_town_is_asked_once_and_its_answer_counts(client, edition):
    declared(edition)
    assert ask_and_lapse() == (0, 0)
    a_year_passes()
    assert ask_and_lapse() == (1, 0)
    assert ask_and_lapse() == (0, 0)  # once
    page = link()
    before = Statement.objects.get()
    assert client.get(page).status_code == 200
    assert Statement.objects.get() == before  # opening the link does nothing
    client.post(page, {"laeuft": "ja"})
    renewed = Statement.objects.get(state="published")
    assert (renewed.pk != before.pk, renewed.email, renewed.status) == (True, ADDRESS, "nutzt")
    assert counted(edition) == [("nutzt", True)]
    a_year_passes()
    assert ask_and_lapse() == (1, 0)  # a year later again


def test_twelve_months_without_an_answer_it_is_shown_as_last_confirmed_and_does_not_count(client, edition):
    declared(edition)
    a_year_passes()
    ask_and_lapse()
    page = link()
    a_year_passes()
    assert ask_and_lapse() == (0, 1)
    index.catch_up()
    assert (counted(edition), Reuse.objects.get().status) == ([("nutzt", False)], "")
    html = client.get(reverse("measure", args=[edition.measure.slug])).content.decode()
    assert "Musterdorf" in html
    assert "1 Kommune nutzt das" not in html
    assert "1 municipality uses it" not in html
    assert "Altstadtbus" not in client.get(reverse("measures") + "?nachnutzung=nutzt").content.decode()
    client.post(page, {"laeuft": "ja"})  # a late answer still counts
    assert counted(edition) == [("nutzt", True)]


def test_what_has_ended_waits_for_a_moderator_and_is_not_asked_about_again(client, edition):
    declared(edition)
    a_year_passes()
    ask_and_lapse()
    client.post(link(), {"beendet": "ja"})
    assert counted(edition) == [("nutzt", True)]
    reuse = Reuse.objects.get()
    verbs.publish(reuse=reuse, by=None, version=reuse.version)
    assert counted(edition) == [("beendet", True)]
    a_year_passes()
    assert ask_and_lapse() == (0, 0)


def test_an_answer_some_months_after_the_question_counts_for_a_year(client, edition):
    declared(edition)
    a_year_passes()
    ask_and_lapse()
    client.post(link(), {"laeuft": "ja"})
    Reuse.objects.update(asked_at=F("asked_at") - timedelta(days=366))  # it was asked a year ago, and answered later
    assert ask_and_lapse() == (0, 0)
    assert counted(edition) == [("nutzt", True)]


def test_of_what_only_a_source_says_the_editors_of_the_origin_are_asked(edition):
    make_editor(edition.measure.project, email="bus@example.org")
    make_reuse(edition)
    a_year_passes()
    assert ask_and_lapse() == (1, 0)
    assert Mail.objects.get().to == "bus@example.org"
