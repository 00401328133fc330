"""Comments of editors and moderators, and saved answers."""

import pytest
from django.core import mail

from measures import workflow
from measures.models import Comment, Edition, SavedAnswer
from municipalities.accounts.models import Mail
from tests.desk.pages import state, text_of, url
from tests.factories import make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def commented(submitted, moderator):
    """The submitted entry with a comment on its goals and an internal one, by the moderator."""
    Comment.objects.create(edition=submitted, name="goals", text="Welche Ordnung?", by=moderator)
    Comment.objects.create(edition=submitted, text="Bitte mit Bonn vergleichen.", by=moderator, is_internal=True)
    return submitted


def test_moderators_read_all_comments_where_they_review(moderator_client, commented):
    page = text_of(moderator_client.get(url("entry_review", commented)))
    assert "Welche Ordnung?" in page
    assert "Bitte mit Bonn vergleichen." in page


def test_editors_read_and_answer_at_the_field_but_never_see_internal_ones(client, editor, commented):
    workflow.return_with_note(edition=commented, by=None, version=2, note="Siehe unten.")
    assert "Anmerkungen zu einzelnen Feldern" in Mail.objects.latest("pk").text
    sign_in(client, editor)
    form = text_of(client.get(url("entry_edit", commented)))
    assert form.index('name="goals"') < form.index("Welche Ordnung?") < form.index('name="target_groups"')
    client.post(url("entry_comments", commented), {"field": "goals", "text": "Im Straßenraum.", "is_internal": "on"})
    answer = Comment.objects.latest("pk")
    assert (answer.name, answer.text, answer.by, answer.is_internal) == ("goals", "Im Straßenraum.", editor, False)
    pages = ("entry_comments", "entry_edit", "entry_show", "entry_history")
    html = "".join(text_of(client.get(url(page, commented), follow=True)) for page in pages)
    assert html.count("Im Straßenraum.") == 2
    assert "Bonn" not in html
    assert not mail.outbox


def test_what_is_wrong_with_a_comment_is_said_and_nothing_typed_is_lost(moderator_client, submitted):
    for typed in ({"text": " \u200b"}, {"text": "x" * 2001}, {"text": "Gut.", "field": "gibt-es-nicht"}):
        response = moderator_client.post(url("entry_comments", submitted), typed)
        assert response.status_code == 400
        assert typed["text"].strip(" \u200b") in text_of(response)
    assert not Comment.objects.exists()
    moderator_client.post(url("entry_comments", submitted), {"text": "Gut.", "is_internal": "on"})
    assert Comment.objects.get().is_internal


def test_comments_go_with_a_discarded_draft_and_stay_without_their_author(draft, moderator):
    guest = make_user(is_moderator=True)
    Comment.objects.create(edition=draft, text="Wozu?", by=guest)
    guest.delete()
    assert Comment.objects.get().by is None
    workflow.discard(edition=draft, by=None, version=draft.version)
    assert not Comment.objects.exists()


def test_a_saved_answer_is_added_below_what_was_typed(moderator_client, submitted):
    answer = SavedAnswer.objects.create(title="Quelle fehlt", text="Bitte nennen Sie eine Quelle.")
    typed = {"note": "Guten Tag!", "answer": answer.pk, "insert": "ja", "version": "2"}
    response = moderator_client.post(url("entry_return", submitted), typed)
    assert response.status_code == 200
    assert "Guten Tag!\n\nBitte nennen Sie eine Quelle." in text_of(response)
    assert state(submitted) == "submitted"
    for nonsense in ("", "x", "9" * 6, "9" * 5000, "²", "-1"):
        response = moderator_client.post(url("entry_return", submitted), typed | {"answer": nonsense})
        assert "Guten Tag!" in text_of(response)
    assert Edition.objects.get().version == 2
