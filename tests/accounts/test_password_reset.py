"""A new password by mail, without showing which accounts exist."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts.models import Attempt, Mail
from tests.accounts.signing_in import (
    ELSEWHERE,
    NEW,
    RIGHT,
    SIGN_IN,
    ask_for_reset,
    guess_passwords,
    is_refused,
    reset_link,
    set_new_password,
    sign_in,
    two_sessions,
    without_csrf_token,
)
from tests.factories import make_editor, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return make_editor(make_project("Musterstadt"), email="ada@example.org", first_name="Ada", last_name="Amt")


def test_the_sign_in_page_leads_to_a_new_password(client, editor):
    assert reverse("admin_password_reset") in client.get(SIGN_IN).content.decode()
    guess_passwords(20, editor.email)
    ask_for_reset(editor.email.upper())
    link = reset_link()
    assert client.get(link).status_code == 302  # opening the link does not use it up
    assert set_new_password(client, link=link).status_code == 302
    assert sign_in(editor.email, RIGHT).status_code == 200
    assert sign_in(editor.email, NEW).status_code == 302  # although sign-ins to the account were limited
    assert "token=" not in Mail.objects.order_by("pk").last().text
    assert without_csrf_token(set_new_password(Client(), link=link)) == without_csrf_token(
        set_new_password(Client(), link=link[:-1] + "0")
    )
    assert sign_in(editor.email, NEW).status_code == 302


def test_the_answer_does_not_show_whether_an_account_exists(editor):
    make_user("zu@example.org", is_active=False)
    names = [editor.email, "zu@example.org", "gibt-es-nicht@example.org"]
    answers = {(answer.status_code, answer.url, answer.content) for answer in map(ask_for_reset, names)}
    assert len(answers) == 1
    assert [mail.to for mail in Mail.objects.all()] == [editor.email]


def test_the_queries_are_the_same_with_and_without_an_account(editor):
    def work(email):
        with CaptureQueriesContext(connection) as captured:
            ask_for_reset(email)
        return [query["sql"].split()[0:3] for query in captured if "SAVEPOINT" not in query["sql"]]

    ask_for_reset("erste@example.org")
    assert work(editor.email) == work("gibt-es-nicht@example.org")


def test_three_mails_an_hour_and_the_answer_stays_the_same(editor):
    answers = {(answer.status_code, answer.url) for answer in (ask_for_reset(editor.email) for _ in range(6))}
    assert len(answers) == 1
    assert Mail.objects.count() == 3
    Attempt.objects.update(at=timezone.now() - timedelta(hours=1, seconds=1))
    ask_for_reset(editor.email)
    assert Mail.objects.count() == 4


def test_one_address_cannot_ask_for_everybody(editor):
    found = [ask_for_reset(f"person-{number}@example.org").status_code for number in range(35)]
    assert found == [302] * 30 + [429] * 5
    assert ask_for_reset(editor.email, ELSEWHERE).status_code == 302
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("link", ["MQ/?token=geraten", "MQ/", "w4Q/?token=%00", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ/"])
def test_an_invalid_link_shows_an_error_and_no_form(client, editor, link):
    response = client.get(f"/admin/password_reset/{link}")
    assert response.status_code == 200
    assert "<form" not in response.content.decode().split("<main")[1]
    assert "no-store" in response["Cache-Control"]


def test_a_password_set_by_mail_sends_a_mail_and_ends_all_sessions(editor):
    others = two_sessions(editor)
    ask_for_reset(editor.email)
    set_new_password(Client())
    assert [is_refused(other) for other in others] == [True, True]
    assert Mail.objects.count() == 2
