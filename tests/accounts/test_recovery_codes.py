"""Recovery codes: each works once, its use is reported by mail, and only hashes are stored."""

import re

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.urls import reverse

from municipalities.accounts import second_factor
from municipalities.accounts.models import Authenticator, Mail, RecoveryCodes
from tests import login
from tests.accounts.second_factor import RECOVERY, after_password, is_open, send, set_up
from tests.accounts.signing_in import RIGHT, is_refused
from tests.factories import make_authenticator, make_user

pytestmark = pytest.mark.django_db


def test_each_recovery_code_works_once_and_its_use_sends_a_mail(moderator):
    _, codes = set_up(after_password(moderator))
    assert len(set(codes)) == 10
    Mail.objects.all().delete()
    client = after_password(moderator)
    assert send(client, RECOVERY, codes[0].upper().replace("-", " ")).status_code == 302
    assert is_open(client)
    assert "9" in Mail.objects.get(to=moderator.email).text
    again = after_password(moderator)
    assert send(again, RECOVERY, codes[0]).status_code == 400
    assert is_refused(again)
    assert second_factor.recovery_codes_left(moderator) == 9


def test_recovery_codes_are_not_stored_in_plain_text(moderator):
    client = after_password(moderator)
    device, codes = set_up(client)
    kept = str([*RecoveryCodes.objects.values(), dict(client.session), *Mail.objects.values()])
    assert all(identify_hasher(stored) for stored in RecoveryCodes.objects.get().hashes)
    for code in codes:
        assert code not in kept
        assert code.replace("-", "") not in kept
    assert device.key.encode() not in device.bin_key.hex().encode()
    assert client.get(reverse("admin_factor")).content.decode().count("<code>") == 0


def test_the_key_of_an_app_depends_on_the_secret_key(settings, moderator):
    device = make_authenticator(moderator)
    here = device.bin_key
    settings.SECRET_KEY = "another" * 10
    assert Authenticator.objects.get().bin_key != here


def test_the_recovery_code_of_another_user_does_not_work(moderator):
    _, codes = set_up(after_password(make_user(is_moderator=True)))
    set_up(after_password(moderator))
    assert send(after_password(moderator), RECOVERY, codes[0]).status_code == 400


def test_guessing_recovery_codes_is_throttled(moderator):
    _, codes = set_up(after_password(moderator))
    client = after_password(moderator)
    assert [send(client, RECOVERY, "falsch").status_code for _ in range(3)] == [400, 429, 429]
    assert send(client, RECOVERY, codes[0]).status_code == 429


def test_new_recovery_codes_make_the_old_ones_void(moderator):
    client = after_password(moderator)
    _, old = set_up(client)
    response = client.post(reverse("admin_factor_codes"), {"password": RIGHT})
    new = re.findall(r"<code>([\w-]+)</code>", response.content.decode())
    assert len(new) == 10
    assert second_factor.recovery_codes_left(moderator) == 10
    assert send(after_password(moderator), RECOVERY, old[0]).status_code == 400
    RecoveryCodes.objects.update(throttling_failure_count=0)
    assert send(after_password(moderator), RECOVERY, new[0]).status_code == 302


def test_the_page_warns_when_few_recovery_codes_are_left(client, moderator):
    login.sign_in(client, moderator)
    codes = RecoveryCodes.objects.create(user=moderator, name="recovery codes")
    page = reverse("admin_factor")
    for number in range(4):
        assert "notice-warning" in client.get(page).content.decode()
        codes.store([str(each) for each in range(number + 1)])
    assert "notice-warning" not in client.get(page).content.decode()
