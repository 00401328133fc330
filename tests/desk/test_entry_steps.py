"""The steps of an entry, its preview, and the overview."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.models import Edition
from measures.steckbrief import FIELDS
from tests.desk.pages import count_queries, form_of, text_of, url
from tests.factories import make_draft, make_public, make_user

pytestmark = pytest.mark.django_db


def test_the_preview_shows_the_values_of_the_form_and_stores_nothing(editor_client, draft):
    form = form_of(editor_client, draft) | {"title": "Ungespeicherter Titel", "end_year": "keine Zahl"}
    response = editor_client.post(url("entry_preview", draft), form)
    html = response.content.decode()
    assert (response.status_code, "Ungespeicherter Titel" in html) == (200, True)
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("Mängelmelder", 1)


TYPED = (
    "Für Bürger*innen\r\nund Gäste:\r\n• eins\r\n• zwei\r\n\r\n3. Mai | [1] > <Amt>\r\n\r\n\tA\tB\r\n1\t2\t3\r\n\r\n"
    "**fett** auf www.stadt.example."
)


def test_the_preview_is_the_public_page(editor_client, client, draft):
    form = form_of(editor_client, draft) | {
        "summary": "Eine Zeile\r\nund noch eine",
        "description": TYPED,
        "lessons": TYPED,
    }
    preview = editor_client.post(url("entry_preview", draft), form).content.decode()
    editor_client.post(url("entry_edit", draft), form)
    draft.refresh_from_db()
    workflow.submit(edition=draft, by=None, version=draft.version)
    draft.refresh_from_db()
    workflow.publish(edition=draft, by=None, version=draft.version)
    page = client.get(draft.get_absolute_url()).content.decode()
    for shown in (preview, page):
        assert '<p class="lead">Eine Zeile<br>und noch eine</p>' in shown
    assert sections(preview) == sections(page)
    assert "<li>eins</li>" in sections(page)


def sections(html):
    """Return all texts of a profile, up to what only a page of its own has."""
    start = html.index('<div class="profile-text">')
    marks = ('<p class="print-only">', '<aside class="profile-facts"')
    ends = [end for end in (html.find(mark, start) for mark in marks) if end > 0]
    return "".join(html[start : min(ends)].rstrip().removesuffix("</div>").split())


def test_the_form_says_what_signs_do_beside_each_text_with_markup(editor_client, draft):
    html = editor_client.get(url("entry_edit", draft)).content.decode()
    assert html.count('<details class="markup-help">') == sum(field.has_markup for field in FIELDS) > 5


def test_an_indented_first_line_stays_indented(editor_client, draft):
    form = form_of(editor_client, draft) | {"goals": " \r\n\tErstes\r\n\tZweites\r\n\r\n"}
    editor_client.post(url("entry_edit", draft), form)
    draft.refresh_from_db()
    assert draft.goals == "\tErstes\n\tZweites"


def test_an_entry_is_confirmed_with_one_click(editor_client, project):
    public = make_public(project=project)
    long_ago = timezone.now() - timedelta(days=250)
    Edition.objects.update(submitted_at=long_ago, published_at=long_ago)
    assert [entry.public for entry in editor_client.get(reverse("admin:index")).context["due"]] == [public]
    response = editor_client.post(url("entry_confirm", public), {"version": public.version, "_home": "1"})
    assert response.url == reverse("admin:index")
    assert editor_client.get(reverse("admin:index")).context["due"] == []
    public.refresh_from_db()
    assert timezone.now() - public.confirmed_at < timedelta(minutes=1)


@pytest.mark.parametrize("step", ["submit", "recall", "confirm", "discard"])
@pytest.mark.parametrize("version", ["", "x", "99", "9" * 50])
def test_a_step_without_the_right_version_is_not_taken(editor_client, draft, step, version):
    response = editor_client.post(url(f"entry_{step}", draft), {"version": version})
    assert response.status_code == (409 if version == "99" else 400)
    assert Edition.objects.get().version == 1


def test_a_step_on_an_old_version_is_a_conflict_and_shows_the_entry_as_it_is(editor_client, draft, editor):
    workflow.submit(edition=draft, by=editor, version=1)
    response = editor_client.post(url("entry_submit", draft), {"version": 1})
    html = text_of(response)
    assert response.status_code == 409
    assert "Jemand anderes hat diesen Eintrag geändert" in html
    assert f'action="{url("entry_recall", draft)}"' in html  # what is possible now
    assert '<span class="state state-submitted">' in html
    assert Edition.objects.get().version == 2


def test_a_step_that_the_state_does_not_allow_is_a_conflict(editor_client, draft):
    response = editor_client.post(url("entry_confirm", draft), {"version": 1})
    assert response.status_code == 409
    assert "Entwurf" in text_of(response)
    assert f'href="{url("entry_edit", draft)}"' in text_of(response)


def test_a_step_with_a_draft_that_is_discarded_meanwhile_is_a_conflict(editor_client, draft, editor):
    """Another user discards the draft after the view has loaded it."""
    waiting = [lambda: workflow.discard(edition=Edition.objects.get(pk=draft.pk), by=editor, version=1)]

    def discard_first(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if waiting and sql.startswith("SELECT") and 'FROM "measures_edition"' in sql:
            waiting.pop()()
        return result

    with connection.execute_wrapper(discard_first):
        response = editor_client.post(url("entry_submit", draft), {"version": 1})
    assert (response.status_code, response.context["edition"]) == (409, None)
    assert not Edition.objects.exists()


def test_a_draft_started_by_somebody_else_at_the_same_moment_is_a_conflict(editor_client, project, editor):
    public = make_public(project=project)
    waiting = [lambda: workflow.start_draft(measure=public.measure, by=None)]

    def start_first(execute, sql, params, many, context):
        if waiting and sql.startswith("SAVEPOINT"):
            waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(start_first):
        response = editor_client.post(url("entry_start", public))
    assert response.status_code == 409
    draft = Edition.objects.working().get()
    assert f'href="{url("entry_edit", draft)}"' in text_of(response) or "Zum Entwurf" in text_of(response)


def test_the_note_of_a_returned_entry_is_shown(editor_client, draft, editor):
    workflow.submit(edition=draft, by=editor, version=1)
    workflow.return_with_note(edition=draft, by=make_user(is_moderator=True), version=2, note="Bitte mit Kosten.")
    for address in (reverse("admin:index"), url("entry_edit", draft)):
        assert "Bitte mit Kosten." in editor_client.get(address).content.decode()


def test_the_overview_takes_the_same_queries_for_few_and_many_entries(editor_client, project, editor):
    make_public(project=project)
    few = count_queries(editor_client, reverse("admin:index"))
    for _ in range(12):
        workflow.start_draft(measure=make_public(project=project).measure, by=editor)
        make_draft(project=project)
    assert count_queries(editor_client, reverse("admin:index")) == few


def test_an_invalid_key_is_not_found(editor_client):
    for key in ["0", "x", "9" * 30, "%00", "1_2", "²"]:
        assert editor_client.get(f"/admin/measures/edition/{key}/change/").status_code == 404


def test_the_overview_is_in_german_order(editor_client, project):
    for title in ("Zebrastreifen", "Ämterlotse", "apfelbaum", "Bus"):
        make_draft(title, project=project)
    entries = editor_client.get(reverse("admin:index")).context["entries"]
    assert [entry.edition.title for entry in entries] == ["Ämterlotse", "apfelbaum", "Bus", "Zebrastreifen"]


def test_the_membership_is_queried_once_per_request(editor_client, draft):
    for address in (reverse("admin:index"), url("entry_edit", draft), url("measures_edition_changelist")):
        with CaptureQueriesContext(connection) as captured:
            assert editor_client.get(address).status_code == 200
        asked = [query["sql"] for query in captured if 'SELECT 1 AS "a" FROM "accounts_membership"' in query["sql"]]
        assert len(asked) == 1, address
