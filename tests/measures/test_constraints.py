"""Tries to break what the database must hold about measures, editions and vocabularies."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from measures import workflow
from measures.models import CatalogueVersion, Edition, Measure, SolutionType, Source
from tests.factories import make_draft, make_public

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER = NOW + timedelta(hours=1)


def refused(action, name):
    """Assert that the database refuses `action` because of the constraint (or column) `name`."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        action()
    assert name in str(caught.value)


def change(edition, **changes):
    Edition.objects.filter(pk=edition.pk).update(**changes)


def test_a_measure_has_one_public_edition():
    first = make_public()
    for state in ("published", "archived"):
        closed = {"closed_at": LATER, "close_reason": "Ende"} if state == "archived" else {}
        refused(
            lambda state=state, closed=closed: Edition.objects.create(
                measure=first.measure, number=2, title="Zweite", state=state,
                submitted_at=NOW, published_at=NOW, **closed,
            ),
            "measure",
        )  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_a_measure_has_one_edition_that_is_being_worked_on(state):
    draft = make_draft()
    refused(
        lambda: Edition.objects.create(
            measure=draft.measure, number=2, title="Zweiter", state=state,
            submitted_at=NOW, returned_at=NOW, return_note="Bitte kürzen",
        ),
        "measure",
    )  # fmt: skip


def test_a_public_edition_and_one_in_work_live_side_by_side():
    public = make_public()
    draft = workflow.start_draft(measure=public.measure, by=None)
    assert {edition.state for edition in public.measure.editions.all()} == {"published", "draft"}
    assert draft.number == 2


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"state": "approved"}, "edition_"),
        ({"state": "submitted"}, "edition_submitted_dated"),
        ({"state": "returned", "submitted_at": NOW, "returned_at": NOW}, "edition_returned_with_note"),
        ({"state": "returned", "submitted_at": NOW, "return_note": "x"}, "edition_returned_with_note"),
        ({"state": "published", "submitted_at": NOW}, "edition_published_dated"),
        ({"published_at": NOW}, "edition_published_dated"),
        ({"superseded_at": NOW}, "edition_superseded_dated"),
        ({"closed_at": NOW, "close_reason": "x"}, "edition_closed_with_reason"),
        ({"publish_reason": "Eilt"}, "edition_publish_reason_published"),
        ({"status": "fertig"}, "edition_status_known"),
        ({"title": ""}, "edition_has_title"),
        ({"start_year": 2022, "end_year": 2021}, "edition_ends_after_start"),
        ({"start_year": 1899}, "edition_years_plausible"),
        ({"end_year": 2999}, "edition_years_plausible"),
        ({"image": "editions/x.png", "image_alt": "Ein Bus"}, "edition_image_described"),
        ({"image": "editions/x.png", "image_rights": "Stadt X"}, "edition_image_described"),
    ],
)
def test_a_draft_cannot_be_brought_into_a_state_that_makes_no_sense(changes, name):
    draft = make_draft()
    refused(lambda: change(draft, **changes), name)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"published_at": None}, "edition_published_dated"),
        ({"submitted_at": None}, "edition_submitted_dated"),
        ({"state": "superseded"}, "edition_superseded_dated"),
        ({"state": "superseded", "superseded_at": F("published_at") - timedelta(days=1)},
         "edition_superseded_dated"),
        ({"state": "withdrawn", "closed_at": LATER}, "edition_closed_with_reason"),
        ({"state": "archived", "close_reason": "Ende"}, "edition_closed_with_reason"),
        ({"state": "archived", "close_reason": "x", "closed_at": F("published_at") - timedelta(days=1)},
         "edition_closed_with_reason"),
        ({"state": "draft"}, "edition_published_dated"),
    ],
)  # fmt: skip
def test_a_public_edition_cannot_lose_the_record_of_its_publication(changes, name):
    public = make_public()
    refused(lambda: change(public, **changes), name)


def test_numbers_addresses_references_and_sources_are_unique():
    public = make_public()
    measure = public.measure
    refused(lambda: Edition.objects.create(measure=measure, number=1, title="Noch eine"), "measure")
    refused(lambda: Measure.objects.create(project=measure.project, slug=measure.slug), "slug")
    Measure.objects.filter(pk=measure.pk).update(reference="x-1")
    refused(lambda: Measure.objects.create(project=measure.project, slug="neu", reference="x-1"), "reference")
    Source.objects.create(edition=public, url="https://example.org")
    refused(lambda: Source.objects.create(edition=public, url="https://example.org"), "edition")
    value = SolutionType.objects.first()
    refused(lambda: SolutionType.objects.create(slug=value.slug, name="Anders"), "slug")
    refused(lambda: SolutionType.objects.create(slug="anders", name=value.name), "name")


def test_there_is_one_catalogue_version():
    assert CatalogueVersion.objects.count() == 1
    refused(lambda: CatalogueVersion.objects.create(id=2), "catalogue_version_single_row")


def test_an_edition_has_source_code_when_it_says_where():
    assert not Edition.objects.filter(pk=make_draft().pk, has_source_code="ja").exists()
    open_source = make_draft(source_code_url="https://example.org/code")
    assert Edition.objects.filter(pk=open_source.pk, has_source_code="ja").exists()
