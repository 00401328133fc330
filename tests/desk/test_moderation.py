"""The decisions of moderators: review, publishing, returning, archiving and withdrawing."""

import re

import pytest
from django.urls import reverse

from measures import workflow
from measures.models import AuditEntry, Edition
from tests.desk.pages import count_queries, state, text_of, url
from tests.factories import make_change, make_project, make_public, make_submitted

pytestmark = pytest.mark.django_db

DECISIONS = {
    "publish": {},
    "return": {"note": "Bitte kürzer."},
    "archive": {"reason": "Ende."},
    "withdraw": {"reason": "Ende."},
}
PAGES = ["review", "archive", "withdraw"]
NONSENSE = ["", "x", "0", "-1", "9" * 30, "9" * 5000, "1.5", "\x00", "²"]


# Who may


@pytest.mark.parametrize("which", [*PAGES, *DECISIONS])
def test_only_moderators_decide_and_foreign_editors_get_404(client, which, submitted, editor, stranger):
    for method in (client.get, client.post):
        client.logout()
        assert method(url(f"entry_{which}", submitted)).status_code in (302, 403)
        client.force_login(stranger)
        assert method(url(f"entry_{which}", submitted)).status_code == 404
        client.force_login(editor)
        assert method(url(f"entry_{which}", submitted)).status_code == 403
    for words in (DECISIONS.get(which, {}), {}):
        client.post(url(f"entry_{which}", submitted), {"version": 2, **words})
    assert (state(submitted), Edition.objects.get().version) == ("submitted", 2)


@pytest.mark.parametrize("which", ["publish", "return"])
def test_a_decision_needs_post(moderator_client, submitted, which):
    assert moderator_client.get(url(f"entry_{which}", submitted), {"version": 2}).status_code == 405
    assert moderator_client.post(url("entry_review", submitted)).status_code == 405
    assert state(submitted) == "submitted"


@pytest.mark.parametrize("which", [*PAGES, *DECISIONS])
def test_a_decision_about_a_missing_entry_shows_the_typed_text_again(moderator_client, which, submitted):
    workflow.recall(edition=submitted, by=None, version=2)
    workflow.discard(edition=submitted, by=None, version=3)
    for key in (submitted.pk, 9999999):
        address = reverse(f"admin:entry_{which}", args=[key])
        response = moderator_client.post(address, {"version": 2, "note": "Das habe ich getippt.", "reason": "Und das."})
        assert response.status_code in (404, 405)
        if which in DECISIONS:
            assert "Und das." in text_of(response)  # nothing typed is lost


# The review


def test_the_review_of_a_new_entry_shows_its_filled_fields_and_a_preview(moderator_client, submitted):
    response = moderator_client.get(url("entry_review", submitted))
    html = text_of(response)
    assert [value.name for value in response.context["filled"]][:3] == ["title", "summary", "solution_types"]
    assert response.context["changes"] == []
    assert "Rike Redlich" in html
    assert html.count("Meldet Mängel.") == 2  # as a field, and on the page
    assert 'class="page profile measure"' in html
    assert "mailto:?subject" not in html


def test_the_review_of_a_change_shows_what_changes(moderator_client, project, editor):
    public = make_public("Alter Titel", project=project, goals="Bleibt")
    change = make_change(public, editor, title="Neuer Titel", summary="Kurz.")
    response = moderator_client.get(url("entry_review", change))
    assert [item.name for item in response.context["changes"]] == ["title", "summary"]
    html = re.sub(r"<(ins|del)\s+>", r"<\1>", text_of(response))
    assert "<del>Alter</del><ins>Neuer</ins> Titel" in html
    assert response.context["before"] == public


def test_an_edition_that_follows_a_withdrawn_one_is_compared_with_it(moderator_client, project, editor, moderator):
    public = make_public("Titel", project=project)
    workflow.withdraw(edition=public, by=moderator, version=3, reason="Falsche Angaben.")
    draft = workflow.start_draft(measure=public.measure, by=editor, original=public)
    workflow.save_draft(edition=draft, by=editor, version=1, content={"summary": "Richtig."})
    workflow.submit(edition=draft, by=editor, version=2)
    response = moderator_client.get(url("entry_review", draft))
    assert [item.name for item in response.context["changes"]] == ["summary"]
    assert "Falsche Angaben." in text_of(response)


