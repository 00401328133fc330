"""The verbs: what they change, what they refuse, and that nothing is forgotten on the way."""

from datetime import date

import pytest
from django.utils import timezone, translation

from measures import workflow
from measures.content import CONTENT, RELATIONS
from measures.models import CatalogueVersion, Edition, Offer, SolutionType
from tests.factories import (
    make_draft,
    make_municipality,
    make_picture,
    make_project,
    make_public,
    make_solution,
    make_user,
)

pytestmark = pytest.mark.django_db


def version():
    return CatalogueVersion.objects.get().number


def test_from_draft_to_public_and_on_to_superseded():
    editor, moderator = make_user(), make_user(is_moderator=True)
    edition = make_draft(by=editor)
    assert (edition.state, edition.version, edition.created_by) == ("draft", 1, editor)
    workflow.submit(edition=edition, by=editor, version=1)
    assert (edition.state, edition.submitted_by) == ("submitted", editor)
    before = version()
    workflow.publish(edition=edition, by=moderator, version=2)
    assert (edition.state, edition.published_by, edition.version) == ("published", moderator, 3)
    assert version() == before + 1

    second = workflow.start_draft(measure=edition.measure, by=editor)
    workflow.save_draft(edition=second, by=editor, version=1, content={"title": "Neu"})
    edition.refresh_from_db()
    assert (edition.state, edition.title != "Neu") == ("published", True)
    workflow.submit(edition=second, by=editor, version=second.version)
    workflow.publish(edition=second, by=moderator, version=second.version)
    edition.refresh_from_db()
    assert (edition.state, edition.superseded_at) == ("superseded", second.published_at)
    assert [public.title for public in Edition.objects.public()] == ["Neu"]


def test_a_stale_version_is_refused_and_changes_nothing():
    edition = make_draft("Alt")
    workflow.save_draft(edition=edition, by=None, version=1, content={"title": "Erste"})
    with pytest.raises(workflow.Conflict):
        workflow.save_draft(edition=edition, by=None, version=1, content={"title": "Zweite"})
    edition.refresh_from_db()
    assert (edition.title, edition.version) == ("Erste", 2)


def test_a_failed_publication_leaves_the_old_edition_public():
    first = make_public()
    second = workflow.start_draft(measure=first.measure, by=None)
    before = version()
    with pytest.raises(workflow.WorkflowError):
        workflow.publish(edition=second, by=None, version=second.version)
    first.refresh_from_db()
    assert (first.state, version()) == ("published", before)


def test_a_measure_is_worked_on_in_one_draft_only():
    public = make_public()
    workflow.start_draft(measure=public.measure, by=None)
    with pytest.raises(workflow.WorkflowError):
        workflow.start_draft(measure=public.measure, by=None)
    with pytest.raises(workflow.WorkflowError):
        workflow.start_draft(measure=make_draft().measure, by=None)


def test_the_places_of_a_new_measure_are_those_of_its_project():
    places = [make_municipality() for _ in range(3)]
    project = make_project(municipalities=places)
    assert set(make_draft(project=project).places.all()) == set(places)
    assert list(make_draft(project=project, places=places[:1]).places.all()) == places[:1]


def test_equal_titles_get_different_addresses_that_stay():
    project = make_project(slug="musterstadt")
    editions = [make_public("Digitaler Zwilling", project=project) for _ in range(3)]
    assert [edition.measure.slug for edition in editions] == [
        "digitaler-zwilling",
        "digitaler-zwilling-musterstadt",
        "digitaler-zwilling-musterstadt-2",
    ]
    draft = workflow.start_draft(measure=editions[0].measure, by=None)
    workflow.save_draft(edition=draft, by=None, version=1, content={"title": "Ganz anders"})
    draft.measure.refresh_from_db()
    assert draft.measure.slug == "digitaler-zwilling"


def test_a_title_without_letters_still_gets_an_address():
    assert make_draft("!!!").measure.slug == "eintrag"
    assert make_draft("Straßenlärm in Übersee").measure.slug == "strassenlaerm-in-uebersee"


