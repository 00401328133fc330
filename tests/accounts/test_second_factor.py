"""Signing in with the second factor: it cannot be skipped, and no code works twice."""

import time
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts import second_factor
from municipalities.accounts.models import Authenticator, Mail
from municipalities.accounts.sign_in import PENDING_KEY, PENDING_SECONDS
from tests.accounts.second_factor import (
    CODE,
    SET_UP,
    after_password,
    app_shown,
    code_of,
    is_open,
    send,
    set_up,
    wrong_code_of,
)
from tests.accounts.signing_in import NEW, RIGHT, SIGN_IN, ask_for_reset, is_refused, set_new_password, sign_in
from tests.concurrency import at_once
from tests.factories import make_authenticator, make_user

pytestmark = pytest.mark.django_db


def test_a_password_alone_does_not_sign_a_moderator_in(moderator):
    client = after_password(moderator)
    assert is_refused(client)
    assert client.get(reverse("admin_factor")).status_code == 302
    assert "_auth_user_id" not in client.session
    assert client.get(reverse(CODE)).url == reverse(SET_UP)


def test_a_moderator_sets_up_an_app_during_the_sign_in_and_is_redirected_to_the_page_asked_for(moderator):
    client = Client()
    goal = reverse("admin:accounts_user_review")
    client.post(f"/admin/login/?next={goal}", {"username": moderator.email, "password": RIGHT, "next": goal})
    response = send(client, SET_UP, code_of(app_shown(client)))
    assert f'href="{goal}"' in response.content.decode()
    assert is_open(client)
    assert [mail.to for mail in Mail.objects.all()] == [moderator.email]


def test_with_an_app_the_code_is_asked_for(moderator):
    device = make_authenticator(moderator)
    client = after_password(moderator)
    assert send(client, CODE, wrong_code_of(device)).status_code == 400
    assert is_refused(client)
    time.sleep(1)  # the wait after one wrong code
    response = send(client, CODE, f" {code_of(device)[:3]} {code_of(device)[3:]} ")
    assert (response.status_code, response.url) == (302, "/admin/")
    assert is_open(client)


def test_the_set_up_page_does_not_replace_an_existing_app(moderator):
    make_authenticator(moderator)
    client = after_password(moderator)
    assert client.get(reverse(SET_UP)).url == reverse(CODE)
    assert send(client, SET_UP, "123456").url == reverse(CODE)
    assert Authenticator.objects.count() == 1


def test_an_editor_is_asked_for_a_code_only_after_setting_up_an_app(editor):
    client = Client()
    assert sign_in(editor.email, RIGHT, client=client).url == "/admin/"
    set_up(client, password=RIGHT)
    assert is_open(client)
    assert is_refused(after_password(editor))


def test_with_the_setting_off_only_users_with_an_app_are_asked_for_a_code(settings, moderator):
    settings.MASSWERK_SECOND_FACTOR = False
    client = Client()
    assert sign_in(moderator.email, RIGHT, client=client).url == "/admin/"
    assert is_open(client)
    device, _ = set_up(client, password=RIGHT)
    later = after_password(moderator)
    assert send(later, CODE, code_of(device, 1)).url == "/admin/"
    assert later.post(reverse("admin_factor_remove"), {"password": RIGHT}).status_code == 302
    assert is_open(later)


def test_a_pending_sign_in_expires_and_ends_with_the_password_or_the_account(moderator):
    device = make_authenticator(moderator)
    late, changed, closed = after_password(moderator), after_password(moderator), after_password(moderator)
    session = late.session
    session[PENDING_KEY] |= {"at": time.time() - PENDING_SECONDS - 1}
    session.save()
    assert send(late, CODE, code_of(device)).url.startswith("/admin/login/")
    moderator.is_active = False
    moderator.save()
    assert send(closed, CODE, code_of(device)).url.startswith("/admin/login/")
    moderator.is_active = True
    moderator.set_password(NEW)
    moderator.save()
    assert send(changed, CODE, code_of(device)).url.startswith("/admin/login/")


