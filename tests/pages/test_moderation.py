"""Where moderators decide: the review, and what takes an entry away from visitors."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures import workflow
from measures.models import AuditEntry, Edition
from tests.entering import sign_in
from tests.factories import (
    make_change,
    make_editor,
    make_project,
    make_public,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db

DECISIONS = {
    "publish": {},
    "return": {"note": "Bitte kürzer."},
    "archive": {"reason": "Ende."},
    "withdraw": {"reason": "Ende."},
}
PAGES = ["review", "archive", "withdraw"]
NONSENSE = ["", "x", "0", "-1", "9" * 30, "9" * 5000, "1.5", "\x00", "²"]


def url(page, edition=None):
    return reverse(f"admin:measures_edition_{page}", args=[edition.pk] if edition else [])


@pytest.fixture
def project(db):
    return make_project("Ortsnetz")


@pytest.fixture
def editor(project):
    return make_editor(project, first_name="Rike", last_name="Redlich")


@pytest.fixture
def stranger(db):
    return make_editor(make_project())


@pytest.fixture
def moderator(db):
    return make_user(is_moderator=True)


@pytest.fixture
def at_desk(client, moderator):
    sign_in(client, moderator)
    return client


@pytest.fixture
def submitted(project, editor):
    return make_submitted("Mängelmelder", project=project, by=editor, summary="Meldet Mängel.", goals="Ordnung")


def state(edition):
    return Edition.objects.get(pk=edition.pk).state


def text_of(response):
    return response.content.decode()


# Who may


@pytest.mark.parametrize("which", [*PAGES, *DECISIONS])
def test_only_moderators_decide_and_others_do_not_even_learn_what_there_is(client, which, submitted, editor, stranger):
    for method in (client.get, client.post):
        client.logout()
        assert method(url(which, submitted)).status_code in (302, 403)
        sign_in(client, stranger)
        assert method(url(which, submitted)).status_code == 404
        sign_in(client, editor)
        assert method(url(which, submitted)).status_code == 403
    for words in (DECISIONS.get(which, {}), {}):
        client.post(url(which, submitted), {"version": 2, **words})
    assert (state(submitted), Edition.objects.get().version) == ("submitted", 2)


@pytest.mark.parametrize("which", ["publish", "return"])
def test_a_decision_is_no_link(at_desk, submitted, which):
    assert at_desk.get(url(which, submitted), {"version": 2}).status_code == 405
    assert at_desk.post(url("review", submitted)).status_code == 405
    assert state(submitted) == "submitted"


@pytest.mark.parametrize("which", [*PAGES, *DECISIONS])
def test_what_is_not_there_is_not_found(at_desk, which, submitted):
    workflow.recall(edition=submitted, by=None, version=2)
    workflow.discard(edition=submitted, by=None, version=3)
    for key in (submitted.pk, 9999999, 10**25):
        address = reverse(f"admin:measures_edition_{which}", args=[key])
        response = at_desk.post(address, {"version": 2, "note": "Das habe ich getippt.", "reason": "Und das."})
        assert response.status_code in (404, 405)
        if which in DECISIONS:
            assert "Und das." in text_of(response)  # nothing typed is lost


# The review


def test_the_review_of_a_new_entry_shows_all_that_is_filled_and_the_page_to_be(at_desk, submitted):
    response = at_desk.get(url("review", submitted))
    html = text_of(response)
    assert [value.name for value in response.context["filled"]][:3] == ["title", "summary", "solution_types"]
    assert response.context["changes"] == []
    assert "Rike Redlich" in html
    assert html.count("Meldet Mängel.") == 2  # as a field, and on the page
    assert 'class="page profile"' in html
    assert "mailto:?subject" not in html


def test_the_review_of_a_change_shows_what_changes(at_desk, project, editor):
    public = make_public("Alter Titel", project=project, goals="Bleibt")
    change = make_change(public, editor, title="Neuer Titel", summary="Kurz.")
    response = at_desk.get(url("review", change))
    assert [item.name for item in response.context["changes"]] == ["title", "summary"]
    html = re.sub(r"<(ins|del)\s+>", r"<\1>", text_of(response))
    assert "<del>Alter</del><ins>Neuer</ins> Titel" in html
    assert response.context["before"] == public


def test_an_edition_that_follows_a_withdrawn_one_is_compared_with_it(at_desk, project, editor, moderator):
    public = make_public("Titel", project=project)
    workflow.withdraw(edition=public, by=moderator, version=3, reason="Falsche Angaben.")
    draft = workflow.start_draft(measure=public.measure, by=editor, original=public)
    workflow.save_draft(edition=draft, by=editor, version=1, content={"summary": "Richtig."})
    workflow.submit(edition=draft, by=editor, version=2)
    response = at_desk.get(url("review", draft))
    assert [item.name for item in response.context["changes"]] == ["summary"]
    assert "Falsche Angaben." in text_of(response)


def test_the_note_of_an_earlier_return_is_shown(at_desk, submitted, editor, moderator):
    workflow.return_with_note(edition=submitted, by=moderator, version=2, note="Bitte den Stand nennen.")
    workflow.submit(edition=submitted, by=editor, version=3)
    assert "Bitte den Stand nennen." in text_of(at_desk.get(url("review", submitted)))


def test_nothing_that_editors_write_becomes_html(at_desk, project, editor):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    texts = {"title": attack, "summary": attack, "goals": attack, "contact_name": attack, "licence": attack}
    public = make_public("Harmlos", project=project)
    new = make_submitted(project=project, by=editor, **texts)
    change = make_change(public, editor, **texts, sources=[{"url": "https://example.org/<script>"}])
    for edition in (new, change):
        html = text_of(at_desk.get(url("review", edition)))
        assert "&lt;script&gt;alert(1)" in html
        assert "<script>" not in html
        assert "<img" not in html
    for page in ("archive", "withdraw", "history"):
        assert "<script>alert" not in text_of(at_desk.get(url(page, new)))
    assert "<script>alert" not in text_of(at_desk.get(url("queue")))


def test_the_number_of_queries_of_a_review_does_not_grow_with_the_entry(at_desk, project, editor):
    change = make_change(make_public(project=project), editor, title="Neu")

    def queries():
        at_desk.get("/admin/password_change/")  # prolongs the session, if that is due
        with CaptureQueriesContext(connection) as captured:
            assert at_desk.get(url("review", change)).status_code == 200
        return len(captured)

    few = queries()
    more = make_project(municipalities=None)
    change.places.set([*more.municipalities.all(), *make_project().municipalities.all()])
    change.solution_types.set(type(change.solution_types.first()).objects.all())
    assert queries() == few


# The decisions


def test_publishing_makes_it_public_and_leads_back_to_the_queue(at_desk, submitted, moderator):
    response = at_desk.post(url("publish", submitted), {"version": 2}, follow=True)
    assert response.redirect_chain == [(url("queue"), 302)]
    assert "Mängelmelder" in str(*response.context["messages"])
    submitted.refresh_from_db()
    assert (submitted.state, submitted.published_by) == ("published", moderator)


def test_returning_tells_the_editors_why(at_desk, submitted, moderator):
    response = at_desk.post(url("return", submitted), {"version": 2, "note": " Bitte den Stand nennen.\r\nDanke. "})
    assert (response.status_code, response.url) == (302, url("queue"))
    submitted.refresh_from_db()
    assert (submitted.state, submitted.returned_by) == ("returned", moderator)
    assert submitted.return_note.splitlines() == ["Bitte den Stand nennen.", "Danke."]


@pytest.mark.parametrize("note", ["", "  \n", "\x00", "x" * 5001])
def test_returning_needs_words_that_can_be_kept(at_desk, submitted, note):
    response = at_desk.post(url("return", submitted), {"version": 2, "note": note})
    assert response.status_code == 400
    assert 'class="errorlist"' in text_of(response)
    assert "x" * 5001 in text_of(response) or len(note) < 100
    assert state(submitted) == "submitted"


def test_what_she_worked_on_herself_needs_a_reason(at_desk, project, moderator, submitted):
    own = make_submitted("Eigenes", project=project, by=moderator)
    assert 'name="reason"' in text_of(at_desk.get(url("review", own)))
    assert 'name="reason"' not in text_of(at_desk.get(url("review", submitted)))
    response = at_desk.post(url("publish", own), {"version": 2, "reason": " "})
    assert response.status_code == 400
    assert 'class="errorlist"' in text_of(response)
    assert state(own) == "submitted"
    at_desk.post(url("publish", own), {"version": 2, "reason": "Alle anderen sind krank."})
    assert AuditEntry.objects.get(verb="publish").note == "Alle anderen sind krank."


@pytest.mark.parametrize("which", DECISIONS)
@pytest.mark.parametrize("version", [None, *NONSENSE])
def test_a_decision_that_does_not_say_what_was_seen_is_refused(at_desk, project, editor, which, version):
    edition = make_public(project=project) if which in PAGES else make_submitted(project=project, by=editor)
    typed = dict.fromkeys(DECISIONS[which], "Das habe ich getippt.")
    response = at_desk.post(url(which, edition), typed if version is None else {"version": version, **typed})
    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)
    assert text_of(response).count("Das habe ich getippt.") == len(typed)
    assert Edition.objects.get().version == edition.version


@pytest.mark.parametrize("which", ["publish", "return"])
@pytest.mark.parametrize("now", ["submitted", "draft", "published"])
def test_who_decides_about_an_old_version_is_told_and_loses_nothing(at_desk, submitted, editor, moderator, which, now):
    workflow.recall(edition=submitted, by=editor, version=2)
    if now != "draft":
        workflow.save_draft(edition=submitted, by=editor, version=3, content={"goals": "Inzwischen anders"})
        workflow.submit(edition=submitted, by=editor, version=4)
    if now == "published":
        workflow.publish(edition=submitted, by=moderator, version=5)
    typed = "Das habe ich getippt."
    response = at_desk.post(url(which, submitted), {"version": 2, "reason": typed, "note": typed})
    html = text_of(response)
    assert (response.status_code, state(submitted)) == (409, now)
    assert 'role="alert"' in html
    assert typed in html
    if now == "submitted":
        assert html.count("Inzwischen anders") == 2  # she sees what is there now, and can decide about it
        assert html.count('name="version" value="5"') == 2
        assert at_desk.post(url(which, submitted), {"version": 5, "note": typed}).status_code == 302


def test_an_old_version_is_told_even_where_words_are_missing_too(at_desk, submitted, editor):
    workflow.recall(edition=submitted, by=editor, version=2)
    workflow.submit(edition=submitted, by=editor, version=3)
    assert at_desk.post(url("return", submitted), {"version": 2, "note": ""}).status_code == 409


@pytest.mark.parametrize(("which", "expected"), [("archive", "archived"), ("withdraw", "withdrawn")])
def test_an_entry_is_taken_away_with_a_reason(at_desk, moderator, which, expected):
    public = make_public("Lampenposten")
    html = text_of(at_desk.get(url(which, public)))
    assert 'name="version" value="3"' in html
    assert 'name="reason"' in html
    response = at_desk.post(url(which, public), {"version": 3, "reason": " "})
    assert (response.status_code, state(public)) == (400, "published")
    response = at_desk.post(url(which, public), {"version": 2, "reason": "Abgeschaltet."})
    assert (response.status_code, state(public)) == (409, "published")
    assert "Abgeschaltet." in text_of(response)
    response = at_desk.post(url(which, public), {"version": 3, "reason": "Abgeschaltet."})
    assert (response.status_code, response.url) == (302, url("history", public))
    public.refresh_from_db()
    assert (public.state, public.closed_by, public.close_reason) == (expected, moderator, "Abgeschaltet.")


@pytest.mark.parametrize("which", ["archive", "withdraw"])
def test_what_is_not_public_cannot_be_taken_away(at_desk, submitted, which):
    response = at_desk.get(url(which, submitted))
    assert response.status_code == 200
    assert 'name="reason"' not in text_of(response)
    response = at_desk.post(url(which, submitted), {"version": 2, "reason": "Das habe ich getippt."})
    assert (response.status_code, state(submitted)) == (409, "submitted")
    assert "Das habe ich getippt." in text_of(response)


def test_an_archived_entry_can_only_be_withdrawn(at_desk, moderator):
    public = make_public()
    assert url("archive", public) in text_of(at_desk.get(url("review", public)))
    workflow.archive(edition=public, by=moderator, version=3, reason="Ende.")
    html = text_of(at_desk.get(url("review", public)))
    assert url("archive", public) not in html
    assert url("withdraw", public) in html
    assert at_desk.post(url("archive", public), {"version": 4, "reason": "Nochmal."}).status_code == 409
    assert at_desk.post(url("withdraw", public), {"version": 4, "reason": "Doch weg."}).status_code == 302
