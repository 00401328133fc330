"""Sitemap, feeds and OpenSearch description keep the rules of their formats, and each planted mistake is found."""

import json
import re

import pytest

from measures import workflow
from measures.public import machines
from municipalities.models import Municipality
from tests.factories import make_change, make_project, make_public
from tests.public.web_formats import atom_faults, json_feed_faults, opensearch_faults, sitemap_faults

SITE = "http://127.0.0.1:8000"
PARTS = ["seiten", "massnahmen", "modellprojekte", "kommunen", "themen", "ausgaben"]


@pytest.fixture
def catalogue(db):
    project = make_project("Ulm & <Umland>", slug="ulm")
    for title in ('Bus "7" & <b>', "Bahn\x0b", "Straßenlärm"):
        make_public(title, project=project, types=["app"], summary="Zählt „alles“ & mehr.")
    change = make_change(make_public("Neu", project=project), None, status="eingestellt", lessons="Zu teuer.")
    workflow.publish(edition=change, by=None, version=change.version)
    gone = make_public("Weg", project=project)
    workflow.withdraw(edition=gone, by=None, version=gone.version, reason="Doppelt.")


def body(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


FEEDS = ["/massnahmen/feed", "/en/massnahmen/feed", "/aenderungen/feed"]
QUERIES = ["", "?projekt=ulm", "?typ=app", "?ort={place}", "?q=gibtesnicht", "?q=bus"]


def feeds(client, form):
    place = Municipality.objects.filter(projects__slug="ulm").first().slug
    for feed in FEEDS:
        for query in QUERIES if "massnahmen" in feed else ["", "?art=neu", "?projekt=ulm", "?art=archiviert"]:
            yield body(client, f"{feed}.{form}{query.format(place=place)}")


def test_sitemaps_keep_their_rules(client, catalogue):
    assert sitemap_faults(body(client, "/sitemap.xml"), SITE) == []
    for part in PARTS:
        assert sitemap_faults(body(client, f"/sitemap-{part}.xml"), SITE) == []


def test_index_lists_all_pages_of_a_long_sitemap(client, catalogue, monkeypatch):
    monkeypatch.setattr(machines.PublicSitemap, "limit", 4)
    index = body(client, "/sitemap.xml")
    assert sitemap_faults(index, SITE) == []
    pages = re.findall(r"<loc>([^<]*sitemap-massnahmen[^<]*)</loc>", index)
    assert pages == [f"{SITE}/sitemap-massnahmen.xml", f"{SITE}/sitemap-massnahmen.xml?p=2"]
    listed = [re.findall("<loc>([^<]*)</loc>", body(client, page.removeprefix(SITE))) for page in pages]
    assert [len(addresses) for addresses in listed] == [4, 4]
    assert len({*listed[0], *listed[1]}) == 8


def test_feeds_keep_their_rules(client, catalogue):
    assert [atom_faults(feed) for feed in feeds(client, "atom")] == [[]] * 16
    assert [json_feed_faults(json.loads(feed)) for feed in feeds(client, "json")] == [[]] * 16


def test_opensearch_description_keeps_its_rules(client, db):
    assert opensearch_faults(body(client, "/opensearch.xml")) == []


def planted(whole, mistakes):
    """Yield the text with one mistake each."""
    for part, mistake in mistakes:
        wrong = re.sub(part, mistake, whole, count=1, flags=re.DOTALL)
        assert wrong != whole, part
        yield wrong


NO_TIME = ["2026-02-30", "gestern", "2026-05-01T10:00:00"]
IN_SITEMAP = [
    ("<loc>http", "<loc>ftp"), ("<loc>http://127.0.0.1:8000/", "<loc>http://example.org/"), ("<loc>", "<loc> "),
    (r"<loc>[^<]*</loc>", ""), (r"(<loc>[^<]*</loc>)", r"\1\1"), (r"(<url>.*?</url>)", r"\1\1"),
    *[(r"<lastmod>[^<]*", f"<lastmod>{text}") for text in NO_TIME], ("<url>", "<url><priority>2</priority>"),
    ("<url>", "<url><changefreq>often</changefreq>"), ("<url>", "<url><name>x</name>"), ("<url>", "<x/><url>"),
    ("sitemaps.org/schemas/sitemap/0.9", "example.org/x"), ('hreflang="en"', 'hreflang=""'),
    (r'hreflang="en" href="[^"]*"', 'hreflang="en" href="http://127.0.0.1:8000/en/x/"'),
    (r"<url><loc>http://127.0.0.1:8000/en/.*?</url>", ""),
]  # fmt: skip


def test_mistakes_in_a_sitemap_are_found(client, catalogue):
    whole = body(client, "/sitemap-massnahmen.xml")
    for wrong in planted(whole, IN_SITEMAP):
        assert sitemap_faults(wrong, SITE), wrong
    assert sitemap_faults(whole.replace("urlset", "sitemapindex"), SITE)


IN_ATOM = [
    (r"<id>[^<]*</id>", ""), (r"(<id>[^<]*</id>)", r"\1\1"), (r"<title>[^<]*</title>", ""),
    (r"<updated>[^<]*</updated>", ""),
    *[(r"<updated>[^<]*", f"<updated>{text}") for text in NO_TIME], (r"(<entry>.*?</entry>)", r"\1\1"),
    ("<id>urn:uuid:", "<id>"),
    (r"(?<=<entry>)(.*?)<id>[^<]*</id>", r"\1"), (r"(?<=<entry>)(.*?)<title>[^<]*</title>", r"\1<title/>"),
    (r"(?<=<entry>)(.*?)<updated>[^<]*</updated>", r"\1"), (r"<published>[^<]*", "<published>gestern"),
    ("<summary>", "<summary/><summary>"), (r'term="[^"]*"', ""), (r'rel="self"', 'rel="other"'),
    (r"<name>[^<]*</name>", ""),
    (r"(?<=<entry>)(.*?)<link [^>]*>", r"\1"), (r'(<link rel="alternate"[^>]*>)', r"\1\1"),
    (r'href="http[^"]*"', 'href="/x"'),
    ("http://www.w3.org/2005/Atom", "http://example.org/"),
]  # fmt: skip


def test_mistakes_in_an_atom_feed_are_found(client, catalogue):
    whole = body(client, "/massnahmen/feed.atom")
    for wrong in planted(whole, IN_ATOM):
        assert atom_faults(wrong), wrong
    assert atom_faults(re.sub("<author>.*?</author>", "", whole, flags=re.DOTALL))


FEED_CHANGES = [
    {"version": "1.0"},
    {"title": None},
    {"title": 3},
    {"items": None},
    {"feed_url": "/x"},
    {"licence": "x"},
    {"hubs": [{"url": "x"}]},
]
ITEM_CHANGES = [
    {"id": None}, {"id": 3}, {"id": "again"}, {"content_text": None}, {"url": "/x"}, {"tags": [3]}, {"authors": [{}]},
    {"author": {"name": "x"}}, {"own": 1}, *[{"date_published": text} for text in NO_TIME],
]  # fmt: skip


def test_mistakes_in_a_json_feed_are_found(client, catalogue):
    text = body(client, "/massnahmen/feed.json")
    for changes, is_item in [
        *[(change, False) for change in FEED_CHANGES],
        *[(change, True) for change in ITEM_CHANGES],
    ]:
        feed = json.loads(text)
        feed["items"][1]["id"] = "again"
        assert json_feed_faults(feed) == []
        found = feed["items"][0] if is_item else feed
        found |= changes
        for name in [name for name, value in found.items() if value is None]:
            del found[name]
        assert json_feed_faults(feed), changes


IN_OPENSEARCH = [
    ("<ShortName>", "<ShortName>A name of a site that is too long"), (r"<ShortName>[^<]*</ShortName>", ""),
    (r"<Description>[^<]*</Description>", ""), (r"<Description>[^<]*", "<Description>" + "x" * 1025),
    (r"(<Description>[^<]*</Description>)", r"\1\1"), (r"<Url[^>]*>", ""), (r' type="text/html"', ""),
    (r"\{searchTerms\}", "words"), (r"\{searchTerms\}", "{searchTerms}&amp;x={words}"),
    ('template="http://', 'template="'),
   
    ("<InputEncoding>", "<Encoding/><InputEncoding>"), ('width="16"', 'width="small"'), ("a9.com", "example.org"),
]  # fmt: skip


def test_mistakes_in_an_opensearch_description_are_found(client, db):
    for wrong in planted(body(client, "/opensearch.xml"), IN_OPENSEARCH):
        assert opensearch_faults(wrong), wrong
