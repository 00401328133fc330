"""The form of an entry: what it stores, what it refuses, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.models import Edition, SolutionType
from tests.desk.pages import form_of, text_of, url
from tests.factories import make_municipality, make_picture, make_project, make_user
from tests.forms import filled

pytestmark = pytest.mark.django_db

TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


def test_from_a_title_to_a_draft_with_a_form(desk, project):
    response = desk.post(reverse("admin:entry_add"), {"project": project.pk, "title": "Neue App"})
    edition = Edition.objects.get()
    assert response.url == url("entry_edit", edition)
    assert (edition.title, edition.state, list(edition.places.all())) == (
        "Neue App",
        "draft",
        list(project.municipalities.all()),
    )
    assert "Neue App" in desk.get(response.url).content.decode()


def test_no_entry_begins_in_a_foreign_project(desk):
    foreign = make_project()
    response = desk.post(reverse("admin:entry_add"), {"project": foreign.pk, "title": "Fremd"})
    assert response.status_code == 400
    assert "Fremd" in response.content.decode()
    assert not Edition.objects.exists()


def test_the_form_stores_what_was_typed(desk, draft, editor):
    form = form_of(desk, draft) | {
        "summary": "Neu.",
        "status": "in-betrieb",
        "as_of": "2026-01-31",
        "website": "example.org/app",
        "sources-0-url": "https://example.org/beleg",
        "sources-0-kind": "press",
    }
    response = desk.post(url("entry_edit", draft), form)
    assert (response.status_code, response.url) == (302, url("entry_edit", draft))
    draft.refresh_from_db()
    assert (draft.summary, draft.status, draft.edited_by) == ("Neu.", "in-betrieb", editor)
    assert (str(draft.as_of), draft.website) == ("2026-01-31", "https://example.org/app")
    assert [(source.url, source.kind) for source in draft.sources.all()] == [("https://example.org/beleg", "press")]


def test_saving_what_was_not_touched_changes_nothing(desk, draft):
    workflow.save_draft(
        edition=draft, by=None, version=1, content={"sources": [{"url": "https://example.org/", "kind": "press"}]}
    )
    form = form_of(desk, draft)
    form["costs"] = form["costs"].replace("\n", "\r\n")  # as browsers send it
    assert desk.post(url("entry_edit", draft), form).status_code == 302
    assert Edition.objects.get().version == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "title"),
        ({"end_year": "2001", "start_year": "2020"}, "end_year"),
        ({"start_year": "abc"}, "start_year"),
        ({"website": "nirgends hin"}, "website"),
        ({"contact_email": "kein postfach"}, "contact_email"),
        ({"status": "erfunden"}, "status"),
        ({"solution_types": ["99999"]}, "solution_types"),
        ({"summary": "x" * 501}, "summary"),
        ({"lessons": "x" * 20_001}, "lessons"),
        ({"title": "Null\0byte"}, "title"),
        ({"as_of": "31.02.2026"}, "as_of"),
        ({"as_of": TOMORROW}, "as_of"),
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_typed_is_lost(desk, draft, wrong, message):
    form = form_of(desk, draft) | {"partners": "Ein langer Text, der nicht verloren gehen darf."} | wrong
    response = desk.post(url("entry_edit", draft), form)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [message]
    assert "der nicht verloren gehen darf" in response.content.decode()
    assert Edition.objects.get().version == 1


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"sources-0-url": "nirgends hin"}, {"start_year": "1985"}],
    ids=["field", "source", "model"],
)
def test_with_anything_wrong_she_is_told_that_the_image_has_to_be_chosen_again(desk, draft, wrong):
    picture = {**make_picture(), **wrong}
    response = desk.post(url("entry_edit", draft), form_of(desk, draft) | picture)
    assert response.status_code == 400
    assert len(response.context["form"].errors["image"]) == 1
    again = {**make_picture(), "start_year": "1995"}
    assert desk.post(url("entry_edit", draft), form_of(desk, draft) | again).status_code == 302


def test_a_line_break_counts_as_one_character(desk, draft):
    lines = ["x" * 49] * 10  # 499 characters with breaks between them
    response = desk.post(url("entry_edit", draft), form_of(desk, draft) | {"summary": "\r\n".join(lines)})
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.summary == "\n".join(lines)


def test_a_form_whose_version_was_lost_keeps_all_that_was_ticked(desk, draft):
    ticked = [str(key) for key in SolutionType.objects.values_list("pk", flat=True)[:3]]
    response = desk.post(url("entry_edit", draft), form_of(desk, draft) | {"solution_types": ticked, "version": "x"})
    assert response.status_code == 400
    again = filled(text_of(response), "eintrag")
    assert (again["version"], sorted(again["solution_types"])) == ("1", sorted(ticked))


def test_wrong_sources_are_named(desk, draft):
    form = form_of(desk, draft)
    for row, address in enumerate(["https://example.org/a"] * 2):
        form[f"sources-{row}-url"] = address
    response = desk.post(url("entry_edit", draft), form)
    assert (response.status_code, response.context["form"].sources.total_error_count()) == (400, 1)


@pytest.mark.parametrize("junk", ["", "x", "-1", "9" * 400, "1\0"])
def test_no_hidden_field_breaks_the_form(desk, draft, junk):
    form = form_of(desk, draft)
    for name in ("version", "base", "sources-TOTAL_FORMS", "sources-INITIAL_FORMS", "sources-0-kind"):
        response = desk.post(url("entry_edit", draft), form | {name: junk})
        assert response.status_code in (302, 400, 409), name
        draft.refresh_from_db()


def test_places_of_other_projects_cannot_be_named(desk, draft):
    elsewhere = make_municipality("Anderswo")
    response = desk.post(url("entry_edit", draft), form_of(desk, draft) | {"places": [elsewhere.pk]})
    assert response.status_code == 400
    assert elsewhere not in draft.places.all()


def test_forged_fields_write_nothing(desk, draft, editor):
    other = make_user()
    before = Edition.objects.values().get()
    forged = {
        "state": "published", "number": "7", "measure": "99", "measure_id": "99", "id": "99", "pk": "99",
        "created_by": other.pk, "published_at": "2026-01-01", "published_by": other.pk, "submitted_at": "2026-01-01",
        "return_note": "Forged", "publish_reason": "Forged", "confirmed_at": "2026-01-01", "image_width": "1",
        "sources-0-id": "1", "sources-0-edition": "99", "project": "99",
    }  # fmt: skip
    assert desk.post(url("entry_edit", draft), form_of(desk, draft) | forged).status_code == 302
    assert Edition.objects.values().get() == before


def test_submitting_stores_first(desk, draft, editor):
    response = desk.post(url("entry_edit", draft), form_of(desk, draft) | {"summary": "Endlich.", "_submit": ""})
    draft.refresh_from_db()
    assert (draft.state, draft.summary, draft.submitted_by) == ("submitted", "Endlich.", editor)
    assert response.url == url("entry_show", draft)
