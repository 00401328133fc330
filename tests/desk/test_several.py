"""Several entries at once, for editors: submitted, confirmed and discarded, each by its verb."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.models import Edition
from municipalities.accounts.models import Mail
from tests.desk.pages import form_of, url
from tests.factories import make_draft, make_project, make_public, make_user

pytestmark = pytest.mark.django_db

SEVERAL = reverse("admin:entries_several")


@pytest.fixture
def drafts(project, editor):
    return [make_draft(f"Entwurf {number}", project=project, by=editor) for number in range(3)]


def ticked(*editions):
    return [f"{edition.pk}:{edition.version}" for edition in editions]


def send(client, button, *editions):
    return client.post(SEVERAL, {"edition": ticked(*editions), button: ""}, follow=True)


def states():
    return list(Edition.objects.order_by("pk").values_list("state", flat=True))


def test_drafts_are_submitted_together_with_one_mail(editor_client, drafts):
    make_user("kts@example.org", is_moderator=True, wants_mail_at_once=True)
    page = send(editor_client, "_submit", *drafts).content.decode()
    assert states() == ["submitted"] * 3
    assert "3 Einträge warten auf die Prüfung" in page
    mail = Mail.objects.get()
    assert all(draft.title in mail.text for draft in drafts)
    assert mail.text.count(reverse("admin:review_queue")) == 1


def test_what_cannot_be_submitted_is_named_and_the_rest_is_submitted(editor_client, drafts):
    unfinished = form_of(editor_client, drafts[0]) | {"contact_email": "kein postfach"}
    editor_client.post(url("entry_edit", drafts[0]), unfinished)
    drafts[0].refresh_from_db()
    workflow.save_draft(edition=Edition.objects.get(pk=drafts[1].pk), by=None, version=1, content={"goals": "Neu."})
    page = send(editor_client, "_submit", *drafts).content.decode()
    assert states() == ["draft", "draft", "submitted"]
    assert "„Entwurf 0“: Einige Angaben" in page
    assert "„Entwurf 1“: Jemand anderes hat diesen Eintrag geändert" in page


def test_an_unchanged_draft_is_not_submitted(editor_client, editor, project):
    draft = workflow.start_draft(measure=make_public(project=project).measure, by=editor)
    page = send(editor_client, "_submit", draft).content.decode()
    assert "unterscheidet sich nichts" in page
    assert states() == ["published", "draft"]


def test_public_entries_are_confirmed_together(editor_client, project):
    public = [make_public(project=project) for _ in range(2)]
    send(editor_client, "_confirm", *public)
    for edition in Edition.objects.all():
        assert timezone.now() - edition.confirmed_at < timedelta(minutes=1)


def test_drafts_are_discarded_together_after_a_question(editor_client, drafts):
    page = send(editor_client, "_discard", *drafts[:2]).content.decode()
    assert "Entwurf 0" in page
    assert "Entwurf 2" not in page
    assert len(states()) == 3
    send(editor_client, "_discard_now", *drafts[:2])
    assert Edition.objects.get() == drafts[2]


def test_entries_of_others_are_left_alone(editor_client, drafts):
    foreign = make_draft("Fremd", project=make_project("Anderswo"))
    page = send(editor_client, "_discard_now", foreign, drafts[0]).content.decode()
    assert "Fremd" not in page
    assert set(Edition.objects.values_list("title", flat=True)) == {"Fremd", "Entwurf 1", "Entwurf 2"}


@pytest.mark.parametrize("values", [["x"], ["1"], ["1:x"], ["1:1"] * 201 + [f"{n}:1" for n in range(201)], ["²:1"]])
def test_malformed_values_are_refused(editor_client, drafts, values):
    assert editor_client.post(SEVERAL, {"edition": values, "_submit": ""}).status_code == 400
    assert states() == ["draft"] * 3


def test_nothing_chosen_does_nothing(editor_client, drafts):
    assert "kein Eintrag ausgewählt" in send(editor_client, "_submit").content.decode()


def test_drafts_stand_in_the_overview_and_do_not_silence_what_is_due(editor_client, editor, project):
    public = make_public(project=project)
    long_ago = timezone.now() - timedelta(days=250)
    Edition.objects.update(submitted_at=long_ago, published_at=long_ago)
    draft = workflow.start_draft(measure=public.measure, by=editor)
    context = editor_client.get(reverse("admin:index")).context
    assert [entry.public for entry in context["due"]] == [public]
    assert [entry.edition for entry in context["drafts"]] == [draft]
    assert not context["due"][0].was_confirmed


def test_what_nobody_has_confirmed_is_not_called_confirmed(editor_client, editor, project):
    imported, published = make_public("Eingelesen", project=project), make_public("Geprüft", project=project)
    Edition.objects.filter(pk=published.pk).update(confirmed_at=timezone.now(), confirmed_by=editor)
    page = editor_client.get(reverse("admin:index")).content.decode()
    rows = {row.partition("</a>")[0].rpartition(">")[2]: row for row in page.split("<tr>")}
    assert "erfasst, nicht bestätigt" in rows[imported.title]
    assert "erfasst, nicht bestätigt" not in rows[published.title]
