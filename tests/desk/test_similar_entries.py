"""Is there something similar already? The closest public entries below the title of an entry."""

import pytest
from django.urls import reverse

from tests.desk.pages import url
from tests.factories import make_draft, make_project, make_public

pytestmark = pytest.mark.django_db

ADDRESS = reverse("admin:similar_entries")
HEADING = "similar-entries-title"


@pytest.fixture
def _catalogue():
    make_public("Mängelmelder für Straßen", project=make_project("Nachbarstadt"))
    make_public("Theater")
    make_draft("Mängelmelder Entwurf")


@pytest.mark.usefixtures("_catalogue")
def test_the_title_that_is_typed_leads_to_public_entries(editor_client):
    page = editor_client.get(ADDRESS, {"title": "Mängelmelder"}).text
    assert "Mängelmelder für Straßen" in page
    assert "Nachbarstadt" in page
    assert "Entwurf" not in page
    assert "Theater" not in page


@pytest.mark.usefixtures("_catalogue")
def test_the_form_shows_them_for_the_stored_title_without_script(editor_client, draft):
    page = editor_client.get(url("entry_edit", draft)).text
    assert page.count("Mängelmelder für Straßen") == 1


def test_the_own_entry_is_not_among_them(editor_client, first):
    make_public("Erste Hilfe")
    shown = editor_client.get(ADDRESS, {"title": "Erste"}).text
    without = editor_client.get(ADDRESS, {"title": "Erste", "measure": first.measure_id}).text
    own = reverse("measure", args=[first.measure.slug])
    assert (own in shown, own in without) == (True, False)
    assert "Erste Hilfe" in without


@pytest.mark.parametrize(
    "query", ["", "title=", "title=%00", "title=Theater&measure=x", "title=Theater&measure=" + "9" * 40, "measure=-1"]
)
def test_whatever_is_sent_is_answered(editor_client, query):
    assert editor_client.get(f"{ADDRESS}?{query}").status_code == 200


def test_without_a_similar_entry_nothing_is_shown(editor_client, draft):
    assert HEADING not in editor_client.get(ADDRESS, {"title": "Mängelmelder"}).text
    assert HEADING not in editor_client.get(reverse("admin:entry_add")).text
