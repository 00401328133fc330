"""The form of an entry: what it stores, what it refuses, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.models import Edition
from tests.factories import make_draft, make_editor, make_municipality, make_project, make_public, make_user
from tests.forms import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db):
    return make_project("Musterstadt")


@pytest.fixture
def editor(project):
    return make_editor(project)


@pytest.fixture
def draft(project, editor):
    return make_draft("Mängelmelder", project=project, by=editor, summary="Schäden melden.", costs="Zeile 1\nZeile 2")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def page(name, edition):
    return reverse(f"admin:measures_edition_{name}", args=[edition.pk])


def form_of(client, edition):
    """Return what the form of an edition sends if nothing is changed in it."""
    return filled(client.get(page("change", edition)).content.decode(), "eintrag")


def test_from_a_title_to_a_draft_with_a_form(desk, project):
    response = desk.post(reverse("admin:measures_edition_add"), {"project": project.pk, "title": "Neue App"})
    edition = Edition.objects.get()
    assert response.url == page("change", edition)
    assert (edition.title, edition.state, list(edition.places.all())) == (
        "Neue App",
        "draft",
        list(project.municipalities.all()),
    )
    assert "Neue App" in desk.get(response.url).content.decode()


def test_no_entry_begins_in_a_foreign_project(desk):
    foreign = make_project()
    response = desk.post(reverse("admin:measures_edition_add"), {"project": foreign.pk, "title": "Fremd"})
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
    response = desk.post(page("change", draft), form)
    assert (response.status_code, response.url) == (302, page("change", draft))
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
    assert desk.post(page("change", draft), form).status_code == 302
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
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_typed_is_lost(desk, draft, wrong, message):
    form = form_of(desk, draft) | {"partners": "Ein langer Text, der nicht verloren gehen darf."} | wrong
    response = desk.post(page("change", draft), form)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [message]
    assert "der nicht verloren gehen darf" in response.content.decode()
    assert Edition.objects.get().version == 1


def test_wrong_sources_are_named(desk, draft):
    form = form_of(desk, draft)
    for row, url in enumerate(["https://example.org/a", "https://example.org/a"]):
        form[f"sources-{row}-url"] = url
    response = desk.post(page("change", draft), form)
    assert (response.status_code, response.context["form"].sources.total_error_count()) == (400, 1)


@pytest.mark.parametrize("junk", ["", "x", "-1", "9" * 400, "1\0"])
def test_no_hidden_field_breaks_the_form(desk, draft, junk):
    form = form_of(desk, draft)
    for name in ("version", "base", "sources-TOTAL_FORMS", "sources-INITIAL_FORMS", "sources-0-kind"):
        response = desk.post(page("change", draft), form | {name: junk})
        assert response.status_code in (302, 400, 409), name
        draft.refresh_from_db()


def test_places_of_other_projects_cannot_be_named(desk, draft):
    elsewhere = make_municipality("Anderswo")
    response = desk.post(page("change", draft), form_of(desk, draft) | {"places": [elsewhere.pk]})
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
    assert desk.post(page("change", draft), form_of(desk, draft) | forged).status_code == 302
    assert Edition.objects.values().get() == before


def test_submitting_stores_first(desk, draft, editor):
    response = desk.post(page("change", draft), form_of(desk, draft) | {"summary": "Endlich.", "_submit": ""})
    draft.refresh_from_db()
    assert (draft.state, draft.summary, draft.submitted_by) == ("submitted", "Endlich.", editor)
    assert response.url == page("show", draft)


# Two at once


def test_the_second_keeps_her_text_and_sees_the_first(desk, draft):
    form = form_of(desk, draft) | {"summary": "Meine Fassung.", "goals": "Nur ich habe Ziele geschrieben."}
    workflow.save_draft(edition=draft, by=None, version=1, content={"summary": "Fremde Fassung.", "costs": "5 Euro"})
    response = desk.post(page("change", draft), form)
    assert response.status_code == 409
    html = response.content.decode()
    for text in ("Meine Fassung.", "Fremde Fassung.", "Nur ich habe Ziele geschrieben."):
        assert text in html
    assert response.context["both"][0][2] == "Fremde Fassung."
    # What she had not touched is taken over, and saving again stores what the page shows.
    again = filled(html, "eintrag")
    assert (again["costs"], again["summary"]) == ("5 Euro", "Meine Fassung.")
    assert desk.post(page("change", draft), again).status_code == 302
    draft.refresh_from_db()
    assert (draft.summary, draft.costs, draft.goals) == (
        "Meine Fassung.",
        "5 Euro",
        "Nur ich habe Ziele geschrieben.",
    )


@pytest.mark.parametrize("meanwhile", ["submitted", "published", "withdrawn"])
def test_what_was_decided_meanwhile_costs_no_text(desk, draft, editor, meanwhile):
    form = form_of(desk, draft) | {"summary": "Meine Fassung."}
    moderator = make_user(is_moderator=True)
    workflow.submit(edition=draft, by=editor, version=1)
    if meanwhile != "submitted":
        workflow.publish(edition=draft, by=moderator, version=2)
    if meanwhile == "withdrawn":
        workflow.withdraw(edition=draft, by=moderator, version=3, reason="Falsch.")
    response = desk.post(page("change", draft), form)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Meine Fassung." in html
    button = "_recall" if meanwhile == "submitted" else "_start"
    assert f'name="{button}"' in html
    response = desk.post(page("change", draft), filled(html, "eintrag") | {button: ""})
    assert response.status_code == 302
    working = Edition.objects.working().get()
    assert (working.summary, working.state) == ("Meine Fassung.", "draft")
    if meanwhile == "published":
        assert Edition.objects.public().get().summary == "Schäden melden."


def publish_another(public, editor, **content):
    draft = workflow.start_draft(measure=public.measure, by=editor)
    workflow.save_draft(edition=draft, by=editor, version=1, content=content)
    workflow.submit(edition=draft, by=editor, version=2)
    workflow.publish(edition=draft, by=None, version=3)


@pytest.mark.parametrize("when", ["while she typed", "while she looked at the conflict"])
def test_a_newer_edition_is_not_taken_back_by_an_older_form(desk, draft, editor, when):
    form = form_of(desk, draft) | {"summary": "Meine Fassung."}
    workflow.submit(edition=draft, by=editor, version=1)
    workflow.publish(edition=draft, by=None, version=2)
    if when == "while she looked at the conflict":
        form = filled(desk.post(page("change", draft), form).content.decode(), "eintrag") | {"_start": ""}
    publish_another(draft, editor, summary="Andere Fassung.", costs="5 Euro")
    response = desk.post(page("change", draft), form)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Andere Fassung." in html
    newest = Edition.objects.public().get()
    assert desk.post(page("change", newest), filled(html, "eintrag") | {"_start": ""}).status_code == 302
    working = Edition.objects.working().get()
    assert (working.summary, working.costs) == ("Meine Fassung.", "5 Euro")


def test_who_starts_on_an_old_page_gets_the_newest_text(desk, draft, editor):
    workflow.submit(edition=draft, by=editor, version=1)
    workflow.publish(edition=draft, by=None, version=2)
    publish_another(draft, editor, costs="5 Euro")
    desk.post(page("start", draft))
    assert Edition.objects.working().get().costs == "5 Euro"


@pytest.mark.parametrize("left", ["nothing", "a public edition", "another draft"])
def test_a_draft_that_was_discarded_meanwhile_costs_no_text(desk, project, editor, left):
    if left == "nothing":
        draft = make_draft(project=project, by=editor)
    else:
        draft = workflow.start_draft(measure=make_public(project=project).measure, by=editor)
    form = form_of(desk, draft) | {"summary": "Meine Fassung."}
    workflow.discard(edition=draft, by=editor, version=1)
    if left == "another draft":
        workflow.start_draft(measure=draft.measure, by=editor)
    response = desk.post(page("change", draft), form)
    if left == "another draft":
        assert response.status_code == 409
        assert "Meine Fassung." in response.content.decode()
    else:
        assert response.status_code == 302
        assert Edition.objects.working().get().summary == "Meine Fassung."
    foreign = Client()
    foreign.force_login(make_editor(make_project()))
    assert foreign.post(page("change", draft), form).status_code == 404


# The session


def test_an_expired_session_costs_no_text(client, editor, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    form = form_of(client, draft) | {"summary": "Lange\ngetippt & <nicht> verloren"}
    client.cookies.pop("masswerk_session")
    response = client.post(page("change", draft), form)
    assert response.status_code == 403
    kept = filled(response.content.decode(), None)
    assert kept["summary"] == form["summary"]
    client.force_login(editor)  # in another tab, with a new token
    client.get(reverse("admin:index"))
    client.cookies["csrftoken"] = "a" * 32
    response = client.post(page("change", draft), kept, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 403
    response = client.post(page("change", draft), filled(response.content.decode(), None))
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.summary == form["summary"]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_a_form_from_elsewhere_gets_no_token(editor, draft, site):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    headers = {"sec-fetch-site": site} if site else {}
    response = client.post(page("change", draft), {"summary": "untergeschoben"}, headers=headers)
    assert response.status_code == 403
    assert "untergeschoben" not in response.content.decode()


def test_a_password_is_never_shown_again(client, draft):
    response = client.post(page("change", draft), {"password": "geheimnis", "title": "Titel"})
    assert "geheimnis" not in response.content.decode()


# Steps, preview and overview


def test_the_preview_shows_what_stands_in_the_form_and_stores_nothing(desk, draft):
    form = form_of(desk, draft) | {"title": "Ungespeicherter Titel", "end_year": "keine Zahl"}
    response = desk.post(page("preview", draft), form)
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
    response = desk.post(page("confirm", public), {"version": public.version, "_home": "1"})
    assert response.url == reverse("admin:index")
    assert desk.get(reverse("admin:index")).context["due"] == []
    public.refresh_from_db()
    assert timezone.now() - public.confirmed_at < timedelta(minutes=1)


@pytest.mark.parametrize("step", ["submit", "recall", "confirm", "discard"])
@pytest.mark.parametrize("version", ["", "x", "99", "9" * 50])
def test_a_step_without_the_right_version_is_not_taken(desk, draft, step, version):
    response = desk.post(page(step, draft), {"version": version})
    assert response.status_code == (302 if version.isdigit() else 400)
    assert Edition.objects.get().version == 1


def test_what_was_returned_stands_first_with_its_note(desk, draft, editor):
    workflow.submit(edition=draft, by=editor, version=1)
    workflow.return_with_note(edition=draft, by=make_user(is_moderator=True), version=2, note="Bitte mit Kosten.")
    for url in (reverse("admin:index"), page("change", draft)):
        assert "Bitte mit Kosten." in desk.get(url).content.decode()


def test_the_overview_costs_the_same_for_few_and_for_many(desk, project, editor):
    def queries():
        desk.get("/admin/password_change/")  # prolongs the session, if that is due
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse("admin:index"))
        return len(captured)

    make_public(project=project)
    few = queries()
    for _ in range(12):
        workflow.start_draft(measure=make_public(project=project).measure, by=editor)
        make_draft(project=project)
    assert queries() == few


def test_the_address_of_an_entry_can_be_nonsense(desk):
    for key in ["0", "x", "9" * 30, "%00", "1_2", "²"]:
        assert desk.get(f"/admin/measures/edition/{key}/change/").status_code == 404