def test_the_note_of_an_earlier_return_is_shown(moderator_client, submitted, editor, moderator):
    workflow.return_with_note(edition=submitted, by=moderator, version=2, note="Bitte den Stand nennen.")
    workflow.submit(edition=submitted, by=editor, version=3)
    assert "Bitte den Stand nennen." in text_of(moderator_client.get(url("entry_review", submitted)))


def test_text_typed_by_editors_is_escaped(moderator_client, project, editor):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    texts = {"title": attack, "summary": attack, "goals": attack, "contact_name": attack, "licence": attack}
    public = make_public("Harmlos", project=project)
    new = make_submitted(project=project, by=editor, **texts)
    change = make_change(public, editor, **texts, sources=[{"url": "https://example.org/<script>"}])
    for edition in (new, change):
        html = text_of(moderator_client.get(url("entry_review", edition)))
        assert "&lt;script&gt;alert(1)" in html
        assert "<script>" not in html
        assert "<img" not in html
    for page in ("entry_archive", "entry_withdraw", "entry_history"):
        assert "<script>alert" not in text_of(moderator_client.get(url(page, new)))
    assert "<script>alert" not in text_of(moderator_client.get(url("review_queue")))


def test_the_number_of_queries_of_a_review_does_not_grow_with_the_entry(moderator_client, project, editor):
    change = make_change(make_public(project=project), editor, title="Neu")

    few = count_queries(moderator_client, url("entry_review", change))
    more = make_project(municipalities=None)
    change.places.set([*more.municipalities.all(), *make_project().municipalities.all()])
    change.solution_types.set(type(change.solution_types.first()).objects.all())
    assert count_queries(moderator_client, url("entry_review", change)) == few


# The decisions


def test_publishing_redirects_to_the_queue(moderator_client, submitted, moderator):
    response = moderator_client.post(url("entry_publish", submitted), {"version": 2}, follow=True)
    assert response.redirect_chain == [(url("review_queue"), 302)]
    assert "Mängelmelder" in str(*response.context["messages"])
    submitted.refresh_from_db()
    assert (submitted.state, submitted.published_by) == ("published", moderator)


def test_returning_stores_the_note(moderator_client, submitted, moderator):
    response = moderator_client.post(
        url("entry_return", submitted), {"version": 2, "note": " Bitte den Stand nennen.\r\nDanke. "}
    )
    assert (response.status_code, response.url) == (302, url("review_queue"))
    submitted.refresh_from_db()
    assert (submitted.state, submitted.returned_by) == ("returned", moderator)
    assert submitted.return_note.splitlines() == ["Bitte den Stand nennen.", "Danke."]


@pytest.mark.parametrize("note", ["", "  \n", "\x00", "x" * 5001])
def test_returning_needs_a_valid_note(moderator_client, submitted, note):
    response = moderator_client.post(url("entry_return", submitted), {"version": 2, "note": note})
    assert response.status_code == 400
    assert 'class="errorlist"' in text_of(response)
    assert "x" * 5001 in text_of(response) or len(note) < 100
    assert state(submitted) == "submitted"


def test_publishing_own_work_needs_a_reason(moderator_client, project, moderator, submitted):
    own = make_submitted("Eigenes", project=project, by=moderator)
    assert 'name="reason"' in text_of(moderator_client.get(url("entry_review", own)))
    assert 'name="reason"' not in text_of(moderator_client.get(url("entry_review", submitted)))
    response = moderator_client.post(url("entry_publish", own), {"version": 2, "reason": " "})
    assert response.status_code == 400
    assert 'class="errorlist"' in text_of(response)
    assert state(own) == "submitted"
    moderator_client.post(url("entry_publish", own), {"version": 2, "reason": "Alle anderen sind krank."})
    assert AuditEntry.objects.get(verb="publish").note == "Alle anderen sind krank."


@pytest.mark.parametrize("which", DECISIONS)
@pytest.mark.parametrize("version", [None, *NONSENSE])
def test_a_decision_without_a_valid_version_is_refused(moderator_client, project, editor, which, version):
    edition = make_public(project=project) if which in PAGES else make_submitted(project=project, by=editor)
    typed = dict.fromkeys(DECISIONS[which], "Das habe ich getippt.")
    response = moderator_client.post(
        url(f"entry_{which}", edition), typed if version is None else {"version": version, **typed}
    )
    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)
    assert text_of(response).count("Das habe ich getippt.") == len(typed)
    assert Edition.objects.get().version == edition.version


