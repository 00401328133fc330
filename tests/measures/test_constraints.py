"""Database constraints on measures, editions and vocabularies: each test tries to break one."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.db.models import F, ProtectedError
from django.forms import modelform_factory
from django.utils import timezone

from measures import workflow
from measures.models import (
    ActionField,
    CatalogueVersion,
    Edition,
    Measure,
    Offer,
    Solution,
    SolutionType,
    Source,
    SpatialScope,
    SynonymGroup,
)
from tests.database import assert_refused
from tests.factories import make_draft, make_public, make_solution, make_user

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER = NOW + timedelta(hours=1)
IMAGE = {
    "image": "editions/x.png", "image_width": 1, "image_height": 1,
    "image_alt": "Ein Bus", "image_rights": "Stadt X",
}  # fmt: skip


def change(edition, **changes):
    Edition.objects.filter(pk=edition.pk).update(**changes)


def test_a_measure_has_one_public_edition():
    first = make_public()
    for state in ("published", "archived"):
        closed = {"closed_at": LATER, "close_reason": "Ende"} if state == "archived" else {}
        assert_refused(
            lambda state=state, closed=closed: Edition.objects.create(
                measure=first.measure, number=2, title="Zweite", state=state,
                submitted_at=NOW, published_at=NOW, **closed,
            ),
            "edition_one_public",
        )  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_a_measure_has_one_edition_that_is_being_worked_on(state):
    draft = make_draft()
    submitted_at, note = (None, "") if state == "draft" else (NOW, "Bitte kürzen")
    assert_refused(
        lambda: Edition.objects.create(
            measure=draft.measure, number=2, title="Zweiter", state=state,
            submitted_at=submitted_at, returned_at=submitted_at, return_note=note,
        ),
        "edition_one_working",
    )  # fmt: skip


def test_a_measure_may_have_a_public_and_a_working_edition():
    public = make_public()
    draft = workflow.start_draft(measure=public.measure, by=None)
    assert {edition.state for edition in public.measure.editions.all()} == {"published", "draft"}
    assert draft.number == 2


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"state": "submitted"}, "edition_submitted_dated"),
        ({"submitted_at": NOW}, "edition_submitted_dated"),
        ({"state": "returned", "submitted_at": NOW}, "edition_returned_dated"),
        ({"state": "returned", "submitted_at": NOW, "returned_at": NOW}, "edition_returned_with_note"),
        ({"returned_at": NOW}, "edition_returned_with_note"),
        ({"return_note": "Bitte kürzen"}, "edition_returned_with_note"),
        ({"state": "published", "submitted_at": NOW}, "edition_published_dated"),
        ({"published_at": NOW}, "edition_published_dated"),
        ({"superseded_at": NOW}, "edition_superseded_dated"),
        ({"closed_at": NOW, "close_reason": "x"}, "edition_closed_with_reason"),
        ({"closed_at": NOW}, "edition_closed_with_reason"),
        ({"close_reason": "x"}, "edition_closed_with_reason"),
        ({"publish_reason": "Eilt"}, "edition_publish_reason_published"),
        ({"number": 0}, "edition_number_positive"),
        ({"status": "fertig"}, "edition_status_known"),
        ({"title": ""}, "edition_has_title"),
        ({"start_year": 2022, "end_year": 2021}, "edition_ends_after_start"),
        ({"start_year": 1899}, "edition_years_plausible"),
        ({"end_year": 2999}, "edition_years_plausible"),
        ({**IMAGE, "image_rights": "", "state": "submitted", "submitted_at": NOW}, "edition_image_described"),
        ({**IMAGE, "image_alt": "", "state": "submitted", "submitted_at": NOW}, "edition_image_described"),
        ({**IMAGE, "image_width": None}, "edition_image_measured"),
        ({**IMAGE, "image_height": None}, "edition_image_measured"),
        ({**IMAGE, "image": ""}, "edition_image_measured"),
    ],
)
def test_a_draft_cannot_be_brought_into_a_state_that_makes_no_sense(changes, name):
    draft = make_draft()
    assert_refused(lambda: change(draft, **changes), name)


def test_a_state_is_one_of_those_that_are_known():
    with pytest.raises(IntegrityError), transaction.atomic():  # it fits none of the rules about states
        change(make_draft(), state="approved")


@pytest.mark.parametrize("decision", ["submitted", "returned", "published", "closed"])
def test_a_decision_needs_a_time(decision):
    draft = make_draft()
    assert_refused(lambda: change(draft, **{f"{decision}_by": make_user()}), f"edition_{decision}_by_dated")


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"published_at": None}, "edition_published_dated"),
        ({"published_at": F("submitted_at") - timedelta(seconds=1)}, "edition_published_after_submission"),
        ({"submitted_at": None}, "edition_submitted_dated"),
        ({"state": "superseded"}, "edition_superseded_dated"),
        ({"state": "superseded", "superseded_at": F("published_at") - timedelta(days=1)},
         "edition_superseded_dated"),
        ({"state": "withdrawn", "closed_at": LATER}, "edition_closed_with_reason"),
        ({"state": "archived", "close_reason": "Ende"}, "edition_closed_with_reason"),
        ({"state": "archived", "close_reason": "x", "closed_at": F("published_at") - timedelta(days=1)},
         "edition_closed_with_reason"),
        ({"state": "superseded", "superseded_at": LATER, "closed_at": LATER}, "edition_closed_with_reason"),
        ({"state": "superseded", "superseded_at": LATER, "close_reason": "x"}, "edition_closed_with_reason"),
        ({"archived_at": LATER}, "edition_archived_before_closed"),
        ({"state": "withdrawn", "close_reason": "x", "closed_at": LATER, "archived_at": LATER + timedelta(days=1)},
         "edition_archived_before_closed"),
        ({"state": "withdrawn", "close_reason": "x", "closed_at": LATER,
          "archived_at": F("published_at") - timedelta(days=1)}, "edition_archived_before_closed"),
        ({"state": "draft", "submitted_at": None}, "edition_published_dated"),
        ({"state": "returned", "returned_at": NOW, "return_note": "x"}, "edition_published_dated"),
    ],
)  # fmt: skip
def test_a_public_edition_cannot_lose_the_record_of_its_publication(changes, name):
    public = make_public()
    assert_refused(lambda: change(public, **changes), name)


def test_numbers_addresses_references_and_sources_are_unique():
    public = make_public()
    measure = public.measure
    draft = {"measure": measure, "number": 1, "title": "Noch eine"}
    assert_refused(lambda: Edition.objects.create(**draft), "edition_number_unique")
    assert_refused(
        lambda: Measure.objects.create(project=measure.project, slug=measure.slug), "measures_measure_slug_key"
    )
    Measure.objects.filter(pk=measure.pk).update(reference="x-1")
    assert_refused(
        lambda: Measure.objects.create(project=measure.project, slug="neu", reference="x-1"),
        "measure_reference_unique",
    )
    Source.objects.create(edition=public, url="https://example.org")
    assert_refused(lambda: Source.objects.create(edition=public, url="https://example.org"), "source_unique")
    value = SolutionType.objects.first()
    assert_refused(
        lambda: SolutionType.objects.create(slug=value.slug, name="Anders"), "measures_solutiontype_slug_key"
    )
    assert_refused(lambda: SolutionType.objects.create(slug="anders", name=value.name), "solutiontype_name_unique")


@pytest.mark.parametrize(
    ("relation", "constraint"),
    [
        ("solution_types", "edition_solution_type_unique"),
        ("action_fields", "edition_action_field_unique"),
        ("spatial_scopes", "edition_spatial_scope_unique"),
        ("offers", "edition_offer_unique"),
        ("solutions", "edition_solution_unique"),
        ("places", "edition_place_unique"),
    ],
)
def test_an_edition_names_a_value_once_and_while_it_does_the_value_stays(relation, constraint):
    edition = make_draft()
    make_solution("DIPAS")
    values = getattr(edition, relation)
    values.set(values.model.objects.all()[:1])
    value = values.get()
    column = values.target_field_name
    through = values.through.objects
    assert_refused(lambda: through.create(edition=edition, **{column: value}), constraint)
    for delete in (value.delete, values.model.objects.filter(pk=value.pk).delete):
        with pytest.raises(ProtectedError):
            delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_by_sql(value)
    edition.delete()
    assert (through.exists(), values.model.objects.filter(pk=value.pk).exists()) == (False, True)


def delete_by_sql(row):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
    connection.check_constraints()


def test_a_measure_stays_while_it_has_an_edition():
    edition = make_draft()
    with pytest.raises(ProtectedError):
        edition.measure.delete()
    edition.delete()
    edition.measure.delete()
    assert not Measure.objects.exists()


@pytest.mark.parametrize("vocabulary", [SolutionType, ActionField, SpatialScope, Solution, Offer])
@pytest.mark.parametrize("empty", ["slug", "name"])
def test_a_value_has_an_address_and_a_name(vocabulary, empty):
    value = {"slug": "neu", "name": "Neu", empty: ""}
    assert_refused(lambda: vocabulary.objects.create(**value), f"{vocabulary._meta.model_name}_has_slug_and_name")


def test_addresses_and_terms_are_not_empty():
    edition = make_draft()
    assert_refused(lambda: Measure.objects.update(slug=""), "measure_has_slug")
    assert_refused(lambda: Source.objects.create(edition=edition, url=""), "source_has_url")
    assert_refused(lambda: SynonymGroup.objects.create(terms=""), "synonymgroup_has_terms")


def test_a_source_is_of_a_known_kind_and_confidence_or_says_nothing():
    source = Source.objects.create(edition=make_draft(), url="https://example.org")
    for kind in Source.Kind.values:
        Source.objects.update(kind=kind)
    for confidence in Source.Confidence.values:
        Source.objects.update(confidence=confidence)
    assert_refused(lambda: Source.objects.filter(pk=source.pk).update(kind="rumour"), "source_kind_known")
    assert_refused(lambda: Source.objects.filter(pk=source.pk).update(confidence="low"), "source_confidence_known")


def test_no_form_and_no_page_of_the_admin_offers_the_address_of_a_measure():
    assert "slug" not in modelform_factory(Measure, fields="__all__").base_fields
    assert Measure not in admin.site._registry
    inlines = {inline.model for model_admin in admin.site._registry.values() for inline in model_admin.inlines}
    assert Measure not in inlines


def test_there_is_one_catalogue_version():
    assert CatalogueVersion.objects.count() == 1
    assert_refused(lambda: CatalogueVersion.objects.create(id=2), "catalogue_version_single_row")


def test_an_edition_has_source_code_when_it_says_where():
    assert not Edition.objects.filter(pk=make_draft().pk, has_source_code="ja").exists()
    open_source = make_draft(source_code_url="https://example.org/code")
    assert Edition.objects.filter(pk=open_source.pk, has_source_code="ja").exists()
