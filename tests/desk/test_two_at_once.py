"""Two users, or one user in two windows, edit the same entry: no typed text is lost."""

from contextlib import contextmanager
from functools import partial

import pytest
from django.db import connection
from django.test import Client

from measures import workflow
from measures.models import Edition
from tests.desk.pages import form_of, url
from tests.factories import make_draft, make_editor, make_project, make_public, make_user
from tests.forms import filled

pytestmark = pytest.mark.django_db


def test_a_conflict_shows_both_texts_and_saving_again_stores_the_own_one(editor_client, draft):
    form = form_of(editor_client, draft) | {"summary": "Meine Fassung.", "goals": "Nur ich habe Ziele geschrieben."}
    workflow.save_draft(edition=draft, by=None, version=1, content={"summary": "Fremde Fassung.", "costs": "5 Euro"})
    response = editor_client.post(url("entry_edit", draft), form)
    assert response.status_code == 409
    html = response.content.decode()
    for text in ("Meine Fassung.", "Fremde Fassung.", "Nur ich habe Ziele geschrieben."):
        assert text in html
    assert response.context["contested"][0][3] == "Fremde Fassung."
    # Fields the user had not changed are taken over, and saving again stores what the page shows.
    again = filled(html, "eintrag")
    assert (again["costs"], again["summary"]) == ("5 Euro", "Meine Fassung.")
    assert editor_client.post(url("entry_edit", draft), again).status_code == 302
    draft.refresh_from_db()
    assert (draft.summary, draft.costs, draft.goals) == (
        "Meine Fassung.",
        "5 Euro",
        "Nur ich habe Ziele geschrieben.",
    )


@pytest.mark.parametrize("meanwhile", ["submitted", "published", "withdrawn"])
def test_a_decision_made_meanwhile_loses_no_typed_text(editor_client, draft, editor, meanwhile):
    form = form_of(editor_client, draft) | {"summary": "Meine Fassung."}
    moderator = make_user(is_moderator=True)
    workflow.submit(edition=draft, by=editor, version=1)
    if meanwhile != "submitted":
        workflow.publish(edition=draft, by=moderator, version=2)
    if meanwhile == "withdrawn":
        workflow.withdraw(edition=draft, by=moderator, version=3, reason="Falsch.")
    response = editor_client.post(url("entry_edit", draft), form)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Meine Fassung." in html
    button = "_recall" if meanwhile == "submitted" else "_start"
    assert f'name="{button}"' in html
    response = editor_client.post(url("entry_edit", draft), filled(html, "eintrag") | {button: ""})
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


@pytest.mark.parametrize("when", ["while the form was open", "while the conflict was shown"])
def test_an_old_form_does_not_revert_a_newer_edition(editor_client, draft, editor, when):
    form = form_of(editor_client, draft) | {"summary": "Meine Fassung."}
    workflow.submit(edition=draft, by=editor, version=1)
    workflow.publish(edition=draft, by=None, version=2)
    if when == "while the conflict was shown":
        form = filled(editor_client.post(url("entry_edit", draft), form).content.decode(), "eintrag") | {"_start": ""}
    publish_another(draft, editor, summary="Andere Fassung.", costs="5 Euro")
    response = editor_client.post(url("entry_edit", draft), form)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Andere Fassung." in html
    newest = Edition.objects.public().get()
    assert editor_client.post(url("entry_edit", newest), filled(html, "eintrag") | {"_start": ""}).status_code == 302
    working = Edition.objects.working().get()
    assert (working.summary, working.costs) == ("Meine Fassung.", "5 Euro")


def test_a_draft_started_from_an_old_page_has_the_newest_text(editor_client, draft, editor):
    workflow.submit(edition=draft, by=editor, version=1)
    workflow.publish(edition=draft, by=None, version=2)
    publish_another(draft, editor, costs="5 Euro")
    editor_client.post(url("entry_start", draft))
    assert Edition.objects.working().get().costs == "5 Euro"


@pytest.mark.parametrize("left", ["nothing", "a public edition", "another draft"])
def test_saving_a_discarded_draft_loses_no_typed_text(editor_client, project, editor, left):
    if left == "nothing":
        draft = make_draft(project=project, by=editor)
    else:
        draft = workflow.start_draft(measure=make_public(project=project).measure, by=editor)
    form = form_of(editor_client, draft) | {"summary": "Meine Fassung."}
    workflow.discard(edition=draft, by=editor, version=1)
    if left == "another draft":
        workflow.start_draft(measure=draft.measure, by=editor)
    response = editor_client.post(url("entry_edit", draft), form)
    if left == "another draft":
        assert response.status_code == 409
        assert "Meine Fassung." in response.content.decode()
    else:
        assert response.status_code == 302
        assert Edition.objects.working().get().summary == "Meine Fassung."
    foreign = Client()
    foreign.force_login(make_editor(make_project()))
    assert foreign.post(url("entry_edit", draft), form).status_code == 404


@contextmanager
def right_after(reading, action):
    """Run `action` once, right after the first query on the table `reading`."""
    waiting = [action]

    def wrapper(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if waiting and f'FROM "{reading}"' in sql:
            waiting.pop()()
        return result

    with connection.execute_wrapper(wrapper):
        yield
    assert not waiting


@pytest.mark.parametrize("left", ["nothing", "a public edition"])
def test_a_draft_discarded_during_the_save_loses_no_typed_text(editor_client, project, editor, left):
    if left == "nothing":
        draft = make_draft(project=project, by=editor)
    else:
        draft = workflow.start_draft(measure=make_public(project=project).measure, by=editor)
    form = form_of(editor_client, draft) | {"summary": "Meine Fassung."}
    discard = partial(workflow.discard, edition=Edition.objects.get(pk=draft.pk), by=editor, version=1)
    with right_after("municipalities_municipality", discard):  # the form looks for the places it may name
        response = editor_client.post(url("entry_edit", draft), form)
    assert response.status_code == 302
    new = Edition.objects.working().get()
    assert (new.summary, new.pk != draft.pk, response.url) == ("Meine Fassung.", True, url("entry_edit", new))


def test_a_draft_discarded_while_its_form_is_built_answers_404(editor_client, draft, editor):
    discard = partial(workflow.discard, edition=Edition.objects.get(pk=draft.pk), by=editor, version=1)
    with right_after("municipalities_municipality", discard):
        assert editor_client.get(url("entry_edit", draft)).status_code == 404
