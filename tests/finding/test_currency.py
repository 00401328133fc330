"""How current a list is, and that a past day does not know what was confirmed later."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from measures import workflow
from measures.finding.answer import Answer
from measures.finding.currency import currency
from measures.finding.current import current
from measures.finding.snapshot import Snapshot
from measures.models import Edition
from tests.factories import make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db


def asked(query=""):
    return Answer(QueryDict(query)).currency


def test_a_list_without_dates_says_so(client):
    make_public("Ohne Datum")
    assert asked() == (None, 0, 0, 1)
    assert "Bei keiner dieser Maßnahmen steht" in client.get("/massnahmen/").content.decode()


def test_the_later_of_statement_and_confirmation_counts(client):
    today = timezone.localdate()
    make_public("Neu", as_of=today - timedelta(days=364), types=["app"])
    make_public("Alt", as_of=date(2020, 5, 1), types=["dashboard"])
    confirmed = make_public("Bestätigt", as_of=date(2020, 5, 1), types=["dashboard"])
    make_public("Ohne Datum")
    workflow.confirm(edition=confirmed, by=None, version=confirmed.version)
    assert asked() == (today, 2, 3, 4)
    assert asked("typ=app") == (today - timedelta(days=364), 1, 1, 2)
    assert "2 von 4 Maßnahmen (50 %)" in client.get("/massnahmen/").content.decode().replace("\xa0", " ")


def test_a_past_day_does_not_know_what_was_confirmed_later():
    confirmed = make_public("Bestätigt", as_of=date(2020, 5, 1))
    workflow.confirm(edition=confirmed, by=None, version=confirmed.version)
    past = Snapshot(0, current().documents, moment=timezone.now() - timedelta(days=2))
    assert currency(past, past.all_documents) == (date(2020, 5, 1), 0, 1, 1)


def test_the_limit_is_a_year():
    make_public("Ein Jahr", as_of=timezone.localdate() - timedelta(days=365))
    assert asked().recent == 0


def test_an_empty_list_says_nothing(client):
    assert Edition.objects.count() == 0
    assert asked().share == 0
    assert "Wie aktuell" not in client.get("/massnahmen/").content.decode()


def test_the_pages_of_project_municipality_and_measure_say_it_too(client):
    place = make_municipality("Musterdorf")
    project = make_project(municipalities=[place])
    dated = make_public("Alt", project=project, as_of=date(2020, 5, 1))
    undated = make_public("Ohne Datum", project=project)
    make_public("Anderswo", as_of=timezone.localdate())

    def page_of(row):
        return client.get(row.get_absolute_url()).content.decode().replace("\xa0", " ")

    for page in (page_of(project), page_of(place)):
        assert "0 von 2 Maßnahmen (0 %); zuletzt am 1. Mai 2020" in " ".join(page.split())
    assert "Diese Angaben wurden zuletzt am 1. Mai 2020 geprüft." in page_of(dated)
    assert "Wann diese Angaben zuletzt geprüft wurden, ist nicht bekannt." in page_of(undated)
    workflow.confirm(edition=dated, by=None, version=dated.version)
    assert "1. Mai 2020 geprüft" not in page_of(dated)
