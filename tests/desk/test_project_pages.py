"""The pages about model projects and their editors."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.models import Edition
from tests.desk.pages import text_of, url
from tests.factories import make_draft, make_editor, make_project, make_public

pytestmark = pytest.mark.django_db


def names(client, text=""):
    return [row["project"].name for row in client.get(url("projects_overview"), {"q": text}).context["rows"]]


def test_projects_are_found_by_name_place_and_editor(moderator_client, project, editor):
    other = make_project("Anderswo")
    make_editor(other, first_name="Zoë", last_name="Zimmermann", email="zz@example.org")
    assert {"Ortsnetz", "Anderswo"} <= set(names(moderator_client))
    assert names(moderator_client, "zimmermann") == ["Anderswo"]
    assert names(moderator_client, "zz@example") == ["Anderswo"]
    assert names(moderator_client, "Rike Redlich") == names(moderator_client, "ortsnetz") == ["Ortsnetz"]
    place = other.municipalities.first()
    assert place is None or "Anderswo" in names(moderator_client, place.name)
    editor.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    assert names(moderator_client, "redlich") == names(moderator_client, "\x00'%_" * 500) == []


def test_the_list_has_the_numbers_of_each_project(moderator_client, project, editor):
    at = timezone.now() - timedelta(days=300)
    edition = make_public("Alt", project=project)
    Edition.objects.filter(pk=edition.pk).update(submitted_at=at, published_at=at)
    make_public("Neu", project=project)
    make_draft("Entwurf", project=project, by=editor)
    (row,) = moderator_client.get(url("projects_overview"), {"q": "ortsnetz"}).context["rows"]
    assert (row["public"], row["working"], row["editors"], row["oldest"]) == (2, 1, 1, at)


def test_the_page_of_a_project_shows_who_writes_and_what_is_due(moderator_client, project, editor):
    at = timezone.now() - timedelta(days=300)
    edition = make_public("Alt", project=project)
    Edition.objects.filter(pk=edition.pk).update(submitted_at=at, published_at=at)
    address = reverse("admin:project_overview", args=[project.pk])
    page = moderator_client.get(address)
    assert page.context["overdue"] == [edition]
    html = text_of(page)
    assert "Rike Redlich" in html
    assert f'href="mailto:{editor.email}"' in html
    editor.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    html = text_of(moderator_client.get(address))
    assert "schreibt zurzeit niemand" in html
    assert "Frühere Redaktion" in html
    assert moderator_client.get(reverse("admin:project_overview", args=[999999])).status_code == 404


def test_returning_to_nobody_is_said_before(moderator_client, submitted, editor):
    assert "würde niemand lesen" not in text_of(moderator_client.get(url("entry_review", submitted)))
    editor.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    html = text_of(moderator_client.get(url("entry_review", submitted)))
    assert "würde niemand lesen" in html
    assert f"?projects={submitted.measure.project_id}" in html