@pytest.mark.parametrize("which", ["publish", "return"])
@pytest.mark.parametrize("now", ["submitted", "draft", "published"])
def test_a_decision_about_an_old_version_is_a_conflict_and_shows_the_typed_text(
    moderator_client, submitted, editor, moderator, which, now
):
    workflow.recall(edition=submitted, by=editor, version=2)
    if now != "draft":
        workflow.save_draft(edition=submitted, by=editor, version=3, content={"goals": "Inzwischen anders"})
        workflow.submit(edition=submitted, by=editor, version=4)
    if now == "published":
        workflow.publish(edition=submitted, by=moderator, version=5)
    typed = "Das habe ich getippt."
    response = moderator_client.post(url(f"entry_{which}", submitted), {"version": 2, "reason": typed, "note": typed})
    html = text_of(response)
    assert (response.status_code, state(submitted)) == (409, now)
    assert 'role="alert"' in html
    assert typed in html
    if now == "submitted":
        assert html.count("Inzwischen anders") == 2  # the page shows the current version to decide about
        assert html.count('name="version" value="5"') == 3  # to publish, to plan that, to return
        assert moderator_client.post(url(f"entry_{which}", submitted), {"version": 5, "note": typed}).status_code == 302


def test_an_old_version_is_a_conflict_even_without_a_note(moderator_client, submitted, editor):
    workflow.recall(edition=submitted, by=editor, version=2)
    workflow.submit(edition=submitted, by=editor, version=3)
    assert moderator_client.post(url("entry_return", submitted), {"version": 2, "note": ""}).status_code == 409


@pytest.mark.parametrize(("which", "expected"), [("archive", "archived"), ("withdraw", "withdrawn")])
def test_archiving_and_withdrawing_need_a_reason_and_the_current_version(moderator_client, moderator, which, expected):
    public = make_public("Lampenposten")
    html = text_of(moderator_client.get(url(f"entry_{which}", public)))
    assert 'name="version" value="3"' in html
    assert 'name="reason"' in html
    response = moderator_client.post(url(f"entry_{which}", public), {"version": 3, "reason": " "})
    assert (response.status_code, state(public)) == (400, "published")
    response = moderator_client.post(url(f"entry_{which}", public), {"version": 2, "reason": "Abgeschaltet."})
    assert (response.status_code, state(public)) == (409, "published")
    assert "Abgeschaltet." in text_of(response)
    response = moderator_client.post(url(f"entry_{which}", public), {"version": 3, "reason": "Abgeschaltet."})
    assert (response.status_code, response.url) == (302, url("entry_history", public))
    public.refresh_from_db()
    assert (public.state, public.closed_by, public.close_reason) == (expected, moderator, "Abgeschaltet.")


@pytest.mark.parametrize("box", [{}, {"from_past": "on"}])
def test_withdrawing_can_reach_past_days(moderator_client, box):
    public = make_public("Lampenposten")
    assert 'name="from_past"' in text_of(moderator_client.get(url("entry_withdraw", public)))
    assert 'name="from_past"' not in text_of(moderator_client.get(url("entry_archive", public)))
    moderator_client.post(url("entry_withdraw", public), {"version": 3, "reason": "Rechte Dritter.", **box})
    public.refresh_from_db()
    assert (public.state, public.is_out_of_past) == ("withdrawn", bool(box))


@pytest.mark.parametrize("which", ["archive", "withdraw"])
def test_an_entry_that_is_not_public_cannot_be_archived_or_withdrawn(moderator_client, submitted, which):
    response = moderator_client.get(url(f"entry_{which}", submitted))
    assert response.status_code == 200
    assert 'name="reason"' not in text_of(response)
    response = moderator_client.post(
        url(f"entry_{which}", submitted), {"version": 2, "reason": "Das habe ich getippt."}
    )
    assert (response.status_code, state(submitted)) == (409, "submitted")
    assert "Das habe ich getippt." in text_of(response)


def test_an_archived_entry_can_only_be_withdrawn(moderator_client, moderator):
    public = make_public()
    assert url("entry_archive", public) in text_of(moderator_client.get(url("entry_review", public)))
    workflow.archive(edition=public, by=moderator, version=3, reason="Ende.")
    html = text_of(moderator_client.get(url("entry_review", public)))
    assert url("entry_archive", public) not in html
    assert url("entry_withdraw", public) in html
    assert moderator_client.post(url("entry_archive", public), {"version": 4, "reason": "Nochmal."}).status_code == 409
    assert (
        moderator_client.post(url("entry_withdraw", public), {"version": 4, "reason": "Doch weg."}).status_code == 302
    )
