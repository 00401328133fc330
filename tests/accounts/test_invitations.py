"""Invitations: a link works once within three days, and the account is created when it is used."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts import invitations
from municipalities.accounts.mail_queue import send_due_mails
from municipalities.accounts.models import Invitation, Mail, Membership, User
from tests.concurrency import at_once, errors
from tests.database import assert_refused
from tests.factories import make_editor, make_invitation, make_project, make_user
from tests.login import sign_in

ADDRESS = "neu@example.org"
NEW = {"first_name": "Nele", "last_name": "Neu", "password": "ein-Langes-7-Wort", "again": "ein-Langes-7-Wort"}


def link():
    """Return path and token of the link in the newest mail."""
    url = re.search(r"^http\S+", Mail.objects.order_by("pk").last().text, re.MULTILINE)[0]
    parts = urlsplit(url)
    return parts.path, parse_qs(parts.query)["token"][0]


def use(client, token, **changes):
    return client.post(reverse("admin_invitation"), {**NEW, "token": token, **changes})


@pytest.fixture
def project(db):
    return make_project("Musterstadt")


@pytest.fixture
def token(project):
    make_invitation(ADDRESS, projects=[project])
    return link()[1]


@pytest.fixture
def moderator(db):
    return make_user("moderation@example.org", is_moderator=True, first_name="Mona", last_name="Mod")


def test_a_moderator_invites_and_the_invited_user_gets_access(client, moderator, project):
    sign_in(client, moderator)
    other = make_project("Anderswo")
    ends_on = timezone.localdate() + timedelta(days=90)
    form = {"email": ADDRESS, "projects": [project.pk, other.pk], "ends_on": ends_on.isoformat(), "first_name": "Nele"}
    assert client.post(reverse("admin:accounts_invitation_add"), form).status_code == 302
    assert not User.objects.filter(email=ADDRESS).exists()
    assert Mail.objects.get().to == ADDRESS
    path, token = link()
    client.logout()
    html = client.get(path, {"token": token}).content.decode()
    assert all(words in html for words in ("Mona Mod", ADDRESS, "Musterstadt", "Anderswo", 'value="Nele"'))
    response = use(client, token)
    assert (response.status_code, response.url) == (302, reverse("admin:login"))
    user = User.objects.get(email=ADDRESS)
    assert (user.get_full_name(), user.is_moderator, user.has_access) == ("Nele Neu", False, True)
    assert set(user.memberships.values_list("project", "ends_on")) == {(project.pk, ends_on), (other.pk, ends_on)}
    credentials = {"username": ADDRESS, "password": NEW["password"]}
    assert client.post(reverse("admin:login") + "?next=/admin/", credentials).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_somebody_may_be_invited_as_a_moderator(client, db):
    make_invitation(ADDRESS, as_moderator=True)
    use(client, link()[1])
    assert User.objects.get(email=ADDRESS).is_moderator


def test_the_token_is_stored_nowhere_once_the_mail_is_sent(token):
    assert len(token) >= 43  # 256 bits
    send_due_mails()
    assert token not in str(list(Invitation.objects.values())) + str(list(Mail.objects.values()))


def test_opening_the_link_does_not_use_it_up(client, token):
    for _ in range(5):
        for method in (client.get, client.head):
            assert method(reverse("admin_invitation"), {"token": token}).status_code == 200
    use(client, token)
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_neither_caches_nor_other_sites_learn_the_token(client, token):
    response = client.get(reverse("admin_invitation"), {"token": token})
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "set-cookie" not in {name.lower() for name in response.headers}
    html = response.content.decode()
    assert html.count(token) == 1  # in the form, to be sent back


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (1, 410)])
def test_the_link_runs_out_after_72_hours(client, token, seconds, status):
    Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=72, seconds=seconds))
    assert client.get(reverse("admin_invitation"), {"token": token}).status_code == status
    use(client, token)
    assert User.objects.filter(email=ADDRESS).exists() == (status == 200)


def test_a_link_that_expires_while_the_form_is_filled_in_is_refused(token):
    Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=72, seconds=1))
    with pytest.raises(invitations.InvalidInvitation):
        invitations.accept(token, password=NEW["password"])
    assert not User.objects.filter(email=ADDRESS).exists()


def test_every_link_that_opens_nothing_gets_the_same_answer(client, project, moderator):
    def made(email):
        invitation = make_invitation(email, projects=[project], by=moderator)
        return invitation, link()[1]

    (_, used), (revoked, revoked_token), (expired, expired_token), (again, old) = (
        made(f"{name}@example.org") for name in ("a", "b", "c", "d")
    )
    use(client, used)
    invitations.revoke(revoked, by=moderator)
    Invitation.objects.filter(pk=expired.pk).update(sent_at=timezone.now() - timedelta(hours=73))
    invitations.send_again(again, by=moderator)
    client.get("/admin/login/")  # the message of success is read
    before = User.objects.count()
    wrong = [used, revoked_token, expired_token, old, "", "geraten", used[:-1], used + "=", "ä\0", "x" * 5000]
    answers = {(response.status_code, response.content) for word in wrong for response in [use(client, word)]}
    answers |= {
        (response.status_code, response.content)
        for word in wrong
        for response in [client.get(reverse("admin_invitation"), {"token": word})]
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 410
    assert User.objects.count() == before
    assert use(client, link()[1]).status_code == 302  # the newest still works


@pytest.mark.one_database
def test_guesses_find_no_invitation(token):
    assert not any(invitations.find_by_token(f"{token[:-2]}{number:04d}") for number in range(300))
    assert invitations.find_by_token(token)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"again": "ein-Anderes-7-Wort"}, "id_again"),
        ({"password": "kurz", "again": "kurz"}, "id_password"),
        ({"password": "neu@example.org", "again": "neu@example.org"}, "id_password"),
        ({"last_name": " "}, "id_last_name"),
    ],
)
def test_mistakes_are_named_and_do_not_use_the_link_up(client, token, changes, said):
    response = use(client, token, **changes)
    assert response.status_code == 400
    html = response.content.decode()
    assert f'href="#{said}"' in html
    assert "kurz" not in html.replace("zu kurz", "")
    assert not User.objects.filter(email=ADDRESS).exists()
    assert use(client, token).status_code == 302


def test_an_address_has_one_open_invitation(client, moderator, project, token):
    sign_in(client, moderator)
    for email in (ADDRESS, ADDRESS.upper()):
        response = client.post(reverse("admin:accounts_invitation_add"), {"email": email, "projects": [project.pk]})
        assert response.status_code == 200
        assert response.context["errors"]
    assert Invitation.objects.count() == 1
    again = Invitation(email=ADDRESS.upper(), invited_by=moderator, token_hash="x")
    assert_refused(again.save, "invitation_one_waiting")


def test_an_expired_invitation_makes_room_for_another(client, token, project):
    Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=73))
    make_invitation(ADDRESS, projects=[project])
    assert sorted(row.state for row in Invitation.objects.all()) == ["open", "revoked"]
    assert use(client, link()[1]).status_code == 302


def test_what_the_invitation_form_refuses(client, moderator, project):
    sign_in(client, moderator)
    make_user("zu@example.org", is_active=False)
    yesterday = timezone.localdate() - timedelta(days=1)
    for form in (
        {"email": ADDRESS},
        {"email": "keine", "projects": [project.pk]},
        {"email": ADDRESS, "projects": [project.pk], "ends_on": yesterday.isoformat()},
        {"email": "ZU@example.org", "projects": [project.pk]},
    ):
        response = client.post(reverse("admin:accounts_invitation_add"), form)
        assert (response.status_code, bool(response.context["errors"])) == (200, True)
    assert not Invitation.objects.exists()


def test_an_existing_account_gets_the_rights_at_once_and_a_mail(client, moderator, project):
    editor = make_editor(make_project("Anderswo"), email="da@example.org")
    sign_in(client, moderator)
    client.post(reverse("admin:accounts_invitation_add"), {"email": "DA@example.org", "projects": [project.pk]})
    assert {row.project.name for row in editor.memberships.all()} == {"Anderswo", "Musterstadt"}
    mail = Mail.objects.get()
    assert mail.to == editor.email
    assert "Mona Mod" in mail.text
    assert "Musterstadt" in mail.text
    assert "token" not in mail.text
    assert Invitation.objects.get().state == "accepted"


def test_an_invitation_takes_nothing_away(project, moderator):
    soon, late = (timezone.localdate() + timedelta(days=days) for days in (10, 100))
    editor = make_editor(project, email="da@example.org")
    for had, offered, has in ((None, soon, None), (soon, late, late), (late, soon, late), (soon, None, None)):
        Membership.objects.update(ends_on=had)
        make_invitation(editor.email, projects=[project], ends_on=offered, by=moderator)
        assert editor.memberships.get().ends_on == has


def test_an_account_created_meanwhile_keeps_its_password(client, token, project):
    user = make_user(ADDRESS)
    html = client.get(reverse("admin_invitation"), {"token": token}).content.decode()
    assert 'type="password"' not in html
    use(client, token)
    user.refresh_from_db()
    assert user.check_password("geheim")
    assert user.memberships.get().project == project


def test_a_closed_account_is_not_opened_by_a_link(client, token):
    make_user(ADDRESS, is_active=False)
    assert use(client, token).status_code == 410
    assert not User.objects.get(email=ADDRESS).is_active


def test_sending_again_and_revoking(client, moderator, token):
    sign_in(client, moderator)
    invitation = Invitation.objects.get()
    client.post(reverse("admin:accounts_invitation_send_again", args=[invitation.pk]))
    assert invitations.find_by_token(token) is None
    assert invitations.find_by_token(link()[1]) == invitation
    client.post(reverse("admin:accounts_invitation_revoke", args=[invitation.pk]))
    assert invitations.find_by_token(link()[1]) is None
    sent = Mail.objects.count()
    client.post(reverse("admin:accounts_invitation_send_again", args=[invitation.pk]))
    assert Mail.objects.count() == sent
    html = client.get(reverse("admin:accounts_invitation_change", args=[invitation.pk])).content.decode()
    assert "send_again" not in html


def test_the_list_shows_each_state(client, moderator, project):
    states = ["open", "expired", "accepted", "revoked"]
    made = {state: make_invitation(f"{state}@example.org", projects=[project], by=moderator) for state in states}
    Invitation.objects.filter(pk=made["expired"].pk).update(sent_at=timezone.now() - timedelta(hours=73))
    Invitation.objects.filter(pk=made["accepted"].pk).update(accepted_at=timezone.now(), user=moderator)
    invitations.revoke(made["revoked"], by=moderator)
    sign_in(client, moderator)
    for state in states:
        html = client.get(reverse("admin:accounts_invitation_changelist"), {"state": state}).content.decode()
        assert [name for name in states if f"{name}@example.org" in html] == [state]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_accept_at_once_are_one_account(settings):
    settings.MASSWERK_MAIL_AT_ONCE = False
    make_invitation(ADDRESS, projects=[make_project()])
    token = link()[1]

    def accept():
        with transaction.atomic():
            return invitations.accept(token, password=NEW["password"])

    outcomes = at_once(accept, accept, accept)
    assert errors(outcomes) == [invitations.InvalidInvitation] * 2
    assert User.objects.filter(email=ADDRESS).count() == Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_invite_the_same_address_at_once_send_one_link():
    moderator = make_user(is_moderator=True)

    def invite():
        return make_invitation(ADDRESS, as_moderator=True, by=moderator)

    assert errors(at_once(invite, invite)) == [invitations.AlreadyInvited]
    assert Mail.objects.count() == Invitation.objects.count() == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_moderator": False}])
def test_a_link_is_void_once_who_sent_it_is_no_moderator_any_more(client, project, moderator, change):
    invitation = make_invitation(ADDRESS, projects=[project], by=moderator)
    token = link()[1]
    User.objects.filter(pk=moderator.pk).update(**change)
    assert use(client, token).status_code == 410
    assert not User.objects.filter(email=ADDRESS).exists()
    assert Invitation.objects.get().state == Invitation.State.EXPIRED
    invitations.send_again(invitation, by=make_user(is_moderator=True))
    assert use(client, link()[1]).status_code == 302


def test_the_other_moderators_are_told_of_a_new_one(client, moderator):
    other = make_user("andere@example.org", is_moderator=True)
    make_user("weg@example.org", is_moderator=True, is_active=False)
    make_invitation(ADDRESS, as_moderator=True, by=moderator)
    token = link()[1]
    Mail.objects.all().delete()
    use(client, token)
    mails = list(Mail.objects.order_by("to"))
    assert [mail.to for mail in mails] == sorted([moderator.email, other.email])
    assert all("Nele Neu" in mail.subject and ADDRESS in mail.text and "Mona Mod" in mail.text for mail in mails)
