"""Sessions end after some hours, used or not, and begin only with a sign-in."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from municipalities.accounts import oidc_state, sessions
from tests.accounts.institution_sign_in import BEGIN, sign_in_at_provider, turn_on
from tests.accounts.signing_in import RIGHT, SIGN_IN, WRONG
from tests.factories import make_editor, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_editor(make_project(), email="ada@example.org")


def test_a_session_ends_after_some_hours_although_it_is_used(editor, client, monkeypatch, settings):
    client.post(SIGN_IN, {"username": editor.email, "password": RIGHT})
    began = time.time()
    for hours in range(12):
        monkeypatch.setattr(sessions.time, "time", lambda hours=hours: began + hours * 3600)
        assert client.get(reverse("admin:index")).status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: began + settings.MASSWERK_SESSION_LONGEST + 1)
    assert client.get(reverse("admin:index")).status_code == 302


def test_the_old_password_cannot_be_guessed_without_end(editor, client):
    client.force_login(editor)
    typed = {"new_password1": "ein langes neues", "new_password2": "ein langes neues"}
    url = reverse("admin:password_change")
    answers = [client.post(url, {"old_password": WRONG, **typed}).status_code for _ in range(8)]
    assert answers == [200] * 5 + [429] * 3
    assert client.post(url, {"old_password": RIGHT, **typed}).status_code == 429
    assert Client().post(SIGN_IN, {"username": editor.email, "password": RIGHT}).status_code == 429


def test_the_right_old_password_still_changes_it(editor, client):
    client.force_login(editor)
    typed = {"new_password1": "ein langes neues", "new_password2": "ein langes neues"}
    client.post(reverse("admin:password_change"), {"old_password": WRONG, **typed})
    response = client.post(reverse("admin:password_change"), {"old_password": RIGHT, **typed})
    assert response.status_code == 302
    editor.refresh_from_db()
    assert editor.check_password("ein langes neues")


def test_no_anonymous_request_writes_a_session(client, settings, provider):
    turn_on(settings, provider.url)
    statuses = [client.get(url).status_code for url in [SIGN_IN, reverse("admin_password_reset"), BEGIN, "/"]]
    assert statuses == [200, 200, 302, 200]
    assert Session.objects.count() == 0


def test_a_cookie_for_the_way_back_is_signed_and_ends(client, settings, provider, editor, monkeypatch):
    turn_on(settings, provider.url)
    client, back = sign_in_at_provider(provider, client=client)
    cookie = client.cookies["masswerk_oidc"]
    assert (cookie["max-age"], cookie["path"], cookie["httponly"], cookie["samesite"]) == (600, "/", True, "Lax")
    genuine = cookie.value
    client.cookies["masswerk_oidc"] = "x" + genuine
    assert client.get(back).status_code == 400
    client.cookies["masswerk_oidc"] = genuine
    now = time.time()
    monkeypatch.setattr(oidc_state.signing.time, "time", lambda: now + 601)
    assert client.get(back).status_code == 400


def test_users_list_their_own_sessions_and_end_them(editor, client):
    page = reverse("admin_sessions")
    browsers = [client, Client(), Client()]
    for browser in browsers:
        browser.post(SIGN_IN, {"username": editor.email, "password": RIGHT})
    stranger = Client()
    stranger.post(SIGN_IN, {"username": make_editor(make_project()).email, "password": RIGHT})
    html = client.get(page).content.decode()
    names = re.findall(r'name="session" value="(\w+)"', html)
    assert (len(names), html.count("dieser Browser")) == (2, 1)
    assert not any(browser.session.session_key in html for browser in browsers)
    assert client.post(page, {"session": names[0]}).status_code == 302
    assert sorted(browser.get("/admin/").status_code for browser in browsers) == [200, 200, 302]
    client.post(page)
    assert [browser.get("/admin/").status_code for browser in browsers] == [200, 302, 302]
    assert stranger.get("/admin/").status_code == 200


def test_nobody_ends_the_session_of_another_user(editor, client):
    client.post(SIGN_IN, {"username": editor.email, "password": RIGHT})
    stranger = Client()
    stranger.post(SIGN_IN, {"username": make_editor(make_project()).email, "password": RIGHT})
    [name] = [sessions._name(row) for row in Session.objects.filter(session_key=client.session.session_key)]
    stranger.post(reverse("admin_sessions"), {"session": name})
    assert client.get("/admin/").status_code == 200
