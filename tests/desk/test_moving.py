"""A moderator moves an entry to another model project or lead: rights, address, history and mails."""

import pytest
from django.test import Client
from django.urls import reverse

from measures import moving, workflow
from measures.models import AuditEntry, Edition
from measures.transitions import Conflict, WorkflowError
from municipalities.accounts.models import Mail
from municipalities.models import Participation
from tests.factories import make_editor, make_municipality, make_project, make_public, make_user
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


@pytest.fixture
def two_towns(projects):
    """A project with a lead and a member, its two places."""
    project = projects[0]
    first, second = project.municipalities.get(), make_municipality("Nebenan")
    Participation.objects.create(project=project, municipality=second, role="member")
    return project, first, second


def roles(project):
    return dict(Participation.objects.filter(project=project).values_list("municipality__name", "role"))


def test_all_measures_of_a_project_get_another_lead(client, moderator, two_towns):
    project, first, second = two_towns
    edition, other = make_public(project=project), make_public(project=make_project())
    editor = make_editor(project)
    sign_in(client, moderator)
    Mail.objects.all().delete()
    address = reverse("admin:project_lead", args=[project.pk])
    assert first.name in client.get(address).content.decode()
    form = {"seen": first.pk, "lead": second.pk, "reason": "Neu verteilt"}
    assert client.post(address, form).status_code == 302
    assert roles(project) == {first.name: "partner", "Nebenan": "lead"}
    row = AuditEntry.objects.get(verb="lead")
    assert (row.by, row.project, row.measure_key) == (moderator, project, edition.measure_id)
    assert row.note == f"Von „{first}“ zu „Nebenan“: Neu verteilt"
    assert "Neu verteilt" in client.get(reverse("admin:entry_history", args=[edition.pk])).content.decode()
    assert "Neu verteilt" not in client.get(reverse("admin:entry_history", args=[other.pk])).content.decode()
    (mail,) = Mail.objects.all()
    assert mail.to == editor.email
    assert "„Nebenan“ ist jetzt im Modellprojekt Althausen federführend" in mail.text


def test_the_lead_is_not_changed_without_a_reason_or_against_what_was_seen(client, moderator, two_towns):
    project, first, second = two_towns
    sign_in(client, moderator)
    address = reverse("admin:project_lead", args=[project.pk])
    elsewhere = make_municipality("Anderswo")
    good = {"seen": first.pk, "lead": second.pk, "reason": "Grund"}
    for wrong, answer in [
        ({"reason": "…"}, 400),
        ({"reason": ""}, 400),
        ({"lead": elsewhere.pk}, 400),
        ({"seen": second.pk}, 409),
        ({"seen": ""}, 409),
        ({"seen": "x"}, 400),
        ({"lead": first.pk}, 400),
    ]:
        response = client.post(address, {**good, **wrong})
        assert response.status_code == answer, wrong
        assert 'role="alert"' in response.content.decode(), wrong
    assert roles(project) == {first.name: "lead", "Nebenan": "member"}
    for lead in (first, elsewhere):
        with pytest.raises(WorkflowError):
            moving.change_lead(project=project, by=moderator, seen=first.pk, lead=lead, reason="Grund")
    assert not AuditEntry.objects.filter(verb="lead").exists()
