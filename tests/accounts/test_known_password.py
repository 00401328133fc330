"""The password that `make run` gives to its accounts opens nothing on a real site."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.checks import run_checks
from django.core.exceptions import ValidationError

from municipalities.accounts.known_password import (
    KNOWN_PASSWORD,
    MODERATOR,
    KnownPasswordValidator,
    OwnWordsValidator,
)
from tests.accounts.signing_in import sign_in
from tests.factories import make_editor, make_project, make_user

pytestmark = pytest.mark.django_db


def reported():
    return [error for error in run_checks(include_deployment_checks=True) if error.id == "accounts.E004"]


def test_it_signs_nobody_in_outside_debug_mode(settings):
    editor = make_editor(make_project())
    editor.set_password(KNOWN_PASSWORD)
    editor.save()
    assert sign_in(editor.email, KNOWN_PASSWORD).status_code == 200  # the form again
    settings.DEBUG = True
    assert sign_in(editor.email, KNOWN_PASSWORD).status_code == 302


def test_the_deployment_check_reports_accounts_that_have_it():
    moderator = make_user(MODERATOR, is_moderator=True)
    assert reported() == []
    moderator.set_password(KNOWN_PASSWORD)
    moderator.save()
    [error] = reported()
    assert MODERATOR in error.msg


def test_it_cannot_be_chosen(settings):
    with pytest.raises(ValidationError):
        KnownPasswordValidator().validate(KNOWN_PASSWORD)
    KnownPasswordValidator().validate(KNOWN_PASSWORD + "!")


@pytest.mark.parametrize("password", ["Maßwerk-2026!", "MASSWERK1234", "smart_city-moderation", "Stadt.Admin.99"])
def test_words_of_this_site_are_no_password(password):
    with pytest.raises(ValidationError):
        OwnWordsValidator().validate(password)


@pytest.mark.parametrize("password", ["passwort", "1qaz2wsx3edc", "FOOTBALL1"])
def test_leaked_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["1234 5678 &?!-", "Maßwerk mit Rosenfenster", "korrektes Pferd", "x" * 128])
def test_other_passwords_may_hold_them(password):
    OwnWordsValidator().validate(password)
