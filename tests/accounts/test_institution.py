"""Signing in through an institution with a real OpenID Connect provider: who is signed in and who is refused."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts.models import InstitutionLogin, Mail, User
from tests.accounts.institution_sign_in import (
    ADA,
    BEGIN,
    CALLBACK,
    SUBJECT,
    is_signed_in,
    sign_in,
    sign_in_at_provider,
    turn_on,
)
from tests.accounts.signing_in import is_refused
from tests.factories import make_editor, make_project, make_user
from tests.identity_provider import NAME, query

pytestmark = pytest.mark.django_db

NO_ACCOUNT = "Zu dieser Anmeldung gibt es hier kein Konto"


@pytest.fixture
def editor(db):
    return make_editor(make_project("Musterstadt"), email=ADA)


# Switched off


@pytest.mark.parametrize("missing", ["ISSUER", "CLIENT_ID", "CLIENT_SECRET"])
def test_without_all_settings_the_pages_answer_404(client, settings, provider, missing):
    turn_on(settings, provider.url)
    setattr(settings, f"MASSWERK_OIDC_{missing}", "")
    for address in (BEGIN, CALLBACK):
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    assert "/admin/oidc/" not in client.get("/admin/login/").content.decode()
    assert not Session.objects.exists()


# Switched on


def test_the_redirect_to_the_provider(client, enabled_provider):
    html = client.get("/admin/login/?next=/admin/measures/edition/").content.decode()
    assert f"Anmelden mit {NAME}" in html
    assert 'href="/admin/oidc/?next=%2Fadmin%2Fmeasures%2Fedition%2F"' in html
    begun = client.get(BEGIN)
    assert begun.url.startswith(f"{enabled_provider.url}/oauth2/authorize?")
    sent = query(begun.url)
    assert sent["redirect_uri"] == f"http://testserver{CALLBACK}"
    assert (sent["response_type"], sent["scope"]) == ("code", "openid email profile")
    assert (sent["code_challenge_method"], len(sent["code_challenge"])) == ("S256", 43)
    assert min(len(sent["state"]), len(sent["nonce"])) >= 20
    assert "no-store" in begun["Cache-Control"]
    assert query(client.get(BEGIN).url)["state"] != sent["state"]


def test_the_first_sign_in_links_the_account_and_sends_a_mail(enabled_provider, editor):
    enabled_provider.set_user(SUBJECT, ADA.upper())
    client, response = sign_in(enabled_provider, next="/admin/measures/edition/")
    assert (response.status_code, response.url) == (302, "/admin/measures/edition/")
    assert int(client.session["_auth_user_id"]) == editor.pk
    login = InstitutionLogin.objects.get()
    assert (login.user, login.issuer, login.subject) == (editor, enabled_provider.url, SUBJECT)
    mail = Mail.objects.get()
    assert mail.to == ADA
    assert NAME in mail.text
    sign_in(enabled_provider)
    assert Mail.objects.count() == InstitutionLogin.objects.count() == 1


def test_the_session_key_changes(enabled_provider, editor):
    enabled_provider.set_user(SUBJECT, ADA)
    client, address = sign_in_at_provider(enabled_provider)
    before = client.session.session_key
    client.get(address)
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", "\0"]
)
def test_the_redirect_after_signing_in_stays_on_this_site(enabled_provider, editor, elsewhere):
    enabled_provider.set_user(SUBJECT, ADA)
    assert sign_in(enabled_provider, next=elsewhere)[1].url == "/admin/"


def test_a_linked_account_is_found_by_subject_and_not_by_address(enabled_provider, editor):
    other = make_editor(make_project(), email="bea@example.org")
    enabled_provider.set_user(SUBJECT, ADA)
    sign_in(enabled_provider)
    enabled_provider.set_user(SUBJECT, other.email)
    client, _ = sign_in(enabled_provider)
    assert int(client.session["_auth_user_id"]) == editor.pk
    enabled_provider.set_user(SUBJECT)  # without an address
    assert is_signed_in(sign_in(enabled_provider)[0])


@pytest.mark.parametrize("asked_there", [False, True])
def test_the_second_factor_is_asked_for_once(enabled_provider, settings, asked_there):
    """By the provider, if the operator says so, and here if not; then the user gets to the wanted page."""
    settings.MASSWERK_OIDC_SECOND_FACTOR = asked_there
    make_user(ADA, is_moderator=True)
    enabled_provider.set_user(SUBJECT, ADA)
    client, response = sign_in(enabled_provider, next="/admin/measures/edition/")
    assert response.url == ("/admin/measures/edition/" if asked_there else reverse("admin_factor_code"))
    assert is_signed_in(client) == asked_there


# Who has no account here


def refused_page(provider, subject=SUBJECT):
    client, response = sign_in(provider, subject)
    assert response.status_code == 403
    assert not is_signed_in(client)
    return response.content.decode()


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_unverified_address_is_refused(enabled_provider, editor, verified):
    enabled_provider.set_user(SUBJECT, ADA, email_verified=verified)
    assert NO_ACCOUNT in refused_page(enabled_provider)
    assert not InstitutionLogin.objects.exists()


def test_users_without_an_active_account_get_the_same_page(enabled_provider, settings, editor):
    settings.MASSWERK_CONTACT = "redaktion@example.org"
    yesterday = timezone.localdate() - timedelta(days=1)
    make_editor(make_project(), email="zu@example.org", is_active=False)
    make_user("ohne@example.org")
    former = make_editor(make_project(), email="frueher@example.org")
    former.memberships.update(starts_on="2020-01-01", ends_on=yesterday)
    pages = set()
    for email in ("fremd@example.org", "zu@example.org", "ohne@example.org", "frueher@example.org"):
        enabled_provider.set_user(email, email)
        pages.add(refused_page(enabled_provider, email))
    enabled_provider.set_user("unverified", ADA, email_verified=False)
    pages |= {refused_page(enabled_provider, "unverified"), refused_page(enabled_provider, "nobody")}
    assert len(pages) == 1
    assert "redaktion@example.org" in pages.pop()
    assert not InstitutionLogin.objects.exists()
    assert not Mail.objects.exists()
    assert User.objects.count() == 4


def test_letters_that_look_alike_are_not_the_same_address(enabled_provider, editor):
    other = make_editor(make_project(), email="mike@example.org")
    for email in ("m\u0131ke@example.org", "mi\u212ae@example.org"):
        enabled_provider.set_user(email, email)
        refused_page(enabled_provider, email)
    User.objects.filter(pk=other.pk).update(email="m\u0131ke@example.org")
    enabled_provider.set_user("mike", "mike@example.org")
    refused_page(enabled_provider, "mike")


def test_a_second_subject_does_not_take_an_account_over(enabled_provider, editor):
    enabled_provider.set_user(SUBJECT, ADA)
    sign_in(enabled_provider)
    enabled_provider.set_user("another-one", ADA)
    assert NO_ACCOUNT in refused_page(enabled_provider, "another-one")
    assert InstitutionLogin.objects.get().subject == SUBJECT


@pytest.mark.parametrize("subject", ["x" * 256, "a\tb"])
def test_an_invalid_subject_is_refused(enabled_provider, editor, subject):
    enabled_provider.set_user("odd", ADA, sub=subject)
    enabled_provider.set_user(subject, ADA)
    client, response = sign_in(enabled_provider, subject)
    assert (response.status_code, is_signed_in(client)) == (400, False)


def test_access_ends_with_the_next_request(enabled_provider, editor):
    enabled_provider.set_user(SUBJECT, ADA)
    client, _ = sign_in(enabled_provider)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert is_refused(client)
    assert NO_ACCOUNT in refused_page(enabled_provider)
