"""The history of an entry, and restoring an old edition."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from measures import workflow
from measures.models import Edition
from tests.desk.pages import count_queries, text_of, url
from tests.factories import make_change, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db


def lines(response):
    """Return {number of the edition: [(verb, user, labels, note)]} from the context of the page."""
    return {
        edition.number: [(line.verb.value, line.by, line.labels, line.note) for line in found]
        for edition, found in response.context["editions"]
    }


# Who may


@pytest.mark.parametrize("which", ["history", "show", "compare", "restore"])
def test_editors_of_the_project_and_moderators_see_the_history_and_others_get_404(
    client, which, second, editor, moderator, stranger
):
    address = url(f"entry_{which}", second) + (f"?mit={second.pk}" if which == "compare" else "")
    asked = client.post if which == "restore" else client.get
    assert asked(address).status_code in (302, 403)
    sign_in(client, stranger)
    assert client.get(address).status_code == client.post(address).status_code == 404
    for user in (editor, moderator):
        sign_in(client, user)
        assert asked(address, {"mit": second.pk, "newest": second.pk}).status_code == (
            302 if which == "restore" else 200
        )
        Edition.objects.working().delete()
    assert client.get(url("entry_restore", second)).status_code == 405
    assert client.post(url("entry_show", second)).status_code == 405


def test_former_editors_do_not_see_the_history(editor_client, editor, second):
    editor.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    for page in ("entry_history", "entry_show"):
        assert editor_client.get(url(page, second)).status_code == 302  # to the sign-in


@pytest.mark.parametrize("key", ["x", "0", "-1", "9" * 30, "_5B", "²", "1_2F", "%00"])
def test_an_invalid_key_is_not_found(editor_client, key):
    for page in ("history", "show", "compare"):
        address = reverse("admin:measures_edition_changelist") + f"{key}/{page}/"
        assert editor_client.get(address).status_code in (302, 404)  # Django takes "x/show/" for a key of its own


# The history


def test_the_history_shows_verbs_users_and_notes(editor_client, second, editor, moderator):
    response = editor_client.get(url("entry_history", second))
    told = lines(response)
    assert list(told) == [2, 1]
    assert told[2] == [
        ("publish", moderator, [], ""),
        ("submit", editor, [], ""),
        ("return", moderator, [], "Bitte\nkürzer."),
        ("submit", editor, [], ""),
        ("save", editor, ["Titel", "Ziele", "Kosten"], ""),  # three savings in a row
        ("start", editor, [], ""),
    ]
    assert told[1] == [
        ("supersede", moderator, [], ""),
        ("publish", None, [], ""),
        ("submit", None, [], ""),
        ("create", None, [], ""),
    ]
    html = text_of(response)
    assert "Rike Redlich" in html
    assert "kürzer." in html


def test_the_history_of_any_edition_is_that_of_the_measure(editor_client, first, second):
    of_first, of_second = (lines(editor_client.get(url("entry_history", edition))) for edition in (first, second))
    assert of_first == of_second


def test_without_audit_rows_the_history_is_built_from_the_edition(editor_client, second, moderator):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # its guard knows DELETE, but not TRUNCATE
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE measures_auditentry")
        else:
            cursor.execute("DELETE FROM measures_auditentry")
    told = lines(editor_client.get(url("entry_history", second)))
    assert [line[0] for line in told[2]] == ["publish", "submit", "return", "create"]
    assert [line[0] for line in told[1]] == ["supersede", "publish", "submit", "create"]
    assert told[2][2][3] == "Bitte\nkürzer."
    workflow.archive(edition=second, by=moderator, version=8, reason="Ende.")
    assert lines(editor_client.get(url("entry_history", second)))[2][0] == ("archive", moderator, [], "Ende.")


def test_the_history_lists_discarded_drafts(editor_client, second, editor):
    draft = workflow.start_draft(measure=second.measure, by=editor)
    workflow.discard(edition=draft, by=editor, version=1)
    (left,) = editor_client.get(url("entry_history", second)).context["discarded"]
    assert [(line.verb.value, line.number) for line in left] == [("discard", 3), ("start", 3)]


def test_the_number_of_queries_does_not_grow_with_the_history(editor_client, second, editor, moderator):
    few = count_queries(editor_client, url("entry_history", second))
    for number in range(4):
        draft = make_change(second, make_user(), goals=f"Ziel {number}")
        workflow.publish(edition=draft, by=moderator, version=draft.version)
    assert count_queries(editor_client, url("entry_history", second)) == few


# Restoring


def test_an_old_edition_becomes_a_new_draft(editor_client, first, second, editor):
    response = editor_client.post(url("entry_restore", first), {"newest": second.pk})
    draft = Edition.objects.working().get()
    assert (response.status_code, response.url) == (302, url("entry_edit", draft))
    assert (draft.title, draft.number, draft.created_by) == ("Erste", 3, editor)
    assert list(draft.solution_types.all()) == list(first.solution_types.all())
    second.refresh_from_db()
    assert second.state == "published"


def test_a_withdrawn_entry_can_be_taken_up_again(editor_client, second, moderator):
    workflow.withdraw(edition=second, by=moderator, version=8, reason="Falsch.")
    assert url("entry_restore", second) in text_of(editor_client.get(url("entry_history", second)))
    editor_client.post(url("entry_restore", second), {"newest": second.pk})
    assert Edition.objects.working().get().title == "Zweite"


def test_restoring_needs_the_key_of_the_newest_edition(editor_client, first, second, editor, moderator):
    page = text_of(editor_client.get(url("entry_history", second)))
    assert page.count(f'name="newest" value="{second.pk}"') == 2
    third = make_change(second, editor, goals="Neu.")
    workflow.publish(edition=third, by=moderator, version=third.version)
    response = editor_client.post(url("entry_restore", first), {"newest": second.pk})
    assert response.status_code == 409
    assert f'name="newest" value="{third.pk}"' in text_of(
        response
    )  # the page shows the newest edition, to choose again
    for nonsense in ({}, {"newest": ""}, {"newest": "x"}, {"newest": "\x00"}, {"newest": "9" * 5000}, {"newest": "²"}):
        response = editor_client.post(url("entry_restore", first), nonsense)
        assert response.status_code == 400
        assert 'role="alert"' in text_of(response)
    assert not Edition.objects.working().exists()
    assert editor_client.post(url("entry_restore", first), {"newest": third.pk}).status_code == 302


def test_restoring_is_a_conflict_while_a_draft_exists(editor_client, first, second, editor):
    draft = workflow.start_draft(measure=second.measure, by=editor)
    assert url("entry_restore", first) not in text_of(editor_client.get(url("entry_history", second)))
    response = editor_client.post(url("entry_restore", first), {"newest": second.pk})
    assert response.status_code == 409
    assert 'role="alert"' in text_of(response)
    assert url("entry_edit", draft) in text_of(response)
    assert list(Edition.objects.working()) == [draft]


# What can be done from the page of an edition


def steps(client, edition):
    """Return (key, page) for each step that the page of this edition offers, without the history."""
    html = text_of(client.get(url("entry_show", edition)))
    found = re.findall(r'(?:href|action)="/admin/measures/edition/(\d+)/(\w+)/"', html)
    return {(int(key), name) for key, name in found} - {(edition.pk, "history")}


def test_the_page_of_an_edition_offers_what_its_state_allows(editor_client, first, second, editor, moderator):
    assert steps(editor_client, second) == {(second.pk, "start"), (second.pk, "confirm")}
    assert steps(editor_client, first) == {(first.pk, "restore")}
    draft = workflow.start_draft(measure=second.measure, by=editor)
    assert steps(editor_client, draft) == steps(editor_client, first) == {(draft.pk, "change")}
    assert steps(editor_client, second) == {(second.pk, "start"), (second.pk, "confirm")}  # which leads to the draft
    workflow.save_draft(edition=draft, by=editor, version=1, content={"goals": "Neu."})
    workflow.submit(edition=draft, by=editor, version=2)
    assert steps(editor_client, draft) == {(draft.pk, "recall")}
    sign_in(editor_client, moderator)
    assert steps(editor_client, draft) == {(draft.pk, "recall"), (draft.pk, "review")}
    assert {(second.pk, "archive"), (second.pk, "withdraw")} < steps(editor_client, second)
