"""Every public page exists in English, too, under /en/; its language depends on its address alone."""

import json
import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from measures.finding.current import current
from measures.intake.catalogue.english import read_names, write_names
from measures.intake.catalogue.records import SHIPPED
from measures.models import SolutionType
from measures.public.freezing import freeze
from measures.public.languages import mirrored_routes
from tests.factories import make_municipality, make_project, make_public, make_user
from tests.login import sign_in
from tests.pages import routes

pytestmark = pytest.mark.django_db

PAGES = sorted(mirrored_routes() - routes.NO_PAGE)
GERMAN_WORDS = set(
    """aber alle als auch auf aus bei das dem den der des die dies diese dieser durch ein eine einem einen einer
    für haben hat hier ihre ihrer im ist kann kein keine mit nach nicht noch nur ob oder ohne sich sie sind über um und
    unter vom von vor wenn werden wie wird zu zum zur zwischen maßnahme maßnahmen kommune kommunen suche suchen
    seite seiten quelle quellen zurück weiter""".split()  # noqa: SIM905 - reads better than quoted words
)
NAMES = {"maßwerk", "württemberg", "thüringen"}


class TextOutsideGerman(HTMLParser):
    """Collects the texts of a page, visible or read aloud, that are not marked as German."""

    READ_ALOUD = {"alt", "title", "aria-label", "placeholder", "data-label", "data-status"}
    VOID = {"meta", "link", "img", "input", "br", "hr", "path", "use", "circle", "rect", "line"}

    def __init__(self):
        super().__init__()
        self.texts, self.open = [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        is_german = attributes.get("lang", "en" if not self.open or not self.open[-1][1] else "de") == "de"
        if tag not in self.VOID:
            self.open.append((tag, is_german or tag in ("script", "style", "code")))
        if not is_german:
            self.texts += [value for name, value in attrs if name in self.READ_ALOUD and value]

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not (self.open and self.open[-1][1]):
            self.texts.append(data)


def german_words(html):
    """Return the German words of a page that nothing marks as German."""
    parser = TextOutsideGerman()
    parser.feed(html)
    shown = re.sub(r"https?://\S+", "", " ".join(parser.texts).lower())
    words = re.findall(r"[^\W\d_]+", shown)
    return sorted({word for word in words if word in GERMAN_WORDS or re.search("[äöüß]", word)} - NAMES)


@pytest.fixture
def edition():
    write_names(read_names(SHIPPED), Counter())
    return make_public(
        "Mitfahren für alle",
        project=make_project("Ulm", slug="ulm", municipalities=[make_municipality("Ulm", state="BY")]),
        summary="Wer nicht selbst fahren will, findet hier andere und fährt mit.",
        description="Die App zeigt, wer wann und wohin fährt.",
        lessons="Nicht alle wollten mitmachen.",
        status="umgesetzt",
        status_note="Die App wird nicht mehr gepflegt.",
        start_year=2021,
    )


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_there_in_english(client, edition, name):
    german = routes.addresses(edition)[name]
    if name == "frozen_catalogue":
        freeze(routes.FROZEN)
    with override("en"):
        english = routes.addresses(edition)[name]
    assert english == f"/en{german}"
    response = client.get(english)
    assert response.status_code == client.get(german).status_code == 200
    html = response.content.decode()
    assert '<html lang="en">' in html
    assert german_words(html) == []


def test_the_texts_of_entries_say_that_they_are_german(client, edition):
    html = client.get(f"/en{edition.get_absolute_url()}").content.decode()
    assert "This entry is in German." in html
    for text in (edition.title, edition.summary, edition.description, edition.lessons):
        assert text in html
    assert "für" in german_words(html.replace('lang="de"', ""))


def test_a_translation_is_shown_and_marked(client):
    edition = make_public("Mitfahrbank", summary="Hier wartet man.", title_en="Lift bench", summary_en="Wait here.")
    address = edition.get_absolute_url()
    html = client.get(f"/en{address}").content.decode()
    assert "<h1>Lift bench</h1>" in html
    assert "Wait here." in html
    assert ">Hier wartet man." not in html
    assert '<span lang="de">Mitfahrbank</span>' in html
    german = client.get(address).content.decode()
    assert "Lift bench" not in german
    assert "<h1>Mitfahrbank</h1>" in german


def test_the_language_depends_on_the_address_alone(client, edition):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    german = client.get("/massnahmen/", headers={"Accept-Language": "en"})
    assert '<html lang="de">' in german.content.decode()
    english = client.get("/en/massnahmen/", headers={"Accept-Language": "de"})
    assert '<html lang="en">' in english.content.decode()
    for response in (german, english):
        assert "language" not in response.get("Vary", "").lower()
        assert not response.cookies


def inner_links(client, address):
    html = client.get(address).content.decode()
    return set(re.findall(r'<a\b[^>]*href="(/[^"]*)"', html))


def test_links_keep_the_language(client, edition):
    german = inner_links(client, "/massnahmen/?typ=app")
    english = inner_links(client, "/en/massnahmen/?typ=app")
    assert {link for link in german if link.startswith("/en/")} == {"/en/massnahmen/?typ=app"}
    assert {link for link in english if not link.startswith("/en/")} == {"/massnahmen/?typ=app", "/admin/"}


@pytest.mark.parametrize(
    "path", ["/", "/massnahmen/?q=bus&typ=app&seite=2", "/gibt-es-nicht/", "/merkliste/?m=abcdefgh"]
)
def test_the_switch_keeps_the_question(client, path):
    for own, other, language in ((path, f"/en{path}", "en"), (f"/en{path}", path, "de")):
        html = client.get(own).content.decode()
        shown = other.replace("&", "&amp;")
        assert f'<a class="language" href="{shown}" lang="{language}" hreflang="{language}">' in html


def test_pages_without_a_twin_have_no_switch(client):
    for address in ("/admin/login/", "/admin/gibt-es-nicht/"):
        assert 'class="language"' not in client.get(address).content.decode()


def test_both_languages_name_each_other_to_search_engines(client, edition):
    site = settings.MASSWERK_URL
    for address in ("/massnahmen/?seite=1", "/en/massnahmen/"):
        html = client.get(address).content.decode()
        assert re.findall(r'hreflang="([\w-]+)" href="([^"]+)">', html) == [
            ("de", f"{site}/massnahmen/"),
            ("en", f"{site}/en/massnahmen/"),
            ("x-default", f"{site}/massnahmen/"),
        ]


def test_an_etag_holds_for_one_language(client, edition):
    tag = client.get("/massnahmen/")["ETag"]
    response = client.get("/en/massnahmen/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert client.get("/en/massnahmen/", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_mistakes_are_explained_in_the_language_of_the_address(client, edition):
    missing = client.get("/en/gibt-es-nicht/")
    assert missing.status_code == 404
    assert "This page does not exist" in missing.content.decode()
    assert client.get("/en/admin/").status_code == 404
    assert client.get("/en").headers["Location"] == "/en/"
    assert "Diese Seite gibt es nicht" in client.get("/english/").content.decode()
    large = client.post("/en/massnahmen/", "x" * 20_000, content_type="text/plain")
    assert large.status_code == 413
    assert "too large" in large.content.decode()
    refused = client.get("/en/massnahmen/export.csv?typ=gibt-es-nicht")
    assert refused.content.decode() == "Solution type: “gibt-es-nicht” is unknown and was left out.\n"


def test_words_of_a_translation_find_the_entry_behind_all_others(client):
    translated = make_public("Mitfahrbank", summary="Hier wartet man.", title_en="Lift bench", keywords="Trampen")
    other = make_public("Zebra", description="Auf der Bench.")
    for prefix, title in (("", "Mitfahrbank"), ("/en", "Lift <mark>bench</mark>")):
        html = client.get(f"{prefix}/massnahmen/?q=bench").content.decode()
        assert html.index(other.measure.slug) < html.index(translated.measure.slug)
        assert f">{title}</a>" in html
    assert "Lift" not in client.get("/massnahmen/?q=bench").content.decode()
    document = next(document for document in current().documents if document.card.title == "Mitfahrbank")
    assert document.keywords == "Trampen"  # so the vectors of an entry do not depend on its translation


def test_names_of_values_are_in_the_language_of_the_page(client, edition):
    """The index is the same for both languages, whichever page waited for it."""
    make_public("Andere", fields=["verwaltung"])
    for address, name in (("/en/massnahmen/", "Public administration"), ("/massnahmen/", "Verwaltung")):
        assert f">{name}</span>" in client.get(address).content.decode()
    for query in ("verwalt", "administr"):
        assert "administration" in client.get(f"/en/vorschlaege/?q={query}").content.decode().replace("</mark>", "")
    assert "Öffentliche" not in client.get("/vorschlaege/?q=administr").content.decode()
    found = json.loads(b"".join(client.get("/en/massnahmen/export.json?feld=mobilitaet").streaming_content))
    assert [value["name"] for value in found["measures"][0]["action_fields"]] == ["Mobility"]
    assert found["measures"][0]["url"].endswith(f"/en/massnahmen/{edition.measure.slug}/")


def test_moderators_keep_the_english_names(client):
    make_public("Bus", types=["app"])
    value = SolutionType.objects.get(slug="app")
    sign_in(client, make_user(is_moderator=True))
    form = {"name": "App", "description": "", "name_en": "Mobile app", "description_en": "In a pocket.", "order": 10}
    assert client.post(reverse("admin:measures_solutiontype_change", args=[value.pk]), form).status_code == 302
    html = client.get("/en/loesungstypen/app/").content.decode()
    assert "<h1>Mobile app</h1>" in html
    assert "In a pocket." in html
    assert '<span class="tag">Mobile app</span>' in html
    assert "<h1>App</h1>" in client.get("/loesungstypen/app/").content.decode()


def test_the_index_is_german_whatever_page_waited_for_it(client):
    gone = make_municipality("Ulm", gone_since=date(2024, 1, 1))
    make_public("Bus", project=make_project("Ulm", municipalities=[gone]))
    client.get("/en/massnahmen/")
    assert "nicht mehr im Verzeichnis" in str([name.label for name in current().choices.names if name.facet == "ort"])


def test_files_have_headers_and_numbers_of_the_language(client, edition):
    for prefix, columns, growth in (
        ("", ["Kennung", "Titel", "Bearbeitungsstand"], "Lösungstyp"),
        ("/en", ["Key", "Title", "Status"], "Solution type"),
    ):
        header = b"".join(client.get(f"{prefix}/massnahmen/export.csv").streaming_content).decode().splitlines()[0]
        assert set(columns) <= set(header.split(","))
        table = b"".join(client.get(f"{prefix}/statistik/loesungstypen.csv").streaming_content).decode()
        assert table.lstrip("\ufeff").startswith(growth)


@pytest.mark.parametrize(("prefix", "number", "day"), [("", "1.234", "5. März 2024"), ("/en", "1,234", "5 March 2024")])
def test_numbers_and_days_are_written_as_in_the_language(client, prefix, number, day):
    place = make_municipality("Ulm", population=1_234, population_date=date(2024, 3, 5))
    make_public("Bus", project=make_project("Ulm", municipalities=[place]))
    html = client.get(f"{prefix}/kommunen/{place.slug}/").content.decode()
    assert number in html
    assert day in html
