"""The callback accepts only sign-ins started in the same session and signed by the provider."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from oidc_provider_mock import _app as provider_app

from municipalities.accounts import oidc_client
from tests import identity_provider
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
from tests.factories import make_editor, make_project
from tests.identity_provider import NAME, query
from tests.pages import malformed

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def editor(db):
    return make_editor(make_project("Musterstadt"), email=ADA)


# The sign-in must have been started in this session


def assert_failed(client, address):
    response = client.get(address)
    assert response.status_code == 400
    html = response.content.decode()
    assert 'href="/admin/login/"' in html
    assert "Die Anmeldung wurde nicht abgeschlossen" in html
    assert not is_signed_in(client)
    return html


def test_a_sign_in_started_in_another_browser_is_refused(enabled_provider, editor):
    """An attacker who sends a victim to the callback does not sign them in to another account."""
    enabled_provider.set_user(SUBJECT, ADA)
    _, address = sign_in_at_provider(enabled_provider)
    assert_failed(Client(), address)
    victim, _ = sign_in_at_provider(enabled_provider)
    assert_failed(victim, address)


def test_a_wrong_state_is_refused(enabled_provider, editor):
    enabled_provider.set_user(SUBJECT, ADA)
    for wrong in ("falsch", "", "%00", "ä" * 3000):
        client, address = sign_in_at_provider(enabled_provider)
        code = query(address)["code"]
        assert_failed(client, f"{CALLBACK}?code={code}&state={wrong}")
        assert_failed(client, f"{CALLBACK}?code={code}")


def test_the_callback_works_once(enabled_provider, editor):
    enabled_provider.set_user(SUBJECT, ADA)
    client, address = sign_in_at_provider(enabled_provider)
    assert client.get(address).status_code == 302
    again = client.get(address)
    assert (again.status_code, is_signed_in(client)) == (400, True)
    client.post(reverse("admin:logout"))
    assert_failed(client, address)


def test_a_used_code_is_refused_with_a_new_state(enabled_provider, editor):
    enabled_provider.set_user(SUBJECT, ADA)
    _, old = sign_in_at_provider(enabled_provider)
    used = query(old)["code"]
    client, address = sign_in_at_provider(enabled_provider)
    client.get(address)
    other = Client()
    state = query(other.get(BEGIN).url)["state"]
    assert_failed(other, f"{CALLBACK}?code={query(address)['code']}&state={state}")
    # not used, but from another session: its nonce is not ours
    other = Client()
    state = query(other.get(BEGIN).url)["state"]
    assert_failed(other, f"{CALLBACK}?code={used}&state={state}")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "fremd"},
        {"iss": "https://evil.example"},
        {"aud": "another-site"},
        {"aud": "another-site", "azp": "masswerk"},
        {"exp": int(time.time()) - 600},
        {"iat": int(time.time()) + 6000},
        {"at_hash": "falsch"},
    ],
    ids=["nonce", "issuer", "audience", "meant for another", "too old", "from the future", "access token"],
)
def test_a_token_that_is_not_meant_for_this_site_is_refused(enabled_provider, editor, claims):
    enabled_provider.set_user(SUBJECT, ADA, **claims)
    assert_failed(*sign_in_at_provider(enabled_provider))


def test_clocks_may_differ_by_a_minute(enabled_provider, editor):
    enabled_provider.set_user(SUBJECT, ADA, exp=int(time.time()) - 60, iat=int(time.time()) + 60)
    assert is_signed_in(sign_in(enabled_provider)[0])


def test_a_token_signed_with_another_key_is_refused(enabled_provider, settings, editor):
    """The metadata comes from another server, once with the keys of the provider and once with those of another."""
    port = identity_provider.free_port()
    issuer = f"http://127.0.0.1:{port}"
    enabled_provider.set_user(SUBJECT, ADA, iss=issuer)
    turn_on(settings, issuer)
    with identity_provider.server_answering(enabled_provider.metadata(issuer=issuer), port):
        assert is_signed_in(sign_in(enabled_provider)[0])
    oidc_client.clear_cache()
    with identity_provider.running() as other:
        described = enabled_provider.metadata(issuer=issuer, jwks_uri=f"{other.url}/jwks")
        with identity_provider.server_answering(described, port):
            assert_failed(*sign_in_at_provider(enabled_provider))


def test_after_cancelling_the_page_leads_back_to_the_sign_in(enabled_provider, editor):
    client = Client()
    address = enabled_provider.answer(client.get(BEGIN).url, deny=True)
    assert_failed(client, address)
    state = query(client.get(BEGIN).url)["state"]
    html = assert_failed(client, f"{CALLBACK}?error=<script>x&error_description=<b>boom&state={state}")
    assert "<script>x" not in html
    assert "boom" not in html


def test_malformed_parameters_cause_no_server_error(enabled_provider, editor):
    """The malformed input that R5 sends to all pages, with the sign-in by an institution switched on."""
    client = Client()
    statuses = set()
    for value in malformed.VALUES:
        for name in ("next", "invitation", "x"):
            statuses.add(client.get(f"{BEGIN}?{name}={value}").status_code)
        state = query(client.get(BEGIN).url)["state"]
        for names in (f"state={value}", f"state={state}&error={value}", f"state={value}&code={value}", f"code={value}"):
            statuses.add(client.get(f"{CALLBACK}?{names}").status_code)
        state = query(client.get(BEGIN).url)["state"]
        statuses.add(client.get(f"{CALLBACK}?state={state}&code={value}").status_code)
    assert statuses <= {302, 400, 410}


def test_other_methods_are_refused(client, enabled_provider):
    assert (client.post(BEGIN).status_code, client.post(CALLBACK).status_code) == (405, 405)


# The provider itself


@pytest.mark.parametrize(
    ("in_token", "verified", "gets_in"),
    [({}, True, True), ({}, False, False), ({"email_verified": True}, False, False), ({}, None, False)],
)
def test_the_address_may_come_from_the_userinfo_endpoint(
    enabled_provider, editor, monkeypatch, in_token, verified, gets_in
):
    """Some providers put the address into the answer of `userinfo` and not into the token."""
    enabled_provider.set_user(SUBJECT, ADA, email_verified=verified)
    claims = lambda self, user, scope: {"sub": user.sub, **in_token}  # noqa: E731
    monkeypatch.setattr(provider_app.OpenIDCode, "generate_user_info", claims)
    assert is_signed_in(sign_in(enabled_provider)[0]) is gets_in


def test_if_the_provider_is_down_a_page_says_so_and_the_site_works(client, settings, editor):
    with identity_provider.silent_server() as closed:
        pass
    turn_on(settings, closed)
    response = client.get(BEGIN)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert NAME in response.content.decode()
    assert client.get("/admin/login/").status_code == 200
    assert client.get("/").status_code == 200


def test_a_provider_that_does_not_answer_is_given_up_after_the_timeout(client, settings):
    with identity_provider.silent_server() as hanging:
        turn_on(settings, hanging)
        began = time.monotonic()
        assert client.get(BEGIN).status_code == 503
        first = time.monotonic() - began
        assert oidc_client.TIMEOUT <= first < oidc_client.TIMEOUT + 1
        assert client.get(BEGIN).status_code == 503
        assert time.monotonic() - began - first < 0.5  # it is not asked again for a while


def test_a_provider_that_goes_down_during_the_sign_in_answers_503(settings, editor):
    with identity_provider.running() as running:
        turn_on(settings, running.url)
        running.set_user(SUBJECT, ADA)
        client, address = sign_in_at_provider(running)
    response = client.get(address)
    assert (response.status_code, is_signed_in(client)) == (503, False)


@pytest.mark.parametrize("body", [b"", b"<html>", b"null", b"[]", b"{}", b'{"issuer": 1}', b"\xff\x00"])
def test_a_server_that_is_not_a_provider_answers_503(client, settings, body):
    with identity_provider.server_answering(body) as issuer:
        turn_on(settings, issuer)
        assert client.get(BEGIN).status_code == 503


@pytest.mark.parametrize("signatures", [["none"], ["HS256"], ["HS256", "none"], 7])
def test_a_provider_without_asymmetric_signatures_is_refused(client, settings, provider, signatures):
    port = identity_provider.free_port()
    issuer = f"http://127.0.0.1:{port}"
    turn_on(settings, issuer)
    described = provider.metadata(issuer=issuer, id_token_signing_alg_values_supported=signatures)
    with identity_provider.server_answering(described, port):
        assert [client.get(BEGIN).status_code for _ in range(2)] == [503, 503]


@pytest.mark.parametrize("issuer", ["gar keine Adresse", "http://[", "http://localhost:0", "https://", "ftp://x"])
def test_an_issuer_that_is_not_an_address_answers_503(client, settings, issuer):
    turn_on(settings, issuer)
    settings.MASSWERK_OIDC_NAME = ""
    assert client.get(BEGIN).status_code == 503
    assert client.get("/admin/login/").status_code == 200


def test_the_issuer_must_match_the_metadata(client, settings, provider):
    """The issuer must be the one in the metadata, except for a slash at the end."""
    turn_on(settings, f"{provider.url}/")
    assert client.get(BEGIN).status_code == 302
    with identity_provider.server_answering(provider.metadata()) as elsewhere:
        turn_on(settings, elsewhere)
        assert client.get(BEGIN).status_code == 503