def test_a_new_draft_copies_every_field_and_relation_of_the_public_edition():
    public = make_public(
        types=["app", "dashboard"],
        sources=[{"url": "https://example.org/a", "kind": "press", "confidence": "medium"}],
        **make_picture(),
    )
    public.spatial_scopes.set([1, 2])
    public.solutions.set([make_solution("Fahrplan")])
    public.offers.set(Offer.objects.all()[:2])
    samples = {
        "CharField": "Text",
        "TextField": "Langer Text",
        "URLField": "https://example.org/",
        "MailAddressField": "amt@example.org",
        "PositiveSmallIntegerField": 2024,
        "PositiveIntegerField": 1,
        "DateField": date(2026, 1, 1),
    }
    for field in Edition._meta.concrete_fields:
        if field.name in CONTENT and not field.name.startswith("image"):
            value = field.choices[0][0] if field.choices else samples[type(field).__name__]
            if field.name == "person_until":
                value = timezone.localdate()
            setattr(public, field.name, value)
    public.save()

    copy = workflow.start_draft(measure=public.measure, by=None)
    copy.refresh_from_db()
    carried = set(CONTENT)
    for name in carried:
        assert getattr(copy, name) == getattr(public, name) != "", name
    assert {field.name for field in Edition._meta.many_to_many} == set(RELATIONS)
    for relation in RELATIONS:
        rows = set(getattr(copy, relation).all())
        assert rows == set(getattr(public, relation).all()) != set(), relation
    assert [(source.url, source.kind, source.confidence) for source in copy.sources.all()] == [
        ("https://example.org/a", "press", "medium")
    ]


def test_what_is_not_content_cannot_be_written_as_content():
    edition = make_draft()
    with pytest.raises(ValueError, match="state"):
        workflow.save_draft(edition=edition, by=None, version=1, content={"state": "published"})
    edition.refresh_from_db()
    assert (edition.state, edition.version) == ("draft", 1)


def test_what_content_does_not_name_stays_as_it_is():
    edition = make_draft(summary="Kurz", types=["app"])
    workflow.save_draft(
        edition=edition,
        by=None,
        version=1,
        content={"solution_types": SolutionType.objects.filter(slug="dashboard")},
    )
    edition.refresh_from_db()
    assert (edition.summary, [value.slug for value in edition.solution_types.all()]) == (
        "Kurz",
        ["dashboard"],
    )


def test_an_image_is_stored_with_its_size_and_cleared_with_it():
    edition = make_draft(**make_picture(2, 1))
    rows = Edition.objects.values_list("image_width", "image_height")
    assert rows.get() == (2, 1)
    workflow.save_draft(edition=edition, by=None, version=1, content=make_picture(3, 4))
    assert rows.get() == (3, 4)
    workflow.save_draft(edition=edition, by=None, version=2, content={"image": ""})
    assert rows.get() == (None, None)


def test_every_verb_does_without_the_file_of_an_image():
    edition = make_draft(**make_picture())
    edition.image.storage.delete(edition.image.name)
    edition = Edition.objects.get()
    workflow.submit(edition=edition, by=None, version=1)
    workflow.publish(edition=edition, by=None, version=2)
    draft = workflow.start_draft(measure=edition.measure, by=None)
    workflow.save_draft(edition=draft, by=None, version=1, content={"title": "Neu"})
    assert [(row.title != "Neu", row.image_width) for row in Edition.objects.all()] == [(True, 2), (False, 2)]


def test_a_verb_leaves_the_edition_as_it_is_stored():
    edition = make_draft()
    editor = make_user()
    workflow.submit(edition=edition, by=editor, version=1)
    stored = Edition.objects.get()
    for field in Edition._meta.concrete_fields:
        assert getattr(edition, field.attname) == getattr(stored, field.attname), field.name


def test_an_import_submits_and_publishes_at_the_same_time():
    edition, now = make_draft(), timezone.now()
    workflow.submit(edition=edition, by=None, version=1, at=now)
    workflow.publish(edition=edition, by=None, version=2, at=now)
    assert (edition.submitted_at, edition.published_at) == (now, now)


def test_a_catalogue_without_its_version_says_so_and_nothing_is_published():
    edition = make_draft()
    workflow.submit(edition=edition, by=None, version=1)
    CatalogueVersion.objects.all().delete()
    with pytest.raises(CatalogueVersion.DoesNotExist, match="the row with id 1 is missing"):
        workflow.publish(edition=edition, by=None, version=2)
    assert Edition.objects.get().state == "submitted"


def test_a_refusal_says_in_a_sentence_which_state_is_in_the_way():
    edition = make_draft()
    with translation.override("en"), pytest.raises(workflow.WorkflowError) as caught:
        workflow.publish(edition=edition, by=None, version=1)
    assert str(caught.value) == "This step is not possible while the entry is in the state “draft”."
