"""A moderator corrects typing errors in the review itself."""

import pytest

from measures import workflow
from measures.desk.comparison import changes_between
from measures.desk.mending import in_words
from measures.models import Edition, MendedText
from municipalities.accounts.models import Mail
from tests.desk.pages import state, text_of, url
from tests.factories import make_public
from tests.forms import filled

pytestmark = pytest.mark.django_db


def form_of(client, edition):
    return filled(text_of(client.get(url("entry_mend", edition))), "korrektur")


def test_typing_errors_are_corrected_and_the_editors_read_what(moderator_client, moderator, submitted, editor):
    form = form_of(moderator_client, submitted)
    assert set(form) >= {"title", "summary", "goals", "version"}
    assert "costs" not in form  # it is empty: that is for its editors
    response = moderator_client.post(url("entry_mend", submitted), form | {"goals": "Ordnungen"})
    assert response.url == url("entry_review", submitted)
    edition = Edition.objects.get(pk=submitted.pk)
    assert (edition.goals, edition.summary, edition.edited_by) == ("Ordnungen", "Meldet Mängel.", moderator)
    refused = moderator_client.post(url("entry_publish", submitted), {"version": edition.version})
    assert refused.status_code == 400  # one's own work needs a reason
    moderator_client.post(
        url("entry_publish", submitted), {"version": edition.version, "reason": "Nur ein Tippfehler."}
    )
    mail = Mail.objects.get(to=editor.email)
    assert "Ziele: „Ordnung“ → „Ordnungen“" in mail.text
    assert "hat die KTS verbessert" in mail.text
    assert not MendedText.objects.exists()


def test_nothing_is_lost_if_the_entry_has_changed_meanwhile(moderator_client, submitted, editor):
    form = form_of(moderator_client, submitted)
    workflow.recall(edition=submitted, by=editor, version=2)
    workflow.submit(edition=submitted, by=editor, version=3)
    response = moderator_client.post(url("entry_mend", submitted), form | {"goals": "Mein Text"})
    assert response.status_code == 409
    assert "Mein Text" in text_of(response)
    assert Edition.objects.get(pk=submitted.pk).goals == "Ordnung"


def test_what_is_wrong_is_said(moderator_client, submitted):
    form = form_of(moderator_client, submitted)
    for wrong in ({"title": ""}, {"title": "x" * 201}, {"version": "x"}, {"version": ""}):
        response = moderator_client.post(url("entry_mend", submitted), form | wrong)
        assert response.status_code == 400
        assert "notice-danger" in text_of(response)
    unchanged = moderator_client.post(url("entry_mend", submitted), form, follow=True)
    assert "Nichts wurde geändert" in text_of(unchanged)
    assert Edition.objects.get(pk=submitted.pk).version == 2
    public = make_public("Öffentlich")
    assert moderator_client.get(url("entry_mend", public)).url == url("entry_review", public)
    assert state(submitted) == "submitted"


def test_additions_and_removals_are_said_in_words(submitted):
    def said(goals):
        return in_words(*changes_between({"goals": "Ordnung und Ruhe"}, {"goals": goals}))

    assert said("Ordnung") == "Ziele: gestrichen: „und Ruhe“"
    assert said("Ordnung und Ruhe im Ort") == "Ziele: ergänzt: „im Ort“"
    assert len(said("x" * 5_000)) < 300
