"""The list of all entries, where moderators and editors look things up."""

import pytest
from django.db.models import F
from django.test import Client
from django.utils import translation

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
    """Whether the list says of its only row that an older edition is public."""
    with translation.override("en"):
        return "an older edition is public" in text_of(
            client.get(url("measures_edition_changelist"), headers={"accept-language": "en"})
        )


def test_each_entry_has_one_row_with_its_newest_edition(moderating, second, editor):
    assert titles(moderating) == ["Zweite"]
    draft = workflow.start_draft(measure=second.measure, by=editor)
    workflow.save_draft(edition=draft, by=editor, version=1, content={"title": "Dritte"})
    assert titles(moderating) == titles(moderating, q="Dritte") == ["Dritte"]
    assert titles(moderating, q="Zweite") == []
    assert public_besides(moderating)
    workflow.discard(edition=draft, by=editor, version=2)
    workflow.archive(edition=second, by=None, version=8, reason="Ende.")
    assert titles(moderating, state__exact="archived") == ["Zweite"]
    assert not public_besides(moderating)


def test_what_was_edited_last_comes_first(moderating, project):
    editions = [make_draft(title, project=project) for title in ("A", "B", "C")]
    workflow.save_draft(edition=editions[1], by=None, version=1, content={"goals": "neu"})
    assert titles(moderating) == ["B", "C", "A"]
    Edition.objects.update(edited_at=F("created_at"))
    assert titles(moderating) == ["C", "B", "A"]


def test_the_list_is_filtered_by_project_and_state_and_searched(moderating, project, editor):
    other = make_project("Anderswo")
    make_draft("Entwurf hier", project=project)
    make_public("Öffentlich hier", project=project)
    make_public("Öffentlich dort", project=other)
    assert set(titles(moderating, projekt=project.slug)) == {"Entwurf hier", "Öffentlich hier"}
    assert titles(moderating, projekt=project.slug, state__exact="published") == ["Öffentlich hier"]
    assert titles(moderating, q="anderswo") == ["Öffentlich dort"]
    assert set(titles(moderating, q="hier", projekt=project.slug)) == {"Entwurf hier", "Öffentlich hier"}
    for nonsense in ("x", "\0", "9" * 500):
        assert len(titles(moderating, projekt=nonsense)) == 3
    hers = Client()
    hers.force_login(editor)
    offered = hers.get(url("measures_edition_changelist")).context["cl"].filter_specs[-1].lookup_choices
    assert list(offered) == [(project.slug, project.name)]
    assert set(titles(hers, projekt=other.slug)) == {"Entwurf hier", "Öffentlich hier"}
