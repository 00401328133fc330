"""Query strings that other programs have written: in Latin-1, or with `&amp;` from a mail or a web page."""

import pytest
from django.http import QueryDict

from config.query_strings import repaired


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("q=Stra%DFe&seite=2", {"q": ["Straße"], "seite": ["2"]}),
        ("q=Stra\xdfe", {"q": ["Straße"]}),  # bytes without percent signs, as WSGI passes them on
        ("q=Stra%C3%9Fe", {"q": ["Straße"]}),
        ("q=Stra%C3%9Fe&projekt=K%F6ln", {"q": ["Straße"], "projekt": ["Köln"]}),  # each part by itself
        ("q=gr%FCne+Stadt%26Land", {"q": ["grüne Stadt&Land"]}),
        ("q=10+%80", {"q": ["10 €"]}),  # Windows-1252
        ("q=a&amp;seite=2&amp;sort=titel", {"q": ["a"], "seite": ["2"], "sort": ["titel"]}),
        ("q=A%26amp%3BB", {"q": ["A&amp;B"]}),  # typed like this
    ],
)
def test_what_was_meant_is_understood(sent, meant):
    assert dict(QueryDict(repaired(sent)).lists()) == meant


@pytest.mark.parametrize("query", ["", "q=Stra%C3%9Fe", "q=a%26b&seite=2", "q=100%", "a=%00", "&&=&", "q=%E4%BD%A0"])
def test_what_is_utf8_stays_as_it_is(query):
    assert repaired(query) == query


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["q=Stra%DFe", "q=Stra%DFe&amp;seite=1", "amp;q=Stra%DFe"])
def test_a_public_page_shows_the_word(client, query):
    response = client.get("/massnahmen/", QUERY_STRING=query)
    assert response.status_code == 200
    assert ("Straße" in response.content.decode()) is query.startswith("q")


@pytest.mark.django_db
def test_the_desk_understands_it_too(client):
    response = client.get("/admin/login/", QUERY_STRING="a=b&amp;next=/admin/K%F6ln/")
    assert 'value="/admin/K' in response.content.decode()
