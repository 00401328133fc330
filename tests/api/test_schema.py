"""Requests that are made up from the OpenAPI document: valid ones are answered as it says, others are refused."""

import logging

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from config.wsgi import application
from measures.finding import past_snapshots
from measures.public.api.question import catalogue
from tests.api.catalogue import make_catalogue
from tests.drills import rounds

# As a server calls it, the application closes its connection after each request, and ends the transaction of the test;
# only SQLite in memory stays open. What answers look like does not depend on the database.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

EXAMPLES = rounds(8, 300)  # of each endpoint
FULL = rounds(False, True)
ANY_CURSOR = "some-cursor"


@pytest.fixture
def api(db, request, monkeypatch):
    request.node._nodeid = request.node.nodeid  # which pytest no longer has, and schemathesis reads
    logging.disable()  # hundreds of refusals are not worth a line each
    monkeypatch.setattr(past_snapshots, "PAUSE", 0)
    make_catalogue()
    snapshot = catalogue()
    known = {
        "measure": [document.card.slug for document in snapshot.documents],
        "project": sorted(snapshot.facets["projekt"]),
        "municipality": sorted(snapshot.facets["ort"]),
        "ars": sorted(snapshot.choices.places.by_key),
        "cursor": [ANY_CURSOR],
        "date": ["2020-05-01", "2024-02-29"],  # days that are over: others are refused as a past day
    }
    for name, values in known.items():
        schemathesis.openapi.format(name, st.sampled_from(values))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    schema.config.phases.coverage.enabled = FULL  # hundreds of requests, one for each way in which a parameter can be
    yield schema
    logging.disable(logging.NOTSET)


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_the_document_says(case):
    if case.query.get("cursor") == ANY_CURSOR:
        del case.query["cursor"]  # valid ones come from answers: test_cursors.py
    case.call_and_validate()
