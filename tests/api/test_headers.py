"""Around the answers: caching, other origins, errors, methods, cookies."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from measures.public.api.endpoints import ENDPOINTS
from measures.public.api.openapi import example_address
from measures.public.api.problems import CONTENT_TYPE
from measures.public.serialisation import absolute
from tests.api.catalogue import make_catalogue
from tests.factories import make_public

pytestmark = pytest.mark.django_db

ORIGIN = {"Origin": "https://zeitung.example"}


@pytest.fixture
def addresses():
    make_catalogue()
    return [example_address(endpoint).removeprefix(absolute("")) for endpoint in ENDPOINTS]


def test_unchanged_answers_are_not_sent_again(client, addresses):
    for address in [*addresses, reverse("api_openapi")]:
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"], **ORIGIN})
        assert (again.status_code, again.content, again["Access-Control-Allow-Origin"]) == (304, b"", "*")
        assert again["Cache-Control"] == first["Cache-Control"]
    make_public()
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_each_language_and_question_has_its_own_etag(client, addresses):
    queries = ["", "?lang=en", "?typ=app", "?fields=title", "?limit=1"]
    assert len({client.get(reverse("api_measures") + query)["ETag"] for query in queries}) == len(queries)


def test_scripts_of_other_sites_may_read_everything_even_errors(client, addresses):
    for address in [*addresses, f"{reverse('api_measures')}?x=1", "/api/v1/nix", "/api/v1/measures/nix"]:
        assert client.get(address, headers=ORIGIN)["Access-Control-Allow-Origin"] == "*"
    asked = client.options(addresses[0], headers={**ORIGIN, "Access-Control-Request-Method": "GET"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Origin" not in client.get("/massnahmen/", headers=ORIGIN)
    assert "Access-Control-Allow-Credentials" not in asked


def test_nothing_sets_a_cookie_or_depends_on_one(client, addresses):
    for address in addresses:
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_head_has_the_headers_of_get(client, addresses):
    for address in addresses:
        get, head = client.get(address), client.head(address)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(method):
    client = Client(enforce_csrf_checks=True)
    for path in ("measures", "openapi.json", "nix"):
        response = getattr(client, method)(f"/api/v1/{path}")
        assert (response.status_code, response["Content-Type"]) == (405, CONTENT_TYPE)
        assert response["Allow"] == "GET, HEAD, OPTIONS"


WRONG = [
    ("measures", "seite=2", "seite"),
    ("measures", "m=aaaaaaaa", "m"),
    ("measures", "typ=gibt-es-nicht", "typ"),
    ("measures", "typ=app&typ=nix", "typ"),
    ("measures", "land=", "land"),
    ("measures", "q=", "q"),
    ("measures", "q=a&q=b", "q"),
    ("measures", f"q={'a' * 201}", "q"),
    ("measures", "sort=alt", "sort"),
    ("measures", "naehe=123", "naehe"),
    ("measures", "ort=nirgends", "ort"),
    ("measures", "fields=title,person_name", "fields"),
    ("measures", "fields=keywords", "fields"),
    ("measures", "limit=0", "limit"),
    ("measures", "limit=101", "limit"),
    ("measures", "limit=%C2%B2", "limit"),
    ("measures", "lang=fr", "lang"),
    ("suggestions", "stand=2026-01-01", "stand"),
    ("measures", "stand=2999-01-01", "stand"),
    ("projects", "staffel=2018", "staffel"),
    ("municipalities", "groesse=riesig", "groesse"),
    ("changes", "since=gestern", "since"),
    ("changes", "projekt=nix", "projekt"),
    ("statistics", "typ=app", "typ"),
    ("openapi", "x=1", "x"),
]


@pytest.mark.parametrize(("name", "query", "parameter"), WRONG)
def test_what_is_not_understood_is_refused_with_words(client, name, query, parameter):
    response = client.get(f"{reverse(f'api_{name}')}?{query}")
    problem = json.loads(response.content)
    assert (response.status_code, response["Content-Type"], problem["status"]) == (400, CONTENT_TYPE, 400)
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert len(problem["errors"][0]["detail"]) > 10
    assert "ETag" not in response


def test_several_faults_are_named_at_once_in_the_language_that_was_asked_for(client):
    german, english = [
        json.loads(client.get(f"{reverse('api_measures')}?typ=nix&seite=2&lang={language}").content)["errors"]
        for language in ("de", "en")
    ]
    assert [error["parameter"] for error in german] == [error["parameter"] for error in english] == ["seite", "typ"]
    assert german[1]["detail"] == "typ: „nix“ ist unbekannt."
    assert english[1]["detail"] == "typ: “nix” is unknown."


def test_signs_without_a_meaning_are_a_notice_as_on_the_page(client):
    make_public("Bus")
    found = json.loads(client.get(f"{reverse('api_measures')}?q=bus+%22").content)
    assert (found["total"], len(found["notices"])) == (1, 1)


@pytest.mark.parametrize("path", ["nix", "measures/", "measures/nix", "projects/nix", "municipalities/nix", "a%0Ab"])
def test_unknown_addresses_are_problems_too(client, path):
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response["Content-Type"]) == (404, CONTENT_TYPE)


def test_a_failure_is_a_problem_with_the_number_of_the_request(settings):
    settings.MASSWERK_DATA_LICENCE = object()
    client = Client(raise_request_exception=False)
    response = client.get(reverse("api_solution_types"), headers={"X-Request-ID": "abcdefgh-123"})
    assert (response.status_code, response["Content-Type"]) == (500, CONTENT_TYPE)
    assert json.loads(response.content)["request_id"] == "abcdefgh-123"
