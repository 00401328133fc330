"""R14: public pages take as many queries for 2,000 measures as for 20."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.finding.current import current
from measures.models import Edition
from tests.drills import rounds
from tests.pages import routes

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MANY = rounds(400, 2_000)  # two pages of a list are many already

# One of them asks for the version of the catalogue, which in production a thread does instead.
EXPECTED = {
    "start": 3,
    "measures": 9,
    "changes": 15,
    "measure": 18,
    "measure_sheet": 15,
    "reuse_declare": 3,
    "reuse_network": 2,
    "reuse_sent": 1,
    "map": 3,
    "projects": 5,
    "project": 7,
    "municipalities": 7,
    "municipality": 6,
    "town_entry": 2,
    "similarity": 1,
    "town": 2,
    "problems": 34,
    "problem": 4,
    "solution_types": 3,
    "solution_type": 14,
    "solution_type_effects": 5,
    "solutions": 3,
    "solution": 6,
    "action_fields": 3,
    "action_field": 14,
    "shortlist": 2,
    "council_paper": 3,
    "comparison": 3,
    "figures": 7,
    "about": 1,
    "open_data": 2,
    "data_sources": 3,
    "privacy": 1,
    "imprint": 1,
    "accessibility": 1,
    "easy_language": 1,
    "sign_language": 1,
    "stopped_measures": 6,
    "feedback": 1,
    "feedback_sent": 1,
    "measure_ask": 4,
    "enquiry_sent": 1,
    "enquiry_confirmed": 1,
    "start_smart": 3,
    "start_smart_sent": 1,
    "start_smart_confirmed": 1,
    "subscribe": 7,
    "subscribe_sent": 1,
    "frozen_catalogues": 2,
    "frozen_catalogue": 3,
}


def queries(client, url):
    """Return the number of queries of one page."""
    current()  # bring the index up to date, which a thread does in production
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_catalogue(client):
    call_command("import_catalogue", verbosity=0)
    # One that was stopped is among them, since its page asks for nothing where there is none.
    stopped = Edition.objects.filter(status=Edition.Status.STOPPED).values_list("pk", flat=True)[:1]
    others = Edition.objects.exclude(pk__in=stopped).order_by("pk").values_list("pk", flat=True)[:19]
    Edition.objects.exclude(pk__in=[*stopped, *others]).delete()
    pages = routes.pages()
    few = {name: queries(client, url) for name, url in pages.items()}
    call_command("generate_measures", str(MANY - 20), "--yes", verbosity=0)
    assert Edition.objects.public().count() == MANY
    many = {name: queries(client, url) for name, url in pages.items()}
    # The page about the API has one example of each answer; how many queries they take depends on what they show.
    assert max(few.pop("api"), many.pop("api")) <= 120
    assert few == many == EXPECTED