def test_a_session_planted_by_an_attacker_is_not_the_one_that_is_signed_in(moderator):
    client = Client()
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["masswerk_session"] = session.session_key
    sign_in(moderator.email, RIGHT, client=client)
    assert client.session.session_key != session.session_key
    assert "planted" not in client.session
    before = client.session.session_key
    set_up(client)
    assert client.session.session_key != before


def test_the_redirect_never_leads_to_another_host(moderator, rf):
    device = make_authenticator(moderator)
    client = Client()
    client.post("/admin/login/", {"username": moderator.email, "password": RIGHT, "next": "https://example.org/"})
    assert send(client, CODE, code_of(device)).url == "/admin/"


# Codes


def test_no_code_is_accepted_twice(moderator):
    device = make_authenticator(moderator)
    code = code_of(device)
    assert send(after_password(moderator), CODE, code).status_code == 302
    client = after_password(moderator)
    assert send(client, CODE, code).status_code == 400
    assert is_refused(client)


def test_the_code_used_for_the_set_up_cannot_be_used_again(moderator):
    client = after_password(moderator)
    code = code_of(app_shown(client))
    send(client, SET_UP, code)
    assert send(after_password(moderator), CODE, code).status_code == 400


def test_guesses_are_throttled_and_the_answer_then_is_the_same_for_a_right_code(moderator):
    device = make_authenticator(moderator)
    client = after_password(moderator)
    found = [send(client, CODE, wrong_code_of(device)).status_code for _ in range(4)]
    assert found == [400, 429, 429, 429]
    right = send(client, CODE, code_of(device))
    wrong = send(client, CODE, wrong_code_of(device))
    assert right.status_code == wrong.status_code == 429
    assert 1 <= int(right["Retry-After"]) <= 2
    assert is_refused(client)
    Authenticator.objects.update(throttling_failure_count=10, throttling_failure_timestamp=timezone.now())
    assert "9 Minuten" in send(client, CODE, code_of(device)).content.decode()


def test_a_new_password_by_mail_ends_the_wait_but_not_the_second_factor(moderator):
    device = make_authenticator(moderator)
    Authenticator.objects.update(throttling_failure_count=30, throttling_failure_timestamp=timezone.now())
    ask_for_reset(moderator.email)
    assert set_new_password(Client()).status_code == 302
    client = Client()
    sign_in(moderator.email, NEW, client=client)
    assert is_refused(client)
    assert send(client, CODE, code_of(device)).status_code == 302


def test_a_wrong_clock_is_named_as_the_cause(moderator):
    client = after_password(moderator)
    app = app_shown(client)
    assert "Uhr" in send(client, SET_UP, code_of(app, 10)).content.decode()
    assert not Authenticator.objects.exists()
    html = send(client, SET_UP, code_of(app, 40)).content.decode()
    assert "Uhr Ihres Telefons" not in html


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_code_sent_twice_at_once_opens_one_session():
    moderator = make_user(is_moderator=True)
    device = make_authenticator(moderator)
    for _ in range(3):
        Authenticator.objects.update(last_t=-1, throttling_failure_count=0)
        clients = [after_password(moderator) for _ in range(4)]
        tries = [partial(send, client, CODE, code_of(device)) for client in clients]
        assert sorted(answer.status_code for answer in at_once(*tries))[0] == 302
        assert sum(is_open(client) for client in clients) == 1


def test_an_app_set_up_meanwhile_is_not_replaced(moderator):
    first = make_authenticator(moderator)
    late = Authenticator(key="ab" * 20)
    with pytest.raises(second_factor.AuthenticatorChanged):
        second_factor.set_up(moderator, late.key, code_of(late), replaces=None)
    assert second_factor.device_of(moderator) == first


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_several_simultaneous_set_ups_one_succeeds():
    for _ in range(3):
        moderator = make_user(is_moderator=True)
        clients = [after_password(moderator) for _ in range(3)]
        apps = [app_shown(client) for client in clients]
        at_once(*[partial(send, client, SET_UP, code_of(app)) for client, app in zip(clients, apps, strict=True)])
        assert sum(is_open(client) for client in clients) == 1
        assert Authenticator.objects.filter(user=moderator).count() == 1
        assert second_factor.recovery_codes_left(moderator) == 10
