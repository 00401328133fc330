"""The list of suggestions below the search field, as HTML."""

import re

import pytest
from django.utils.html import strip_tags

from measures import workflow
from tests.factories import make_draft, make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db

URL = "/vorschlaege/"
EMPTY = ([], [])


def shown(response):
    """The addresses of the options and the headings, in their order."""
    html = response.content.decode()
    return (
        re.findall(r'role="option"[^>]*? href="([^"]+)"', re.sub(r"\s+", " ", html)),
        re.findall(r'role="presentation">([^<]+)<', html),
    )


def test_options_are_grouped_under_german_headings_and_lead_to_their_pages(client):
    place = make_municipality("Netzheim", slug="netzheim")
    project = make_project("Netzhausen", slug="netzhausen", municipalities=[place])
    edition = make_public("Netz", project=project, types=["veranstaltung-netzwerk"])
    response = client.get(URL, {"q": "netz"})
    assert response.status_code == 200
    assert shown(response) == (
        [
            edition.get_absolute_url(),
            "/loesungstypen/veranstaltung-netzwerk/",
            "/modellprojekte/netzhausen/",
            "/kommunen/netzheim/",
        ],
        ["Maßnahmen", "Lösungstypen", "Modellprojekte", "Kommunen"],
    )
    for address in shown(response)[0]:
        assert client.get(address).status_code == 200


def test_an_option_shows_what_matched_and_where_it_belongs(client):
    make_public("Netz", project=make_project("Hausen"))
    html = client.get(URL, {"q": "net"}).content.decode()
    options = [" ".join(option.split()) for option in re.findall(r'role="option"[^>]*>(.+?)</a>', html, re.DOTALL)]
    assert [strip_tags(option).strip() for option in options] == ["Netz Hausen", "Veranstaltung/Netzwerk 0 Maßnahmen"]
    assert [re.findall("<mark>(.+?)</mark>", option) for option in options] == [["Net"], ["Net"]]


def test_the_list_is_cached_for_a_minute_and_sets_no_cookie(client):
    make_public("Netz")
    response = client.get(URL, {"q": "netz"})
    assert sorted(response["Cache-Control"].split(", ")) == ["max-age=60", "public"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "unsafe" not in response["Content-Security-Policy"]


def test_only_get_and_head_are_answered(client):
    assert client.head(URL, {"q": "netz"}).status_code == 200
    assert client.post(URL, {"q": "netz"}).status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=n",
        "q=%00",
        "q=%25%2A%3F_",
        "q=%ff%fe",
        "q=" + "a" * 10_000,
        "q=drohnentaxi",
        "x=netz",
        "q=-netz",
    ],
)
def test_without_matches_the_list_is_empty(client, query):
    make_public("Netz")
    response = client.get(URL, QUERY_STRING=query)
    assert response.status_code == 200
    assert shown(response) == EMPTY
    assert response.content.decode().count('role="listbox"') == 1


def test_markup_in_a_title_and_in_the_question_is_only_text(client):
    make_public("<img src=x onerror=alert(1)> Netz", project=make_project('"><script>alert(2)</script>'))
    html = client.get(URL, {"q": "netz"}).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt; <mark>Netz</mark>" in html
    assert "&quot;&gt;&lt;script&gt;alert(2)&lt;/script&gt;" in html
    assert "<script" not in client.get(URL, {"q": "<script>alert(1)</script> netz"}).content.decode()


def test_hidden_editions_do_not_change_the_list(client):
    public = make_public("Netz")
    before = client.get(URL, {"q": "netz"}).content
    make_draft("Netz im Entwurf", project=public.measure.project)
    submitted = make_draft("Netz eingereicht", project=public.measure.project)
    workflow.submit(edition=submitted, by=None, version=submitted.version)
    workflow.start_draft(measure=public.measure, by=None)
    assert client.get(URL, {"q": "netz"}).content == before


def test_suggestions_need_no_query(client, django_assert_num_queries):
    for number in range(5):
        make_public(f"Netz {number}")
    client.get(URL, {"q": "netz"})
    with django_assert_num_queries(1):  # the version of the catalogue, asked each time in tests
        client.get(URL, {"q": "netz"})


@pytest.mark.parametrize("url", ["/", "/massnahmen/", "/gibt-es-nicht/"])
def test_every_page_with_a_search_field_can_suggest(client, url):
    html = client.get(url).content.decode()
    assert f'data-hx-get="{URL}"' in html
    assert "js/suggest" in html
    assert '"allowEval": false' in html
    assert "combobox" not in html  # only the script makes it one
