"""What the API answers: bytes and schema agree for every entry, and it says the same as pages and exports."""

import json

import pytest
from django.http import QueryDict
from django.urls import reverse

from measures import workflow
from measures.finding.answer import Answer
from measures.models import SolutionType
from measures.public.api import answers
from measures.public.api.endpoints import ENDPOINTS
from measures.public.api.openapi import document, example_address
from measures.public.serialisation import absolute
from tests.api.catalogue import make_catalogue
from tests.api.schemas import check
from tests.factories import make_municipality, make_project, make_public
from tests.public.exports import read_json

pytestmark = pytest.mark.django_db


def ask(client, name="measures", query="", **kwargs):
    response = client.get(f"{reverse(f'api_{name}', kwargs=kwargs)}?{query}")
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def walk(client, query="limit=100", name="measures"):
    """Yield all items of a list, part by part."""
    address = f"{reverse(f'api_{name}')}?{query}"
    while address:
        found = json.loads(client.get(address.removeprefix(absolute(""))).content)
        yield from found[name]
        address = found["next"]


def test_every_field_is_there_if_none_was_asked_for(client):
    make_catalogue()
    assert {tuple(entry) for entry in walk(client)} == {tuple(answers.ENTRY)}


def test_every_answer_is_as_its_schema_says_and_has_the_licence(client, settings):
    settings.MASSWERK_DATA_LICENCE, settings.MASSWERK_DATA_LICENCE_URL = "DL-DE-BY-2.0", "https://licence.example/"
    make_catalogue()
    for endpoint in ENDPOINTS:
        for language in ("de", "en"):
            separator = "&" if "?" in example_address(endpoint) else "?"
            address = f"{example_address(endpoint).removeprefix(absolute(''))}{separator}lang={language}"
            response = client.get(address)
            check(endpoint, response.content)
            assert json.loads(response.content)["licence"] == {"id": "DL-DE-BY-2.0", "url": "https://licence.example/"}
            assert response["Link"] == '<https://licence.example/>; rel="license"'
            assert response["Content-Language"] == language
    check(ENDPOINTS[0], client.get(f"{reverse('api_measures')}?q=Quastenflosser+Sensor").content)


def test_examples_of_the_document_are_as_their_schemas_say():
    make_catalogue()
    described = document()
    for endpoint in ENDPOINTS:
        answer = described["paths"][f"/{endpoint.path}"]["get"]["responses"]["200"]["content"]["application/json"]
        check(endpoint, json.dumps(answer["example"]))


QUERIES = [
    "", "q=bus", "q=sensor", "typ=app", "typ=dashboard&typ=app", "land=BY&sort=titel", "status=eingestellt",
    "q=gibtesnicht", "sort=projekt", "q=buss", "offen=ja",
]  # fmt: skip


def test_list_counts_and_second_list_are_those_of_the_page(client):
    make_catalogue()
    for query in QUERIES:
        shown, found = Answer(QueryDict(query)), ask(client, query=query)
        assert [entry["id"] for entry in found["measures"]] == [card.slug for card in shown.cards]
        assert (found["total"], found["notices"]) == (shown.total, shown.notices)
        assert [(entry["measure"]["id"], tuple(entry["missing"])) for entry in found["near"]] == [
            (entry.document.card.slug, entry.missing) for entry in shown.near
        ]
        counted = {
            group.name: [(value.value, value.label, value.count, value.selected) for value in group.values]
            for group in shown.facets
        }
        assert {
            facet["id"]: [(value["id"], value["name"], value["count"], value["chosen"]) for value in facet["values"]]
            for facet in found["facets"]
        } == counted
        assert found["url"] == absolute(reverse("measures") + shown.query)


def test_second_list_is_apart_and_comes_with_the_last_part(client):
    for title in ("Bibliothek", "Museum", "Theater", "Strategie", "Kamera", "Lampe"):
        make_public(title)
    for _ in range(2):
        make_public("Sensoren Parkplatz Straßenlärm")
    make_public("Sensoren Parkplatz")
    query = "q=Sensoren+Parkplatz+Straßenlärm&limit=1"
    first = ask(client, query=query)
    assert (first["total"], len(first["measures"]), first["near"]) == (2, 1, [])
    last = json.loads(client.get(first["next"].removeprefix(absolute(""))).content)
    assert [(near["measure"]["title"], near["missing"]) for near in last["near"]] == [
        ("Sensoren Parkplatz", ["Straßenlärm"])
    ]
    assert last["next"] is None


def test_entries_are_those_of_the_export(client):
    make_catalogue()
    exported = read_json(client)["measures"]
    assert list(walk(client, "limit=2")) == exported
    assert [ask(client, "measure", slug=entry["id"])["measure"] for entry in exported] == exported


def test_named_persons_and_search_words_never_leave(client):
    [*_rest, full] = make_catalogue()
    assert "Jana" in client.get(full.get_absolute_url()).content.decode()
    addresses = [example_address(endpoint).removeprefix(absolute("")) for endpoint in ENDPOINTS]
    for address in [*addresses, reverse("api_measures"), reverse("api_openapi"), reverse("api")]:
        body = client.get(address).content.decode()
        assert "Jana" not in body
        assert "jana.muster" not in body
        assert "Quastenflosser" not in body


def test_fields_are_those_that_were_asked_for(client):
    make_catalogue()
    found = ask(client, query="fields=title,places&limit=1")
    assert found["measures"][0].keys() == {"id", "title", "places"}
    whole = ask(client, query="limit=1")["measures"][0]
    assert found["measures"][0] == {name: whole[name] for name in ("id", "title", "places")}


def test_names_are_in_the_language_that_was_asked_for(client):
    make_catalogue()
    german, english = [ask(client, query=f"status=eingestellt&lang={language}") for language in ("de", "en")]
    assert german["measures"][0]["status"] == {"id": "eingestellt", "name": "eingestellt"}
    assert english["measures"][0]["status"] == {"id": "eingestellt", "name": "stopped"}
    assert german["facets"][0]["name"] == "Lösungstyp"
    assert english["facets"][0]["name"] == "Solution type"
    SolutionType.objects.filter(slug="app").update(name_en="Smartphone app")
    workflow.catalogue_changed()
    for name in ("solution_types", "measures"):
        body = client.get(f"{reverse(f'api_{name}')}?lang=en").content.decode()
        assert '"name":"Smartphone app"' in body


def test_a_change_is_seen_at_once_in_stored_entries(client):
    edition = make_public("Vorher", project=make_project("Ort", municipalities=[make_municipality("Alt")]))
    assert ask(client)["measures"][0]["places"][0]["name"] == "Alt"
    place = edition.places.get()
    place.name = "Neu"
    place.save()
    workflow.catalogue_changed()  # as all that writes names does
    entry = ask(client, "measure", slug=edition.measure.slug)["measure"]
    assert entry["places"][0]["name"] == "Neu"


def test_what_left_the_catalogue_is_gone(client):
    make_catalogue()
    for slug, word in (("alter-eintrag", "archiviert"), ("irrtum", "zurückgezogen")):
        for name in ("measure", "similar"):
            response = client.get(reverse(f"api_{name}", args=[slug]))
            assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")
            assert word in json.loads(response.content)["detail"]
            assert "Irrtum" not in response.content.decode()


def test_measures_of_a_municipality(client):
    make_catalogue()
    found = ask(client, query="land=BY")
    place = found["measures"][0]["places"][0]["id"]
    there = ask(client, query=f"ort={place}")
    assert [entry["id"] for entry in there["measures"]] == [entry["id"] for entry in found["measures"]]
    assert there["url"] == absolute(reverse("municipality", args=[place]))
