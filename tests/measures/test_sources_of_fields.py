"""A source supports single fields, until their values change."""

import pytest

from measures import workflow
from measures.content import changed_names, sources_of
from measures.models import AuditEntry, Edition
from tests.factories import make_draft, make_public, make_user

pytestmark = pytest.mark.django_db

GOALS = {"url": "https://example.org/a", "kind": "press", "confidence": "high", "fields": ["goals", "costs"]}
WHOLE = {"url": "https://example.org/b", "kind": "", "confidence": "", "fields": []}


def make(**content):
    return make_draft("Sensor", goals="Ziel", costs="1 €", sources=[GOALS, WHOLE], **content)


def save(edition, **content):
    """Save content, and return the names of what has changed and the fields of both sources."""
    edition = Edition.objects.get(pk=edition.pk)
    changed = workflow.save_draft(edition=edition, by=None, version=edition.version, content=content)
    return changed, [source["fields"] for source in sources_of(Edition.objects.get(pk=edition.pk))]


def test_a_changed_value_is_no_longer_supported_by_the_old_source():
    edition = make()
    assert save(edition, goals="Anderes Ziel") == (["goals", "sources"], [["costs"], []])
    assert save(edition, costs="") == (["costs", "sources"], [[], []])
    assert AuditEntry.objects.latest("pk").fields == ["costs", "sources"]


def test_an_unchanged_value_and_one_without_a_source_leave_the_sources_alone():
    edition = make()
    assert save(edition, goals="Ziel", partners="Uni") == (["partners"], [["goals", "costs"], []])


def test_sources_as_a_form_gives_them_keep_their_fields():
    edition = make()
    typed = [{name: source[name] for name in ("url", "kind", "confidence")} for source in (GOALS, WHOLE)]
    assert save(edition, sources=typed) == ([], [["goals", "costs"], []])
    assert save(edition, sources=[{**typed[0], "kind": "partner"}, typed[1]], goals="Neu")[1] == [["costs"], []]
    assert save(edition, sources=[{**typed[0], "url": "https://example.org/new"}])[1] == [[]]


def test_who_says_what_a_source_supports_is_believed():
    edition = make()
    changed, fields = save(edition, goals="Neu", sources=[GOALS, {**WHOLE, "fields": ["partners"]}])
    assert (changed, fields) == (["goals", "sources"], [["goals", "costs"], ["partners"]])


def test_a_new_draft_has_the_sources_of_the_public_edition():
    public = make_public("Sensor", goals="Ziel", costs="1 €", sources=[GOALS, WHOLE])
    draft = workflow.start_draft(measure=public.measure, by=make_user())
    assert sources_of(draft) == [GOALS, WHOLE]
    workflow.save_draft(edition=draft, by=None, version=draft.version, content={"goals": "Neu"})
    assert sources_of(public) == [GOALS, WHOLE]


def test_only_fields_of_an_edition_can_be_supported():
    with pytest.raises(ValueError, match="keins"):
        make_draft(sources=[{**WHOLE, "fields": ["keins"]}])


def test_other_fields_of_a_source_are_a_change():
    edition = make()
    assert changed_names(edition, {"sources": [GOALS, WHOLE]}) == []
    assert changed_names(edition, {"sources": [GOALS, {**WHOLE, "fields": ["partners"]}]}) == ["sources"]
