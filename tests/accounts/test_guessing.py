"""R17: guessing passwords is limited without locking out colleagues on the same network or the owner elsewhere."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts import rate_limits
from municipalities.accounts.models import Attempt
from tests.accounts.signing_in import (
    ELSEWHERE,
    RIGHT,
    SIGN_IN,
    TOWN,
    WRONG,
    guess_passwords,
    sign_in,
    without_csrf_token,
)
from tests.concurrency import at_once
from tests.factories import make_editor, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return make_editor(make_project("Musterstadt"), email="ada@example.org", first_name="Ada", last_name="Amt")


def test_twenty_wrong_passwords_are_stopped_after_five(editor):
    assert guess_passwords(20, editor.email) == [200] * 5 + [429] * 15
    response = sign_in(editor.email, RIGHT)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 15 * 60
    html = response.content.decode()
    assert "15" in html
    assert reverse("admin_password_reset") in html


def test_an_unknown_account_gets_the_same_answers(editor):
    def answers(name):
        found = [sign_in(name, WRONG) for _ in range(8)]
        return [(answer.status_code, without_csrf_token(answer).replace(name, "")) for answer in found]

    assert answers(editor.email) == answers("gibt-es-nicht@example.org")


def test_neither_colleagues_on_the_same_network_nor_the_owner_elsewhere_are_locked_out(editor):
    colleague = make_editor(make_project())
    guess_passwords(20, editor.email)
    assert sign_in(colleague.email, RIGHT).status_code == 302  # behind the same address
    assert sign_in(editor.email, RIGHT, ELSEWHERE).status_code == 302  # the account itself, from elsewhere


def test_the_wait_ends_by_itself_and_does_not_grow_with_further_tries(editor):
    guess_passwords(20, editor.email)
    Attempt.objects.update(at=timezone.now() - rate_limits.SIGN_IN_WINDOW + timedelta(seconds=5))
    assert sign_in(editor.email, RIGHT).status_code == 429
    Attempt.objects.update(at=timezone.now() - rate_limits.SIGN_IN_WINDOW - timedelta(seconds=1))
    assert sign_in(editor.email, RIGHT).status_code == 302


def test_a_successful_sign_in_clears_the_failed_ones(editor):
    for _ in range(3):
        guess_passwords(4, editor.email)
        assert sign_in(editor.email, RIGHT).status_code == 302
    assert not Attempt.objects.exists()


@pytest.mark.one_database  # many tries, counted as in the other tests
def test_one_address_cannot_try_all_accounts(editor):
    found = [sign_in(f"person-{number}@example.org", "Sommer2026").status_code for number in range(120)]
    assert found == [200] * 100 + [429] * 20
    assert sign_in(editor.email, RIGHT, ELSEWHERE).status_code == 302


@pytest.mark.one_database  # many tries, counted as in the other tests
def test_an_attack_from_many_networks_is_limited_without_locking_out_the_owner(editor):
    for number in range(60):
        sign_in(editor.email, WRONG, f"192.0.2.{number}")
    assert guess_passwords(5, editor.email, address="192.0.2.200") == [200, 200, 429, 429, 429]
    assert sign_in(editor.email, RIGHT, ELSEWHERE).status_code == 302


@pytest.mark.one_database  # many tries, counted as in the other tests
def test_an_address_that_the_visitor_claims_is_ignored(editor):
    claims = [f"192.0.2.{number}, {TOWN}" for number in range(20)]
    assert [sign_in(editor.email, WRONG, claim).status_code for claim in claims] == [200] * 5 + [429] * 15
    direct = [
        Client(REMOTE_ADDR="203.0.113.50").post(
            SIGN_IN,
            {"username": editor.email, "password": WRONG},
            headers={"x-forwarded-for": f"192.0.2.{number}"},
        )
        for number in range(20)
    ]
    assert [answer.status_code for answer in direct] == [200] * 5 + [429] * 15


def test_spellings_of_the_email_address_share_one_limit(editor):
    names = [editor.email, editor.email.upper(), editor.email.title(), f" {editor.email}"] * 5
    assert [sign_in(name, WRONG).status_code for name in names] == [200] * 5 + [429] * 15


def test_neither_email_nor_network_address_is_stored_in_plain_text(editor):
    guess_passwords(1, editor.email)
    assert not re.search(r"ada|198\.51", str(list(Attempt.objects.values())))


def test_attempts_are_deleted_after_a_day(editor):
    guess_passwords(3, editor.email)
    Attempt.objects.update(at=timezone.now() - timedelta(hours=25))
    guess_passwords(1, "andere@example.org")
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_simultaneous_guesses_do_not_exceed_the_limit():
    make_editor(make_project(), email="ada@example.org")
    found = at_once(*[lambda: sign_in("ada@example.org", WRONG).status_code] * 10)
    assert found.count(200) <= 5
    assert set(found) <= {200, 429}
