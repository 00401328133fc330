"""Changing or removing the second factor: who may do it and which sessions end (R18). Also signing out."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts import second_factor
from municipalities.accounts.models import Authenticator, Mail
from municipalities.accounts.sign_in import FACTOR_KEY, SHOWN_TO_INSTITUTION
from tests import login
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
from tests.accounts.signing_in import RIGHT, WRONG, is_refused, sign_in
from tests.factories import make_authenticator, make_user

pytestmark = pytest.mark.django_db


def test_an_editor_who_becomes_a_moderator_is_stopped_at_the_next_request(editor):
    clients = [Client(), Client()]
    for client in clients:
        sign_in(editor.email, RIGHT, client=client)
        assert is_open(client)
    editor.is_moderator = True
    editor.save()
    assert all(is_refused(client) for client in clients)
    page = clients[0].get("/admin/", follow=True)
    assert "einen zweiten Faktor" in page.content.decode()
    # A password shown before becoming a moderator is not enough to set up the factor of one.
    assert clients[0].get(reverse(SET_UP)).url.startswith("/admin/login/")
    sign_in(editor.email, RIGHT, client=clients[0])
    set_up(clients[0])
    assert is_open(clients[0])
    assert is_refused(clients[1])


def test_setting_up_a_factor_ends_the_other_sessions(editor):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(editor.email, RIGHT, client=client)
    set_up(here, password=RIGHT)
    assert is_open(here)
    assert is_refused(elsewhere)


def test_replacing_the_app_ends_the_other_sessions(moderator):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        login.sign_in(client, moderator)
    old = second_factor.device_of(moderator)
    new, _ = set_up(here, password=RIGHT)
    assert not Authenticator.objects.filter(pk=old.pk).exists()
    assert is_open(here)
    assert is_refused(elsewhere)
    assert send(after_password(moderator), CODE, code_of(old)).status_code == 400
    Authenticator.objects.update(throttling_failure_count=0)
    assert send(after_password(moderator), CODE, code_of(new, 1)).status_code == 302


def test_a_second_factor_checked_by_the_institution_is_accepted(rf, moderator, editor):
    client = Client()
    client.force_login(moderator)
    assert is_refused(client)
    session = client.session
    session[FACTOR_KEY] = SHOWN_TO_INSTITUTION
    session.save()
    assert is_open(client)


# Changing it


@pytest.mark.parametrize("page", ["admin_factor_codes", "admin_factor_remove", SET_UP])
def test_changing_the_factor_needs_the_password_or_a_code(client, editor, page):
    device = make_authenticator(editor)
    login.sign_in(client, editor)
    form = {"code": code_of(app_shown(client))} if page == SET_UP else {}
    for proof in ({}, {"password": WRONG}, {"password": wrong_code_of(device)}, {"password": "ä\0" * 50}):
        assert client.post(reverse(page), form | proof).status_code == 400
    assert second_factor.device_of(editor).pk == device.pk
    Authenticator.objects.update(throttling_failure_count=0)
    assert client.post(reverse(page), form | {"password": code_of(device)}).status_code in (200, 302)


def test_guessing_the_password_on_these_pages_is_limited(client, editor):
    make_authenticator(editor)
    login.sign_in(client, editor)
    found = [client.post(reverse("admin_factor_remove"), {"password": WRONG}).status_code for _ in range(8)]
    assert found == [400] * 5 + [429] * 3
    assert client.post(reverse("admin_factor_remove"), {"password": RIGHT}).status_code == 429


def test_an_editor_who_removes_the_factor_stays_signed_in_in_this_browser_only(editor):
    device = make_authenticator(editor)
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        login.sign_in(client, editor)
    assert here.post(reverse("admin_factor_remove"), {"password": RIGHT}).status_code == 302
    assert not Authenticator.objects.filter(pk=device.pk).exists()
    assert is_open(here)
    assert is_refused(elsewhere)
    assert Mail.objects.get().to == editor.email


def test_a_moderator_cannot_remove_their_factor(client, moderator):
    login.sign_in(client, moderator)
    assert client.post(reverse("admin_factor_remove"), {"password": RIGHT}).status_code == 403
    assert second_factor.device_of(moderator)


def test_moderators_reset_the_factor_of_others_and_never_their_own(client, moderator):
    second = make_user("zweite@example.org", is_moderator=True)
    window = Client()
    login.sign_in(window, second)
    login.sign_in(client, moderator)
    assert client.post(reverse("admin:accounts_user_reset_factor", args=[moderator.pk])).status_code == 403
    address = reverse("admin:accounts_user_reset_factor", args=[second.pk])
    assert client.get(address).status_code == 200
    assert is_open(window)
    assert client.post(address).status_code == 302
    assert is_refused(window)
    mail = Mail.objects.get()
    assert (mail.to, moderator.email in mail.text) == (second.email, True)
    # The ended session cannot set up a new factor: the password is asked for first.
    assert window.get(reverse(SET_UP)).url.startswith("/admin/login/")
    assert after_password(second).get(reverse(CODE)).url == reverse(SET_UP)
    assert client.post(address).status_code == 302  # there is nothing left to reset
    assert Mail.objects.count() == 1


def test_a_command_resets_the_factor_of_the_last_moderator(moderator):
    make_authenticator(moderator)
    call_command("reset_factor", moderator.email.upper(), stdout=StringIO())
    assert second_factor.device_of(moderator) is None
    assert Mail.objects.get().to == moderator.email
    for name in (moderator.email, "gibt-es-nicht@example.org"):
        with pytest.raises(CommandError):
            call_command("reset_factor", name)


def test_signing_out_always_works(editor, moderator):
    lost, owing, undecided = Client(), Client(), after_password(moderator)
    lost.force_login(editor)
    owing.force_login(moderator)
    editor.memberships.update(
        starts_on=timezone.localdate() - timedelta(9), ends_on=timezone.localdate() - timedelta(1)
    )
    for client in (lost, owing, undecided, Client()):
        assert client.post(reverse("admin:logout")).status_code == 200
        assert not client.session.keys()
    assert undecided.get(reverse(CODE)).url.startswith("/admin/login/")


def test_the_sign_in_page_offers_to_sign_out_after_access_was_lost(client, editor):
    client.force_login(editor)
    editor.memberships.all().delete()
    assert reverse("admin:logout") in client.get("/admin/login/").content.decode()


def test_the_deployment_check_warns_when_the_second_factor_is_off(settings):
    def is_warned():
        return "accounts.W001" in [found.id for found in run_checks(include_deployment_checks=True)]

    assert not is_warned()
    settings.MASSWERK_SECOND_FACTOR = False
    assert is_warned()
    assert "accounts.W001" not in [found.id for found in run_checks()]
