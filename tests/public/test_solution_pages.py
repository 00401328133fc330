"""The pages of software that several measures share, and what the page of a measure says about it."""

import html
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from measures import merging
from measures.finding.cards import short_key
from measures.links.checking import store
from measures.models import CheckedLink, PublicCode, Statement
from measures.transitions import catalogue_changed
from tests.factories import (
    make_draft,
    make_municipality,
    make_project,
    make_public,
    make_reuse,
    make_solution,
    make_user,
)

pytestmark = pytest.mark.django_db

REPOSITORY = "https://github.com/stadt/app"


def shown_text(page):
    """Return the text of a page in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def page_of(client, solution, **data):
    return client.get(solution.get_absolute_url(), data).content.decode()


def read_today(**said):
    return PublicCode.objects.create(repository=REPOSITORY, read_at=timezone.now(), **said)


def test_the_list_counts_public_instances(client):
    dipas, other = make_solution("DIPAS"), make_solution("Anderes")
    make_public(solutions=[dipas])
    make_public(solutions=[dipas, other])
    make_draft(solutions=[other])
    text = shown_text(client.get(reverse("solutions")).content.decode())
    assert re.search(r"DIPAS 2 Maßnahmen.*Anderes 1 Maßnahme", text)


def test_a_page_names_instances_with_town_size_status_and_whom_to_ask(client):
    dipas = make_solution("DIPAS", repository=REPOSITORY, licence="GPL-2.0-only")
    town = make_municipality("Musterstadt", population=250_000)
    shown = make_public(
        "Mitreden", project=make_project("Muster", municipalities=[town]), solutions=[dipas], status="in-betrieb"
    )
    make_public("Etwas anderes")
    make_draft("Geheim", solutions=[dipas])
    lapsed = make_reuse(shown, sides=("adopter",))  # last known only, so it must not count
    Statement.objects.filter(reuse=lapsed).update(lapsed_at=timezone.now())
    for sides in (("third",), ("adopter",), ("adopter", "origin"), ("adopter", "origin")):
        make_reuse(shown, sides=sides)

    page = page_of(client, dipas)
    text = shown_text(page)
    assert re.search(r"Mitreden Muster Großstadt in Betrieb 4 Frage an die Kommune", text)
    assert f'href="{reverse("measure_ask", args=[shown.measure.slug])}"' in page
    assert f'href="{REPOSITORY}"' in page
    assert "GPL-2.0-only" in text
    assert "Dokumentation nicht bekannt" in text
    assert "von beiden Seiten bestätigt 2 von einer Seite erklärt 1 durch eine Quelle belegt 1" in text
    assert "Etwas anderes" not in text
    assert "Geheim" not in text


def test_a_licence_of_its_own_is_named_in_words_on_every_page(client):
    own = {"licence": "LicenseRef-Muster-License"}
    shown = make_public(**own, source_code_url=REPOSITORY, solutions=[make_solution("DIPAS", **own)])
    read_today(**own)
    catalogue_changed()
    compared = f"{reverse('comparison')}?m={short_key(shown.measure.slug)}"
    kind = reverse("solution_type", args=["app"])
    for address in (reverse("solution", args=["dipas"]), shown.get_absolute_url(), compared, kind):
        text = shown_text(client.get(address).content.decode())
        assert "Muster License" in text, address
        assert "LicenseRef" not in text, address


def test_declared_users_stand_apart_and_count_nowhere(client):
    town = make_municipality("Musterstadt")
    dipas = make_solution("DIPAS", repository=REPOSITORY)
    make_public(solutions=[dipas])
    read_today(
        licence="EUPL-1.2", version="3.1", released_on="2026-03-09", development="stable",
        used_by=[{"name": "Stadt Musterstadt", "ars": town.ars}, {"name": "<b>Amt</b>", "ars": ""}],
    )  # fmt: skip
    catalogue_changed()

    page = page_of(client, dipas)
    text = shown_text(page)
    assert "Lizenz EUPL-1.2 Letzte Version 3.1, 9. März 2026 Entwicklungsstand stabil" in text
    assert "2 Nutzer laut publiccode.yml" in text
    assert (
        f'<li><a href="{town.get_absolute_url()}">Stadt Musterstadt</a></li><li>&lt;b&gt;Amt&lt;/b&gt;</li>'
        in re.sub(r">\s+<", "><", page)
    )
    assert "von beiden Seiten bestätigt 0 von einer Seite erklärt 0 durch eine Quelle belegt 0" in text
    assert "Nutzt nach" not in shown_text(client.get(town.get_absolute_url()).content.decode())


def test_a_measure_says_what_is_known_of_its_source_code(client):
    dipas = make_solution("DIPAS")
    edition = make_public(solutions=[dipas], source_code_duty="zugesagt", source_code_url=REPOSITORY)
    address = edition.get_absolute_url()
    page = client.get(address).content.decode()
    assert f'<a href="{dipas.get_absolute_url()}">DIPAS</a>' in page
    assert "Offenlegung des Quelltexts: zugesagt" in shown_text(page)
    assert "falls vorhanden" in page

    read_today(problem=PublicCode.Problem.MISSING)
    store(REPOSITORY, "")
    text = shown_text(client.get(address).content.decode())
    assert re.search(r"erreichbar am \d+\. \w+ 20\d\d", text)
    assert "publiccode.yml: das Repository hat keine publiccode.yml (" in text
    assert "falls vorhanden" not in text

    PublicCode.objects.update(problem="", licence="MIT", version="2.0", development="beta")
    text = shown_text(client.get(address).content.decode())
    assert re.search(r"laut publiccode.yml, gelesen am \d+\. \w+ 20\d\d: MIT · 2.0 · Beta-Version", text)

    store(REPOSITORY, CheckedLink.Problem.GONE)
    text = shown_text(client.get(address).content.decode())
    assert re.search(r"seit \d+\. \w+ 20\d\d nicht erreichbar: die Seite gibt es nicht", text)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, "Software und Lizenz Quelltext: nicht bekannt"),
        ({"source_code_duty": "nicht-noetig"}, "Software und Lizenz Offenlegung des Quelltexts: nicht nötig Lizenz:"),
        ({"source_code_duty": "zugesagt"}, "Offenlegung des Quelltexts: zugesagt Repository: nicht bekannt"),
        ({"source_code_url": REPOSITORY}, "Offenlegung des Quelltexts: nicht bekannt github.com/stadt/app"),
    ],
)
def test_what_is_not_known_is_said_once(client, content, said):
    assert said in shown_text(client.get(make_public(**content).get_absolute_url()).content.decode())


def test_a_link_that_failed_once_is_not_called_dead(client):
    dipas = make_solution("DIPAS", repository=REPOSITORY)
    store(REPOSITORY, CheckedLink.Problem.SERVER)
    assert "nicht erreichbar" not in page_of(client, dipas)
    store(REPOSITORY, CheckedLink.Problem.SERVER)
    assert "nicht erreichbar" in page_of(client, dipas)
    assert [link.is_dead for link in CheckedLink.objects.dead()] == [True]


def test_merged_software_leads_to_what_it_was_merged_into(client):
    old, new = make_solution("Consul"), make_solution("CONSUL")
    edition = make_public(solutions=[old])
    merging.merge(value=old, into=new, by=make_user(is_moderator=True))
    response = client.get(old.get_absolute_url())
    assert (response.status_code, response.headers["Location"]) == (301, new.get_absolute_url())
    assert edition.get_absolute_url() in page_of(client, new)
    assert client.get(reverse("solution", args=["gibt-es-nicht"])).status_code == 404


def test_the_search_filters_by_software_and_disclosure(client):
    dipas = make_solution("DIPAS")
    first = make_public("Erste", solutions=[dipas], source_code_duty="offengelegt")
    second = make_public("Zweite", source_code_duty="zugesagt")
    for query, found in (("loesung=dipas", [first]), ("quelltext=zugesagt", [second]), ("q=dipas", [first])):
        page = client.get(f"{reverse('measures')}?{query}").content.decode()
        assert [edition for edition in (first, second) if f'href="{edition.get_absolute_url()}"' in page] == found, (
            query
        )


def test_exports_name_software_and_disclosure(client):
    make_public(solutions=[make_solution("DIPAS")], source_code_duty="nicht-noetig")
    [entry] = json.loads(b"".join(client.get(reverse("measures_export", args=["json"]))))["measures"]
    assert entry["solutions"] == [{"id": "dipas", "name": "DIPAS"}]
    assert entry["source_code_duty"] == {"id": "nicht-noetig", "name": "nicht nötig"}


def test_the_page_needs_as_many_queries_for_many_instances(client, django_assert_num_queries):
    dipas = make_solution("DIPAS", repository=REPOSITORY)
    make_public(solutions=[dipas])
    page_of(client, dipas)
    with django_assert_num_queries(6):  # software, links, file; three ask for the version of the catalogue
        page_of(client, dipas)
    for _ in range(3):
        make_reuse(make_public(solutions=[dipas]))
    page_of(client, dipas)
    with django_assert_num_queries(6):
        page_of(client, dipas)
