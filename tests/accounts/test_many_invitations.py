"""Many invitations at once: first what was understood of each line, then all or none."""

import pytest
from django.urls import reverse

from municipalities.accounts.models import Invitation, Mail
from tests.factories import make_editor, make_invitation, make_project, make_user
from tests.login import sign_in

PAGE = "admin:accounts_invitation_several"
LINES = """Nele Neu; nele@example.org; musterstadt
Otto von Ohne <OTTO@example.org>;;Musterstadt; Anderswo

allein@example.org"""


@pytest.fixture
def projects(db):
    return [make_project("Musterstadt"), make_project("Anderswo")]


@pytest.fixture
def moderator(client, projects):
    moderator = make_user("moderation@example.org", is_moderator=True)
    sign_in(client, moderator)
    return moderator


def send(client, lines, **more):
    return client.post(reverse(PAGE), {"lines": lines, **more})


def test_lines_are_shown_first_and_sent_afterwards(client, moderator, projects):
    html = send(client, LINES, project=projects[1].pk).content.decode()
    assert html.count("erhält eine Einladung") == 3
    assert not Invitation.objects.exists()
    assert send(client, LINES, project=projects[1].pk, send="1").status_code == 302
    sent = {
        row.email: (row.first_name, row.last_name, sorted(project.name for project in row.projects.all()))
        for row in Invitation.objects.all()
    }
    assert sent == {
        "nele@example.org": ("Nele", "Neu", ["Musterstadt"]),
        "otto@example.org": ("Otto von", "Ohne", ["Anderswo", "Musterstadt"]),
        "allein@example.org": ("", "", ["Anderswo"]),
    }
    assert {mail.to for mail in Mail.objects.all()} == set(sent)


def test_each_wrong_line_says_why_and_nothing_is_sent(client, moderator, projects):
    make_invitation("offen@example.org", projects=projects, by=moderator)
    before = Mail.objects.count()
    wrong = [
        "ohne Adresse; Musterstadt",
        "a@example.org; Musterdorf",
        "a@@example; Musterstadt",
        "offen@example.org; Musterstadt",
        "b@example.org; Musterstadt",
        "B@example.org; Musterstadt",
        "c@example.org",
    ]
    page = send(client, "\n".join(wrong), send="1").content.decode()
    for sentence in (
        "In dieser Zeile steht keine E-Mail-Adresse.",
        "Es gibt kein Modellprojekt „Musterdorf“.",
        "Für diese Adresse gibt es eine offene Einladung.",
        "Diese Adresse steht schon in Zeile 5.",
        "Bitte wählen Sie mindestens ein Modellprojekt.",
        "6 Zeilen können so nicht verschickt werden.",
    ):
        assert sentence in page
    assert (Invitation.objects.count(), Mail.objects.count()) == (1, before)


def test_somebody_with_an_account_gets_the_right_at_once(client, moderator, projects):
    editor = make_editor(projects[0])
    line = f"{editor.email}; Anderswo"
    assert "erhält das Recht sofort" in send(client, line).content.decode()
    send(client, line, send="1")
    assert {row.project for row in editor.memberships.all()} == set(projects)


def test_too_many_lines_are_refused(client, moderator):
    assert send(client, "a@example.org\n" * 201).status_code == 400
