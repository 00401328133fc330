"""The list of entries: its rows, order, filters and search."""

import pytest
from django.db.models import F
from django.test import Client

from measures import workflow
from measures.models import Edition
from tests.desk.pages import text_of, url
from tests.factories import make_draft, make_project, make_public

pytestmark = pytest.mark.django_db


def titles(client, **parameters):
    response = client.get(url("measures_edition_changelist"), parameters)
    assert response.status_code == 200
    return [edition.title for edition in response.context["cl"].result_list]


def public_besides(client):
    """Return whether the only row of the list says that an older edition is public."""
    return "eine ältere Fassung ist öffentlich" in text_of(client.get(url("measures_edition_changelist")))


def test_each_entry_has_one_row_with_its_newest_edition(moderator_client, second, editor):
    assert titles(moderator_client) == ["Zweite"]
    draft = workflow.start_draft(measure=second.measure, by=editor)
    workflow.save_draft(edition=draft, by=editor, version=1, content={"title": "Dritte"})
    assert titles(moderator_client) == titles(moderator_client, q="Dritte") == ["Dritte"]
    assert titles(moderator_client, q="Zweite") == []
    assert public_besides(moderator_client)
    workflow.discard(edition=draft, by=editor, version=2)
    workflow.archive(edition=second, by=None, version=8, reason="Ende.")
    assert titles(moderator_client, state__exact="archived") == ["Zweite"]
    assert not public_besides(moderator_client)


def test_entries_are_ordered_by_their_last_edit(moderator_client, project):
    editions = [make_draft(title, project=project) for title in ("A", "B", "C")]
    workflow.save_draft(edition=editions[1], by=None, version=1, content={"goals": "neu"})
    assert titles(moderator_client) == ["B", "C", "A"]
    Edition.objects.update(edited_at=F("created_at"))
    assert titles(moderator_client) == ["C", "B", "A"]


def test_the_list_is_filtered_by_project_and_state_and_searched(moderator_client, project, editor):
    other = make_project("Anderswo")
    make_draft("Entwurf hier", project=project)
    make_public("Öffentlich hier", project=project)
    make_public("Öffentlich dort", project=other)
    assert set(titles(moderator_client, projekt=project.slug)) == {"Entwurf hier", "Öffentlich hier"}
    assert titles(moderator_client, projekt=project.slug, state__exact="published") == ["Öffentlich hier"]
    assert titles(moderator_client, q="anderswo") == ["Öffentlich dort"]
    assert set(titles(moderator_client, q="hier", projekt=project.slug)) == {"Entwurf hier", "Öffentlich hier"}
    for nonsense in ("x", "\0", "9" * 500):
        assert len(titles(moderator_client, projekt=nonsense)) == 3
    editor_client = Client()
    editor_client.force_login(editor)
    offered = editor_client.get(url("measures_edition_changelist")).context["cl"].filter_specs[-1].lookup_choices
    assert list(offered) == [(project.slug, project.name)]
    assert set(titles(editor_client, projekt=other.slug)) == {"Entwurf hier", "Öffentlich hier"}
