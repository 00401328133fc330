"""Hints in the review: each names what is wrong, and none prevents a publication."""

import re

import pytest
from django.urls import reverse

from measures.desk.review_hints import hints_about
from measures.links.checking import store
from measures.persons.person_rules import hint_about
from tests.factories import make_draft, make_editor, make_project, make_public, make_submitted, make_user
from tests.forms import filled
from tests.login import sign_in

pytestmark = pytest.mark.django_db


def test_the_review_shows_all_hints_and_publishes_all_the_same(client):
    project = make_project("Ortsnetz")
    make_public(title="Intelligente Parkleitung in der Altstadt")
    store("https://example.org/weg", "gone")
    edition = make_submitted(
        project=project,
        title="Intelligente Parkleitung in der Innenstadt",
        website="https://example.org/weg",
        licence="EUPL 1.2",
        contact_name="Erika Muster",
    )
    sign_in(client, make_user(is_moderator=True))
    page = client.get(reverse("admin:entry_review", args=[edition.pk])).content.decode()
    for sentence in (
        "Diese Adresse führt offenbar ins Leere",
        "Der Eintrag nennt keine Quelle.",
        "SPDX kennt „EUPL 1.2“ nicht.",
        "Das sieht nach dem Namen einer Person aus",
        "„Intelligente Parkleitung in der Altstadt“ von",
    ):
        assert sentence in page
    client.post(reverse("admin:entry_publish", args=[edition.pk]), {"version": edition.version})
    edition.refresh_from_db()
    assert edition.state == "published"


def test_the_form_shows_hints_at_their_fields(client):
    project = make_project("Ortsnetz")
    for address in ("https://example.org/weg", "https://example.org/quelle"):
        store(address, "gone")
    edition = make_draft(project=project, website="https://example.org/weg", licence="EUPL 1.2")
    sign_in(client, make_editor(project))
    address = reverse("admin:entry_edit", args=[edition.pk])
    page = client.get(address).content.decode()
    assert "führt offenbar ins Leere: die Seite gibt es nicht" in row_of(page, "website")
    assert "SPDX kennt „EUPL 1.2“ nicht." in row_of(page, "licence")
    assert "ins Leere" not in row_of(page, "source_code_url")
    assert "Der Eintrag nennt keine Quelle." in page
    edition.sources.create(url="https://example.org/quelle")
    page = client.get(address).content.decode()
    assert "Der Eintrag nennt keine Quelle." not in page
    assert "ins Leere" in row_of(page, "sources-0-url")
    assert "ins Leere" not in row_of(page, "sources-1-url")
    data = {**filled(page, "eintrag"), "website": "kein Weg"}
    page = client.post(address, data, follow=True).content.decode()
    assert "ins Leere" not in row_of(page, "website")  # which has another address now


def row_of(page, name):
    """Return the part of the form with this field."""
    return re.search(rf'id="id_{name}_row".*?(?=id="id_[\w-]+_row"|</fieldset>)', page, re.S)[0]


def test_an_entry_without_faults_has_no_hint():
    make_public(title="Etwas ganz anderes")
    edition = make_submitted(title="Parkleitung", licence="EUPL-1.2", contact_name="Stabsstelle Digitales")
    edition.sources.create(url="https://example.org/quelle")
    assert hints_about(edition) == []


@pytest.mark.parametrize(
    ("duty", "hints"), [("unbekannt", 1), ("zugesagt", 1), ("nicht-noetig", 1), ("offengelegt", 0)]
)
def test_a_repository_without_disclosure_is_asked_about(duty, hints):
    edition = make_submitted(source_code_url="https://example.org/code", source_code_duty=duty)
    edition.sources.create(url="https://example.org/quelle")
    assert len(hints_about(edition)) == hints


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "is_hinted"),
    [
        ("Erika Muster", True),
        ("Jürgen von Muster", True),
        ("Dr. Muster", True),
        ("Amt für Digitales", False),
        ("Büro Martin-Luther-Straße", False),
        ("Karl-Marx-Stadtteilbüro Mitte", False),
        ("Erika", False),
    ],
)
def test_names_in_the_field_for_an_office(text, is_hinted):
    assert bool(hint_about("contact_name", text)) is is_hinted


def test_editors_see_dead_links_of_their_own_entries(client):
    mine, other = make_project("Meins"), make_project("Anderes")
    for project, name in ((mine, "eins"), (other, "zwei")):
        make_public(project=project, title=f"Titel {name}", website=f"https://example.org/{name}")
        store(f"https://example.org/{name}", "gone")
    sign_in(client, make_editor(mine))
    assert "Ein toter Link in Ihren Einträgen" in client.get("/admin/").content.decode()
    page = client.get(reverse("admin:dead_links")).content.decode()
    assert "https://example.org/eins" in page
    assert "zwei" not in page
