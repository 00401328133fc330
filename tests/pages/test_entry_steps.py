"""Steps with an entry, its preview, and the overview of all."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.models import Edition
from tests.factories import make_draft, make_public, make_user
from tests.pages.desk import form_of, queries, url

pytestmark = pytest.mark.django_db


def test_the_preview_shows_what_stands_in_the_form_and_stores_nothing(desk, draft):
    form = form_of(desk, draft) | {"title": "Ungespeicherter Titel", "end_year": "keine Zahl"}
    response = desk.post(url("entry_preview", draft), form)
    html = response.content.decode()
    assert (response.status_code, "Ungespeicherter Titel" in html) == (200, True)
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("Mängelmelder", 1)


def test_an_entry_is_confirmed_with_one_click(desk, project):
    public = make_public(project=project)
    long_ago = timezone.now() - timedelta(days=250)
    Edition.objects.update(submitted_at=long_ago, published_at=long_ago)
    assert [entry.public for entry in desk.get(reverse("admin:index")).context["due"]] == [public]
    response = desk.post(url("entry_confirm", public), {"version": public.version, "_home": "1"})
    assert response.url == reverse("admin:index")
    assert desk.get(reverse("admin:index")).context["due"] == []
    public.refresh_from_db()
    assert timezone.now() - public.confirmed_at < timedelta(minutes=1)


@pytest.mark.parametrize("step", ["submit", "recall", "confirm", "discard"])
@pytest.mark.parametrize("version", ["", "x", "99", "9" * 50])
def test_a_step_without_the_right_version_is_not_taken(desk, draft, step, version):
    response = desk.post(url(f"entry_{step}", draft), {"version": version})
    assert response.status_code == (409 if version == "99" else 400)
    assert Edition.objects.get().version == 1


def test_what_was_returned_stands_first_with_its_note(desk, draft, editor):
    workflow.submit(edition=draft, by=editor, version=1)
    workflow.return_with_note(edition=draft, by=make_user(is_moderator=True), version=2, note="Bitte mit Kosten.")
    for address in (reverse("admin:index"), url("entry_edit", draft)):
        assert "Bitte mit Kosten." in desk.get(address).content.decode()


def test_the_overview_costs_the_same_for_few_and_for_many(desk, project, editor):
    make_public(project=project)
    few = queries(desk, reverse("admin:index"))
    for _ in range(12):
        workflow.start_draft(measure=make_public(project=project).measure, by=editor)
        make_draft(project=project)
    assert queries(desk, reverse("admin:index")) == few


def test_the_address_of_an_entry_can_be_nonsense(desk):
    for key in ["0", "x", "9" * 30, "%00", "1_2", "²"]:
        assert desk.get(f"/admin/measures/edition/{key}/change/").status_code == 404


def test_the_overview_is_in_german_order(desk, project):
    for title in ("Zebrastreifen", "Ämterlotse", "apfelbaum", "Bus"):
        make_draft(title, project=project)
    entries = desk.get(reverse("admin:index")).context["entries"]
    assert [entry.edition.title for entry in entries] == ["Ämterlotse", "apfelbaum", "Bus", "Zebrastreifen"]


def test_whether_she_works_here_is_asked_once_a_request(desk, draft):
    for address in (reverse("admin:index"), url("entry_edit", draft), url("measures_edition_changelist")):
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        asked = [query["sql"] for query in captured if 'SELECT 1 AS "a" FROM "accounts_membership"' in query["sql"]]
        assert len(asked) == 1, address
