"""The API breaks no program that was written for the last release."""

from copy import deepcopy

import pytest

from tests.api.released import breaking, generated, released

pytestmark = pytest.mark.one_database
UPDATE = "The API has changed. Run `python -m tests.api.released` and commit docs/api/v1.json with the change."


def test_nothing_that_was_released_is_broken():
    assert breaking(released(), generated()) == []


def test_the_released_document_is_that_of_the_code():
    assert generated() == released(), UPDATE


def parameters(document, path="/measures"):
    return {item["name"]: item for item in document["paths"][path]["get"]["parameters"]}


def remove_parameter(document):
    document["paths"]["/measures"]["get"]["parameters"].pop(0)


def require_new_parameter(document):
    new = {"name": "key", "in": "query", "required": True, "schema": {"type": "string"}}
    document["paths"]["/changes"]["get"]["parameters"].append(new)


BREAKS = {
    "GET /projects is gone": lambda document: document["paths"].pop("/projects"),
    "GET /measures: the parameter q is gone": remove_parameter,
    "GET /changes: the parameter key is new and required": require_new_parameter,
    "GET /measures: limit: maximum shrank": lambda document: parameters(document)["limit"]["schema"].update(maximum=50),
    "GET /measures: lang does not take en": lambda document: parameters(document)["lang"]["schema"].update(enum=["de"]),
    "GET /measures: land does not take BY": lambda document: parameters(document)["land"]["schema"]["items"][
        "enum"
    ].remove("BY"),
    "GET /measures: typ does not take any": lambda document: parameters(document)["typ"]["schema"]["items"].update(
        enum=["app"]
    ),
    "GET /changes: since is of another kind (anyOf)": lambda document: parameters(document, "/changes")["since"][
        "schema"
    ].update(anyOf=[{"format": "date"}]),
    "Place.ars is gone": lambda document: document["components"]["schemas"]["Place"]["properties"].pop("ars"),
    "Facet.values is of another kind": lambda document: document["components"]["schemas"]["Facet"]["properties"][
        "values"
    ].update(items={"type": "string"}),
    "Measures.total may be missing": lambda document: document["components"]["schemas"]["Measures"]["required"].remove(
        "total"
    ),
}


@pytest.mark.parametrize("sentence", BREAKS)
def test_each_kind_of_break_is_found(sentence):
    changed = deepcopy(released())
    BREAKS[sentence](changed)
    assert sentence in breaking(released(), changed)


def test_what_is_new_breaks_nothing():
    changed = deepcopy(released())
    changed["paths"]["/new"] = changed["paths"]["/projects"]
    changed["components"]["schemas"]["Place"]["properties"]["new"] = {"type": "string"}
    parameters(changed)["land"]["schema"]["items"]["enum"].append("XX")
    changed["paths"]["/changes"]["get"]["parameters"].append({"name": "new", "in": "query", "schema": {}})
    assert breaking(released(), changed) == []
