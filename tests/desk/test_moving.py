"""A moderator moves an entry to another model project: rights, address, history and mails."""

import pytest
from django.test import Client
from django.urls import reverse

from measures import moving, workflow
from measures.models import AuditEntry, Edition
from measures.transitions import Conflict, WorkflowError
from municipalities.accounts.models import Mail
from tests.factories import make_editor, make_project, make_public, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make_user("moderation@example.org", is_moderator=True)


@pytest.fixture
def projects():
    return make_project("Althausen"), make_project("Neuhausen")


def status(user, edition):
    client = Client()
    sign_in(client, user)
    return client.get(reverse("admin:entry_history", args=[edition.pk])).status_code


def test_the_entry_its_rights_and_its_mails_move_and_its_address_stays(client, moderator, projects):
    old, new = projects
    edition = make_public(project=old, title="Parkleitung")
    draft = workflow.start_draft(measure=edition.measure, by=None)
    before, after = make_editor(old), make_editor(new)
    address = edition.get_absolute_url()
    assert "Althausen" in client.get("/massnahmen/").content.decode()
    sign_in(client, moderator)
    Mail.objects.all().delete()
    form = {"version": edition.version, "project": new.pk, "reason": "Gehört dorthin"}
    response = client.post(reverse("admin:entry_move", args=[edition.pk]), form)
    assert response.status_code == 302
    assert [status(before, edition), status(after, edition)] == [404, 200]
    page = client.get(address).content.decode()
    assert "Neuhausen" in page
    assert "Althausen" not in page
    listed = client.get("/massnahmen/").content.decode()
    assert "Neuhausen" in listed
    assert "Parkleitung" in listed
    row = AuditEntry.objects.get(verb="move")
    assert (row.by, row.project, row.note) == (moderator, new, "Von „Althausen“ zu „Neuhausen“: Gehört dorthin")
    texts = {mail.to: mail.text for mail in Mail.objects.all()}
    assert texts.keys() == {before.email, after.email}
    assert "nicht mehr bearbeiten" in texts[before.email]
    assert f"/{edition.pk}/change/" in texts[after.email]
    assert Edition.objects.get(pk=draft.pk).version == draft.version + 1  # an open form gets a conflict


def test_the_verb_refuses_the_same_project_and_what_has_changed(moderator, projects):
    old, new = projects
    edition = make_public(project=old)
    with pytest.raises(WorkflowError):
        moving.move(edition=edition, by=moderator, version=edition.version, project=old, reason="Grund")
    with pytest.raises(Conflict):
        moving.move(edition=edition, by=moderator, version=edition.version + 1, project=new, reason="Grund")
    assert Edition.objects.get(pk=edition.pk).measure.project == old
    assert not AuditEntry.objects.filter(verb="move").exists()
