"""Linking an account to an institution at the first sign-in or by an invitation, and removing the link."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts.models import InstitutionLogin, Invitation, Mail, User
from tests import login
from tests.accounts.institution_sign_in import ADA, BEGIN, SUBJECT, is_signed_in, sign_in, sign_in_at_provider
from tests.accounts.signing_in import reset_link, set_new_password
from tests.accounts.test_invitations import link as invitation_link
from tests.factories import make_editor, make_invitation, make_project, make_user
from tests.identity_provider import NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return make_editor(make_project("Musterstadt"), email=ADA)


@pytest.fixture
def moderator(db):
    return make_user("moderation@example.org", is_moderator=True, first_name="Mona", last_name="Mod")


@pytest.fixture
def token(db):
    make_invitation(ADA, projects=[make_project("Musterstadt")])
    return invitation_link()[1]


def test_an_invitation_is_accepted_by_institution_sign_in(client, enabled_provider, token):
    enabled_provider.set_user(SUBJECT, ADA, given_name="Ada", family_name="Amt")
    html = client.get(reverse("admin_invitation"), {"token": token}).content.decode()
    assert f'href="/admin/oidc/?invitation={token}"' in html
    assert f"Anmelden mit {NAME}" in html
    _, address = sign_in_at_provider(enabled_provider, client=client, invitation=token)
    assert token not in str(list(Session.objects.values())) + str(dict(client.session))
    assert client.get(address).url == "/admin/"
    assert is_signed_in(client)
    user = User.objects.get(email=ADA)
    assert (user.get_full_name(), user.has_usable_password(), user.has_access) == ("Ada Amt", False, True)
    assert InstitutionLogin.objects.get().user == user
    assert Invitation.objects.get().state == "accepted"
    assert is_signed_in(sign_in(enabled_provider)[0])
    assert client.get(BEGIN, {"invitation": token}).status_code == 410


def test_an_invitation_is_valid_only_for_the_address_it_was_sent_to(enabled_provider, token):
    for number, claims in enumerate(({"email": "bea@example.org"}, {"email": ADA, "email_verified": False}, {})):
        subject = f"other-{number}"
        enabled_provider.set_user(subject, **claims)
        client, response = sign_in(enabled_provider, subject, invitation=token)
        assert (response.status_code, is_signed_in(client)) == (403, False)
        assert "Einladung" in response.content.decode()
    assert not User.objects.filter(email=ADA).exists()
    assert Invitation.objects.get().state == "open"


def test_an_invitation_revoked_during_the_sign_in_is_refused(enabled_provider, token):
    enabled_provider.set_user(SUBJECT, ADA)
    client, address = sign_in_at_provider(enabled_provider, invitation=token)
    Invitation.objects.update(revoked_at=timezone.now())
    assert client.get(address).status_code == 410
    assert not User.objects.filter(email=ADA).exists()


def test_an_invitation_does_not_hand_a_linked_account_to_a_second_subject(enabled_provider, token):
    user = make_user(ADA)
    InstitutionLogin.objects.create(user=user, issuer=enabled_provider.url, subject="the-first")
    enabled_provider.set_user(SUBJECT, ADA)
    client, response = sign_in(enabled_provider, invitation=token)
    assert (response.status_code, is_signed_in(client)) == (403, False)
    assert Invitation.objects.get().state == "open"
    assert not user.memberships.exists()


def test_a_moderator_removes_the_link(client, enabled_provider, editor, moderator):
    enabled_provider.set_user(SUBJECT, ADA)
    sign_in(enabled_provider)
    Mail.objects.all().delete()
    login.sign_in(client, moderator)
    page, unlink = (reverse(f"admin:accounts_user_{name}", args=[editor.pk]) for name in ("change", "unlink"))
    assert unlink in client.get(page).content.decode()
    assert client.post(unlink).url == page
    assert not InstitutionLogin.objects.exists()
    mail = Mail.objects.get()
    assert (mail.to, "Mona Mod" in mail.text) == (ADA, True)
    assert unlink not in client.get(page).content.decode()
    client.post(unlink)
    assert Mail.objects.count() == 1
    enabled_provider.set_user("the-second", ADA)
    assert is_signed_in(sign_in(enabled_provider, "the-second")[0])


def test_a_user_without_a_password_gets_one_by_mail(client, editor):
    editor.set_unusable_password()
    editor.save()
    client.post(reverse("admin_password_reset"), {"email": ADA})
    assert set_new_password(client, link=reset_link()).status_code == 302
    editor.refresh_from_db()
    assert editor.has_usable_password()


def test_signing_out_ends_the_session_here_and_not_at_the_provider(enabled_provider, editor):
    enabled_provider.set_user(SUBJECT, ADA)
    client, _ = sign_in(enabled_provider)
    assert client.post(reverse("admin:logout")).status_code == 200
    assert not is_signed_in(client)
    assert is_signed_in(sign_in(enabled_provider, client=client)[0])
