"""Files that programs look for, and what pages tell search engines."""

import json
from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from tests.factories import make_draft, make_project, make_public, make_user

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
XHTML_LINK = "{http://www.w3.org/1999/xhtml}link"
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def locations(body):
    return [element.text for element in ElementTree.fromstring(body).iter(LOCATION)]


def in_both_languages(path):
    return [SITE + path, f"{SITE}/en{path}"]


def test_robots_lead_to_the_sitemap(client):
    lines = text(client, "/robots.txt").splitlines()
    assert "Disallow: /admin/" in lines
    assert f"Sitemap: {SITE}/sitemap.xml" in lines


def test_sitemap_names_public_pages_only_and_when_they_changed(client):
    place = make_project("Ulm", slug="ulm")
    edition = make_public("Bus", project=place)
    make_draft("Entwurf", project=place)
    withdrawn = make_public("Weg", project=place)
    workflow.withdraw(edition=withdrawn, by=make_user(is_moderator=True), reason="Doppelt.", version=withdrawn.version)
    parts = locations(text(client, "/sitemap.xml"))
    assert len(parts) == 6
    found = {}
    for part in parts:
        body = text(client, "/" + part.split("/", 3)[3])
        found[part.rpartition("-")[2]] = locations(body)
    assert found["massnahmen.xml"] == in_both_languages(edition.get_absolute_url())
    assert found["modellprojekte.xml"] == in_both_languages("/modellprojekte/ulm/")
    assert found["kommunen.xml"] == in_both_languages(place.municipalities.get().get_absolute_url())
    assert "/healthz" not in str(found)
    assert f"<lastmod>{timezone.localdate(edition.published_at)}" in text(client, "/sitemap-massnahmen.xml")
    for addresses in found.values():
        for address in addresses:
            page = client.get(address.removeprefix(SITE))
            assert page.status_code == 200
            assert f'<link rel="canonical" href="{address}">' in page.content.decode()


def test_sitemap_says_which_addresses_are_the_same_page(client):
    make_project("Ulm", slug="ulm")
    body = ElementTree.fromstring(text(client, "/sitemap-modellprojekte.xml"))
    german, english = in_both_languages("/modellprojekte/ulm/")
    links = [("de", german), ("en", english), ("x-default", german)]
    for entry in body:
        assert [(link.get("hreflang"), link.get("href")) for link in entry.iter(XHTML_LINK)] == links
    assert len(body) == 2


def test_security_txt_has_a_contact_and_expires(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.MASSWERK_CONTACT = "redaktion@example.org"
    lines = dict(line.split(": ", 1) for line in text(client, "/.well-known/security.txt").splitlines())
    assert lines["Contact"] == "mailto:redaktion@example.org"
    assert lines["Expires"][:10] == str(timezone.localdate() + timedelta(days=180))
    assert lines["Canonical"] == f"{SITE}/.well-known/security.txt"


def test_opensearch_manifest_and_llms(client):
    description = ElementTree.fromstring(text(client, "/opensearch.xml"))
    assert [url.get("template") for url in description.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")] == [
        f"{SITE}/massnahmen/?q={{searchTerms}}"
    ]
    manifest = json.loads(text(client, "/site.webmanifest"))
    assert (manifest["name"], manifest["start_url"]) == ("Maßwerk", "/")
    assert f"({SITE}/massnahmen/export.json)" in text(client, "/llms.txt")


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", "/massnahmen/"),
        ("m=abcdefgh", "/massnahmen/"),
        ("seite=1", "/massnahmen/"),
        ("seite=02", "/massnahmen/?seite=2"),
        ("seite=2&m=abcdefgh", "/massnahmen/?seite=2"),
        ("q=bus", None),
        ("typ=app&seite=2", None),
        ("sort=titel", None),
        ("seite=x", None),
    ],
)
def test_filtered_lists_are_not_for_search_engines(client, query, canonical):
    body = text(client, f"{reverse('measures')}?{query}")
    assert ('<meta name="robots" content="noindex">' in body) == (canonical is None)
    assert ('rel="canonical"' in body) == (canonical is not None)
    if canonical:
        assert f'<link rel="canonical" href="{SITE}{canonical}">' in body


def test_archived_and_missing_pages_are_not_for_search_engines(client):
    edition = make_public("Bus")
    workflow.archive(edition=edition, by=make_user(is_moderator=True), reason="Beendet.", version=edition.version)
    for address in (edition.get_absolute_url(), "/gibt-es-nicht/", "/merkliste/"):
        body = client.get(address).content.decode()
        assert body.count('<meta name="robots" content="noindex">') == 1
        assert 'rel="canonical"' not in body


def test_page_of_a_measure_can_be_shared(client):
    edition = make_public('Bus "Linie 7"', summary="Fährt & hält.")
    body = text(client, edition.get_absolute_url())
    assert '<meta property="og:title" content="Bus &quot;Linie 7&quot;">' in body
    assert '<meta property="og:description" content="Fährt &amp; hält.">' in body
    assert f'<meta property="og:image" content="{SITE}{edition.get_absolute_url()}vorschau.png">' in body


def test_files_are_not_for_search_engines(client):
    assert client.get("/massnahmen/export.json")["X-Robots-Tag"] == "noindex"
