"""The form of an entry: what it stores, what it refuses, and that typed text is shown again after an error."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.models import Edition, SolutionType, UnfinishedText
from tests.desk.pages import form_of, text_of, url
from tests.factories import make_municipality, make_picture, make_project, make_user
from tests.forms import filled

pytestmark = pytest.mark.django_db

IN_A_MONTH = (timezone.localdate() + timedelta(days=30)).isoformat()  # also if midnight passes meanwhile


def test_a_new_entry_needs_a_project_and_a_title(editor_client, project):
    response = editor_client.post(reverse("admin:entry_add"), {"project": project.pk, "title": "Neue App"})
    edition = Edition.objects.get()
    assert response.url == url("entry_edit", edition)
    assert (edition.title, edition.state, list(edition.places.all())) == (
        "Neue App",
        "draft",
        list(project.municipalities.all()),
    )
    assert "Neue App" in editor_client.get(response.url).content.decode()


def test_an_entry_cannot_be_added_to_a_foreign_project(editor_client):
    foreign = make_project()
    response = editor_client.post(reverse("admin:entry_add"), {"project": foreign.pk, "title": "Fremd"})
    assert response.status_code == 400
    assert "Fremd" in response.content.decode()
    assert not Edition.objects.exists()


def test_the_form_stores_what_was_typed(editor_client, draft, editor):
    form = form_of(editor_client, draft) | {
        "summary": "Neu.",
        "status": "in-betrieb",
        "as_of": "2026-01-31",
        "website": "example.org/app",
        "sources-0-url": "https://example.org/beleg",
        "sources-0-kind": "press",
    }
    response = editor_client.post(url("entry_edit", draft), form)
    assert (response.status_code, response.url) == (302, url("entry_edit", draft))
    draft.refresh_from_db()
    assert (draft.summary, draft.status, draft.edited_by) == ("Neu.", "in-betrieb", editor)
    assert (str(draft.as_of), draft.website) == ("2026-01-31", "https://example.org/app")
    assert [(source.url, source.kind) for source in draft.sources.all()] == [("https://example.org/beleg", "press")]


def test_saving_what_was_not_touched_changes_nothing(editor_client, draft):
    workflow.save_draft(
        edition=draft, by=None, version=1, content={"sources": [{"url": "https://example.org/", "kind": "press"}]}
    )
    form = form_of(editor_client, draft)
    form["costs"] = form["costs"].replace("\n", "\r\n")  # as browsers send it
    assert editor_client.post(url("entry_edit", draft), form).status_code == 302
    assert Edition.objects.get().version == 2


def unfinished_form(client, response):
    """Follow a save that was stored although something in it is wrong; return the form that is shown then."""
    assert response.status_code == 302
    return client.get(response.url).context["form"]


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"end_year": "2001", "start_year": "2020"}, "end_year"),
        ({"start_year": "abc"}, "start_year"),
        ({"website": "nirgends hin"}, "website"),
        ({"contact_email": "kein postfach"}, "contact_email"),
        ({"summary": "x" * 501}, "summary"),
        ({"lessons": "x" * 20_001}, "lessons"),
        ({"as_of": "31.02.2026"}, "as_of"),
        ({"as_of": IN_A_MONTH}, "as_of"),
    ],
)
def test_a_draft_takes_what_its_field_does_not(editor_client, draft, wrong, name):
    before = Edition.objects.values().get()
    typed = form_of(editor_client, draft) | {"partners": "Ein langer Text, der nicht verloren gehen darf."} | wrong
    form = unfinished_form(editor_client, editor_client.post(url("entry_edit", draft), typed))
    assert list(form.errors) == [name]
    assert form[name].value() == wrong[name]
    after = Edition.objects.values().get()
    assert (after["partners"], after[name]) == (typed["partners"], before[name])
    # Saved as it is shown, it changes nothing; corrected, it is no draft with errors any more.
    again = form_of(editor_client, draft)
    assert list(unfinished_form(editor_client, editor_client.post(url("entry_edit", draft), again)).errors) == [name]
    assert Edition.objects.values().get() == after
    corrected = again | {"title": "Bus", "start_year": "2020", "end_year": "2021", name: typed_right(name)}
    assert not unfinished_form(editor_client, editor_client.post(url("entry_edit", draft), corrected)).errors
    assert not UnfinishedText.objects.exists()


@pytest.mark.parametrize(("name", "kind"), [("start_year", "number"), ("as_of", "date")])
def test_browsers_can_show_what_is_no_number_and_no_day(editor_client, draft, name, kind):
    def field():
        return str(editor_client.get(url("entry_edit", draft)).context["form"][name])

    assert f'type="{kind}"' in field()
    editor_client.post(url("entry_edit", draft), form_of(editor_client, draft) | {name: "bald"})
    assert 'type="text"' in field()
    assert 'value="bald"' in field()
    assert not any(f"{attribute}=" in field() for attribute in ("min", "max", "step"))


def typed_right(name):
    return {"title": "Bus", "start_year": "2020", "end_year": "2021", "as_of": "2026-01-31"}.get(name, "")


@pytest.mark.parametrize("button", ["_submit", "step"])
def test_an_unfinished_draft_is_not_submitted(editor_client, draft, button):
    typed = form_of(editor_client, draft) | {"contact_email": "kein postfach", "goals": "Neu.", button: ""}
    response = editor_client.post(url("entry_edit", draft), typed)
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.goals) == ("draft", "Neu.")
    if button == "_submit":
        assert "aber nicht eingereicht" in editor_client.get(response.url).content.decode()
    else:
        refused = editor_client.post(url("entry_submit", draft), {"version": draft.version})
        assert refused.status_code == 409
        assert Edition.objects.get().state == "draft"


def test_end_and_start_are_written_together(editor_client, draft):
    Edition.objects.filter(pk=draft.pk).update(start_year=2020, end_year=2021)
    typed = form_of(editor_client, draft) | {"start_year": "2025"}
    form = unfinished_form(editor_client, editor_client.post(url("entry_edit", draft), typed))
    assert (form["start_year"].value(), form["end_year"].value()) == ("2025", "2021")
    assert list(form.errors) == ["end_year"]


def test_a_conflict_shows_what_fields_do_not_take(editor_client, draft):
    typed = form_of(editor_client, draft) | {"contact_email": "kein postfach", "sources-0-url": "nirgends hin"}
    workflow.save_draft(edition=draft, by=None, version=1, content={"goals": "Von anderen."})
    response = editor_client.post(url("entry_edit", draft), typed)
    assert response.status_code == 409
    again = filled(text_of(response), "eintrag")
    assert (again["contact_email"], again["sources-0-url"]) == ("kein postfach", "nirgends hin")


def test_what_a_table_writes_replaces_an_unfinished_text(editor_client, draft):
    editor_client.post(url("entry_edit", draft), form_of(editor_client, draft) | {"contact_email": "kein postfach"})
    workflow.save_draft(edition=draft, by=None, version=2, content={"contact_email": "post@example.org"})
    assert not UnfinishedText.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"status": "erfunden"}, "status"),
        ({"solution_types": ["99999"]}, "solution_types"),
        ({"title": "Null\0byte"}, "title"),
    ],
)
def test_what_no_browser_sends_is_refused_and_the_typed_text_is_shown_again(editor_client, draft, wrong, message):
    form = form_of(editor_client, draft) | {"partners": "Ein langer Text, der nicht verloren gehen darf."} | wrong
    response = editor_client.post(url("entry_edit", draft), form)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [message]
    assert "der nicht verloren gehen darf" in response.content.decode()
    assert Edition.objects.get().version == 1


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"title": ""}, ["title"]),
        ({"sources-0-url": "nirgends hin"}, []),
        ({"start_year": "1985"}, ["start_year"]),
        ({"image_alt": "", "image_rights": ""}, ["image_alt", "image_rights"]),
    ],
    ids=["field", "source", "model", "not described"],
)
def test_a_chosen_image_survives_an_error(editor_client, draft, wrong, errors):
    typed = form_of(editor_client, draft) | make_picture() | wrong
    form = unfinished_form(editor_client, editor_client.post(url("entry_edit", draft), typed))
    assert list(form.errors) == errors
    draft.refresh_from_db()
    assert draft.image
    with pytest.raises(workflow.WorkflowError):
        workflow.submit(edition=draft, by=None, version=draft.version)


def test_if_nothing_is_stored_the_form_asks_to_choose_the_image_again(editor_client, draft):
    typed = form_of(editor_client, draft) | make_picture() | {"status": "erfunden"}
    response = editor_client.post(url("entry_edit", draft), typed)
    assert response.status_code == 400
    assert len(response.context["form"].errors["image"]) == 1


def test_a_line_break_counts_as_one_character(editor_client, draft):
    lines = ["x" * 49] * 10  # 499 characters with breaks between them
    response = editor_client.post(
        url("entry_edit", draft), form_of(editor_client, draft) | {"summary": "\r\n".join(lines)}
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.summary == "\n".join(lines)


def test_a_form_without_a_valid_version_is_shown_again_with_its_values(editor_client, draft):
    ticked = [str(key) for key in SolutionType.objects.values_list("pk", flat=True)[:3]]
    response = editor_client.post(
        url("entry_edit", draft), form_of(editor_client, draft) | {"solution_types": ticked, "version": "x"}
    )
    assert response.status_code == 400
    again = filled(text_of(response), "eintrag")
    assert (again["version"], sorted(again["solution_types"])) == ("1", sorted(ticked))


def test_wrong_sources_are_named(editor_client, draft):
    form = form_of(editor_client, draft)
    for row, address in enumerate(["https://example.org/a"] * 2):
        form[f"sources-{row}-url"] = address
    shown = unfinished_form(editor_client, editor_client.post(url("entry_edit", draft), form))
    assert shown.sources.total_error_count() == 1
    assert [row["url"].value() for row in shown.sources][:2] == ["https://example.org/a"] * 2
    assert not draft.sources.exists()


@pytest.mark.parametrize("junk", ["", "x", "-1", "9" * 400, "1\0"])
def test_no_hidden_field_breaks_the_form(editor_client, draft, junk):
    form = form_of(editor_client, draft)
    for name in ("version", "base", "sources-TOTAL_FORMS", "sources-INITIAL_FORMS", "sources-0-kind"):
        response = editor_client.post(url("entry_edit", draft), form | {name: junk})
        assert response.status_code in (302, 400, 409), name
        draft.refresh_from_db()


def test_places_of_other_projects_cannot_be_named(editor_client, draft):
    elsewhere = make_municipality("Anderswo")
    response = editor_client.post(url("entry_edit", draft), form_of(editor_client, draft) | {"places": [elsewhere.pk]})
    assert response.status_code == 400
    assert elsewhere not in draft.places.all()


def test_forged_fields_are_ignored(editor_client, draft, editor):
    other = make_user()
    before = Edition.objects.values().get()
    forged = {
        "state": "published", "number": "7", "measure": "99", "measure_id": "99", "id": "99", "pk": "99",
        "created_by": other.pk, "published_at": "2026-01-01", "published_by": other.pk, "submitted_at": "2026-01-01",
        "return_note": "Forged", "publish_reason": "Forged", "confirmed_at": "2026-01-01", "image_width": "1",
        "sources-0-id": "1", "sources-0-edition": "99", "project": "99",
    }  # fmt: skip
    assert editor_client.post(url("entry_edit", draft), form_of(editor_client, draft) | forged).status_code == 302
    assert Edition.objects.values().get() == before


def test_submitting_stores_the_form_first(editor_client, draft, editor):
    response = editor_client.post(
        url("entry_edit", draft), form_of(editor_client, draft) | {"summary": "Endlich.", "_submit": ""}
    )
    draft.refresh_from_db()
    assert (draft.state, draft.summary, draft.submitted_by) == ("submitted", "Endlich.", editor)
    assert response.url == url("entry_show", draft)
