"""As many queries for two thousand measures as for twenty."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.models import Edition
from tests.pages import routes

pytestmark = pytest.mark.django_db

EXPECTED = {
    "start": 9,
    "measures": 18,
    "measure": 12,
    "projects": 4,
    "project": 9,
    "municipalities": 4,
    "municipality": 8,
    "solution_types": 2,
    "solution_type": 19,
    "action_fields": 2,
    "action_field": 19,
    "about": 0,
    "data_sources": 1,
}


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_catalogue(client):
    call_command("import_catalogue", verbosity=0)
    kept = Edition.objects.order_by("pk").values("pk")[:20]
    Edition.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    pages = routes.pages()
    few = {name: queries(client, url) for name, url in pages.items()}
    call_command("generate_measures", "1980", "--yes", verbosity=0)
    assert Edition.objects.public().count() == 2_000
    many = {name: queries(client, url) for name, url in pages.items()}
    assert few == many == EXPECTED
