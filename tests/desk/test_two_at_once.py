"""Two people, or one in two windows, with the same entry: nobody loses what she typed."""

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


def test_the_second_keeps_her_text_and_sees_the_first(desk, draft):
    form = form_of(desk, draft) | {"summary": "Meine Fassung.", "goals": "Nur ich habe Ziele geschrieben."}
    workflow.save_draft(edition=draft, by=None, version=1, content={"summary": "Fremde Fassung.", "costs": "5 Euro"})
    response = desk.post(url("entry_edit", draft), form)
    assert response.status_code == 409
    html = response.content.decode()
    for text in ("Meine Fassung.", "Fremde Fassung.", "Nur ich habe Ziele geschrieben."):
        assert text in html
    assert response.context["contested"][0][2] == "Fremde Fassung."
    # What she had not touched is taken over, and saving again stores what the page shows.
    again = filled(html, "eintrag")
    assert (again["costs"], again["summary"]) == ("5 Euro", "Meine Fassung.")
    assert desk.post(url("entry_edit", draft), again).status_code == 302
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
    response = desk.post(url("entry_edit", draft), form)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Meine Fassung." in html
    button = "_recall" if meanwhile == "submitted" else "_start"
    assert f'name="{button}"' in html
    response = desk.post(url("entry_edit", draft), filled(html, "eintrag") | {button: ""})
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
        form = filled(desk.post(url("entry_edit", draft), form).content.decode(), "eintrag") | {"_start": ""}
    publish_another(draft, editor, summary="Andere Fassung.", costs="5 Euro")
    response = desk.post(url("entry_edit", draft), form)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Andere Fassung." in html
    newest = Edition.objects.public().get()
    assert desk.post(url("entry_edit", newest), filled(html, "eintrag") | {"_start": ""}).status_code == 302
    working = Edition.objects.working().get()
    assert (working.summary, working.costs) == ("Meine Fassung.", "5 Euro")


def test_who_starts_on_an_old_page_gets_the_newest_text(desk, draft, editor):
    workflow.submit(edition=draft, by=editor, version=1)
    workflow.publish(edition=draft, by=None, version=2)
    publish_another(draft, editor, costs="5 Euro")
    desk.post(url("entry_start", draft))
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
    response = desk.post(url("entry_edit", draft), form)
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
    """Let somebody else's `action` come after the first question for `reading` that is no part of a transaction."""
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
def test_a_draft_that_is_discarded_while_she_saves_costs_no_text(desk, project, editor, left):
    if left == "nothing":
        draft = make_draft(project=project, by=editor)
    else:
        draft = workflow.start_draft(measure=make_public(project=project).measure, by=editor)
    form = form_of(desk, draft) | {"summary": "Meine Fassung."}
    discard = partial(workflow.discard, edition=Edition.objects.get(pk=draft.pk), by=editor, version=1)
    with right_after("municipalities_municipality", discard):  # the form looks for the places it may name
        response = desk.post(url("entry_edit", draft), form)
    assert response.status_code == 302
    new = Edition.objects.working().get()
    assert (new.summary, new.pk != draft.pk, response.url) == ("Meine Fassung.", True, url("entry_edit", new))


def test_a_draft_that_is_discarded_while_its_form_is_made_is_not_found(desk, draft, editor):
    discard = partial(workflow.discard, edition=Edition.objects.get(pk=draft.pk), by=editor, version=1)
    with right_after("municipalities_municipality", discard):
        assert desk.get(url("entry_edit", draft)).status_code == 404
