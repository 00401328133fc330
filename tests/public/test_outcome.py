"""What became of measures: the part of their page, the rule for stopped ones, and the page of all of these."""

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from measures import workflow
from measures.models import AuditEntry, Edition
from tests.factories import make_draft, make_editor, make_public, make_user
from tests.forms import filled
from tests.login import sign_in

ENDED = {
    "status": "eingestellt",
    "stop_cause": "geld",
    "stop_reason": "Der Rat strich die Mittel.",
    "lessons": "Früh eine zweite Stadt suchen.",
}


@pytest.fixture
def draft(db):
    return make_draft("Leihräder")


def submit(draft, content, *, by):
    workflow.save_draft(edition=draft, by=by, version=draft.version, content=content)
    draft.refresh_from_db()
    workflow.submit(edition=draft, by=by, version=draft.version)


@pytest.mark.parametrize("missing", ["stop_cause", "stop_reason", "lessons"])
def test_a_stopped_measure_is_submitted_only_with_cause_reason_and_lesson(draft, missing):
    editor = make_editor(draft.measure.project)
    with pytest.raises(workflow.WorkflowError, match="eingestellt"):
        submit(draft, {**ENDED, missing: ""}, by=editor)
    draft.refresh_from_db()
    assert (draft.state, draft.status, getattr(draft, missing)) == ("draft", "eingestellt", "")
    submit(draft, ENDED, by=editor)
    assert draft.state == "submitted"


def test_a_cause_without_the_status_is_refused(draft):
    with pytest.raises(workflow.WorkflowError, match="Hauptgrund"):
        submit(draft, {**ENDED, "status": "in-betrieb"}, by=make_editor(draft.measure.project))


def test_an_import_says_only_what_its_source_says(draft):
    submit(draft, {"status": "eingestellt"}, by=None)
    assert draft.state == "submitted"


def test_a_moderator_cannot_take_the_reason_away(draft):
    submit(draft, ENDED, by=make_editor(draft.measure.project))
    texts = {"stop_reason": ""}
    with pytest.raises(workflow.WorkflowError):
        workflow.mend(edition=draft, by=make_user(is_moderator=True), version=draft.version, texts=texts, said="")
    draft.refresh_from_db()
    assert draft.stop_reason == ENDED["stop_reason"]


def test_the_form_stores_the_draft_and_names_what_is_missing(client, draft):
    sign_in(client, make_editor(draft.measure.project))
    address = reverse("admin:entry_edit", args=[draft.pk])
    form = filled(client.get(address).content.decode(), "eintrag")
    response = client.post(address, {**form, "status": "eingestellt", "lessons": "", "_submit": ""}, follow=True)
    draft.refresh_from_db()
    assert (draft.state, draft.status) == ("draft", "eingestellt")
    (message,) = response.context["messages"]
    assert "Hauptgrund des Endes, Warum sie endete, Was nicht gelungen ist" in str(message)
    assert not AuditEntry.objects.filter(edition_key=draft.pk, verb="submit").exists()


def test_the_page_shows_a_successor_in_the_catalogue_by_its_title(client, db):
    other = make_public("Lastenräder")
    own = f"{settings.MASSWERK_URL}{other.get_absolute_url()}"
    edition = make_public("Leihräder", successor=own, operator="Stadtwerke", runs_confirmed_on=date(2026, 5, 1))
    page = client.get(edition.get_absolute_url()).content.decode()
    assert f'<a href="{other.get_absolute_url()}">Lastenräder</a>' in page
    assert "Stadtwerke" in page
    assert "1. Mai 2026" in page
    workflow.withdraw(edition=other, by=None, version=other.version, reason="Doppelt.")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Lastenräder" not in page
    assert f'class="external" href="{own}"' in page


def test_a_foreign_address_is_no_measure_of_this_catalogue(client, db):
    other = make_public("Lastenräder")
    elsewhere = f"https://example.org{other.get_absolute_url()}"
    edition = make_public("Leihräder", successor=elsewhere)
    assert f'class="external" href="{elsewhere}"' in client.get(edition.get_absolute_url()).content.decode()


def test_the_page_of_stopped_measures_has_cause_reason_and_lesson(client, db):
    stopped = make_public("Leihräder", **ENDED)
    make_public("Lastenräder", status="in-betrieb")
    make_public("Parkuhr", **{**ENDED, "stop_cause": "technik", "stop_reason": "Der Funk trug nicht."})
    make_draft("Seilbahn", **ENDED)
    address = reverse("stopped_measures")
    page = client.get(address).content.decode()
    assert [name in page for name in ("Leihräder", "Parkuhr", "Lastenräder", "Seilbahn")] == [True, True, False, False]
    assert ENDED["stop_reason"] in page
    assert ENDED["lessons"] in page
    assert "Geld fehlte" in page
    page = client.get(address, {"ursache": "technik"}).content.decode()
    assert ("Leihräder" in page, "Parkuhr" in page) == (False, True)
    page = client.get(address, {"ursache": "quatsch"}).content.decode()
    assert "quatsch" in page  # named in a notice
    in_list = client.get(reverse("measures"), {"ursache": "geld"}).content.decode()
    assert (stopped.get_absolute_url() in in_list, "Parkuhr" in in_list) == (True, False)
    assert address in client.get(reverse("start")).content.decode()
    assert Edition.objects.public().count() == 3
