"""The title of a list says what was asked."""

import re

import pytest
from django.http import QueryDict

from measures.finding.answer import Answer
from measures.public.question_title import title_of
from tests.factories import make_public

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", ""),
        ("sort=titel&seite=2", ""),
        ("typ=app&land=BY", "App in Bayern"),
        ("land=SL&land=BY", "Maßnahmen in Bayern oder im Saarland"),
        ("q=bus&typ=app&typ=dashboard", "„bus“, App oder Dashboard"),
        ("q=bus&typ=app&feld=bildung&status=geplant&staffel=2020", "„bus“, App, Bildung und 2 weitere Filter"),
    ],
)
def test_the_title_names_the_filters(query, title):
    assert title_of(Answer(QueryDict(query))) == title


def test_it_stands_in_front_on_list_and_map_and_escaped(client):
    make_public("Eine", types=["app"])
    assert shown(client, "/massnahmen/?typ=app") == "App – Maßnahmen · Maßwerk"
    assert shown(client, "/massnahmen/") == "Maßnahmen · Maßwerk"
    assert shown(client, "/karte/?typ=app") == "App – Karte der Maßnahmen · Maßwerk"
    assert shown(client, "/massnahmen/?q=<b>").startswith("„&lt;b&gt;“ – ")


def shown(client, address):
    html = client.get(address).content.decode()
    return " ".join(re.search("<title>(.*?)</title>", html, re.DOTALL)[1].split())
