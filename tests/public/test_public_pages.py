"""Rules for every public page: no cookie, no foreign host, GET and HEAD only."""

import re

import pytest

from measures.public.components import components
from measures.public.freezing import freeze
from tests.factories import make_draft, make_project, make_public
from tests.pages import routes

pytestmark = pytest.mark.django_db

PAGES = sorted(set(routes.ANONYMOUS) - routes.NO_PAGE)


@pytest.fixture(autouse=True)
def frozen(request):
    if "frozen_catalogue" in request.node.name:
        freeze(routes.FROZEN)


def test_every_route_of_the_site_is_tested_here():
    assert routes.public_names() == set(routes.ANONYMOUS)


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_gets_the_page_without_cookie_or_foreign_host(client, name):
    edition = make_public("Altstadtbus", summary="Fährt durch die Altstadt.")
    response = client.get(routes.addresses(edition)[name])
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http:" not in policy
    assert "https:" not in policy


@pytest.mark.parametrize("name", sorted(set(PAGES) - routes.FORMS))
def test_pages_only_answer_get_and_head(client, name):
    url = routes.addresses(make_public())[name]
    assert client.head(url).status_code == 200
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_that_the_catalogue_is_not_official_unless_switched_off(client, settings, name):
    url = routes.addresses(make_public())[name]
    notice = "dies ist nicht die amtliche Datenbank"
    assert notice in client.get(url).content.decode()
    settings.MASSWERK_UNOFFICIAL = False
    assert notice not in client.get(url).content.decode()


def test_a_page_that_does_not_exist_offers_the_search(client):
    response = client.get("/gibt-es-nicht/")
    assert response.status_code == 404
    assert 'name="q"' in response.content.decode()


def test_health_tells_when_the_database_answers(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "catalogue": 1, "measures": 0}


def test_the_start_page_counts_what_is_public(client):
    project = make_project()
    make_public(project=project)
    make_public(project=project)
    make_draft(project=make_project())
    html = client.get("/").content.decode()
    assert re.findall(r"<strong>(\d+)</strong>", html[html.index('class="figures"') :]) == ["2", "2", "2"]


def test_the_page_of_components_shows_them_and_is_for_development_only(rf):
    assert "components" not in routes.public_names()
    make_public("Eine", types=["app"])
    make_public("Andere", types=["dashboard"])
    html = components(rf.get("/ui/")).content.decode()
    assert "Andere" in html
    assert 'class="facet"' in html
