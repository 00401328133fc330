"""R28: what happened to accounts can be reconstructed from the security log, which holds no name and no secret."""

import logging
import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from municipalities.accounts import invitations, rights
from municipalities.accounts.models import Invitation
from municipalities.accounts.security_log import pseudonym
from tests.accounts.signing_in import ELSEWHERE, RIGHT, SIGN_IN, TOWN, WRONG, ask_for_reset, guess_passwords, sign_in
from tests.factories import make_editor, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return make_editor(make_project("Musterstadt"), email="ada@example.org", first_name="Ada", last_name="Amt")


@pytest.fixture
def lines(caplog):
    """Return a function that returns the lines since the last call, as (event, result, account)."""
    caplog.set_level(logging.INFO, "masswerk.security")

    def read():
        pending, connection.run_on_commit = connection.run_on_commit, []  # the test's own transaction never ends
        for _savepoints, function, _robust in pending:
            function()
        found = [record.security for record in caplog.records if record.name == "masswerk.security"]
        caplog.clear()
        return [(line["event"], line["result"], line["account"]) for line in found]

    return read


def test_each_sign_in_and_each_refusal_has_one_line(editor, lines):
    client = Client()
    sign_in(editor.email, WRONG, client=client)
    sign_in("gibt-es-nicht@example.org", WRONG, client=client)
    sign_in(editor.email, RIGHT, client=client)
    client.post(reverse("admin:logout"))
    assert lines() == [
        ("sign_in", "refused", editor.pk),
        ("sign_in", "refused", None),
        ("sign_in", "ok", editor.pk),
        ("sign_out", "ok", editor.pk),
    ]
    guess_passwords(6, editor.email)
    assert lines() == [("sign_in", "refused", editor.pk)] * 5 + [("sign_in", "locked", None)]


def test_a_moderator_who_lacks_the_factor_has_one_line(lines):
    moderator = make_user("mo@example.org", is_moderator=True)
    sign_in(moderator.email, RIGHT)
    assert lines() == [("sign_in", "factor_needed", moderator.pk)]


def test_passwords(editor, lines):
    client = Client()
    client.force_login(editor)
    url, new = (
        reverse("admin:password_change"),
        {"new_password1": "ein langes neues", "new_password2": "ein langes neues"},
    )
    client.post(url, {"old_password": WRONG, **new})
    assert lines() == [("password", "refused", editor.pk)]
    client.post(url, {"old_password": RIGHT, **new})
    assert lines() == [("password", "changed", editor.pk)]
    ask_for_reset(editor.email)
    ask_for_reset("gibt-es-nicht@example.org")
    assert lines() == [
        ("password_reset", "mailed", editor.pk),
        ("password_reset", "not_mailed", None),
    ]


def test_rights_and_invitations(editor, lines):
    moderator = make_user("mo@example.org", is_moderator=True)
    with rights.notifying_of_changes(editor, by=moderator):
        editor.is_moderator = True
        editor.save()
    assert lines() == [("rights", "changed", editor.pk)]
    invitation = invitations.invite(Invitation(email="neu@example.org"), projects=[], by=moderator)
    invitations.send_again(invitation, by=moderator)
    invitations.revoke(invitation, by=moderator)
    assert lines() == [
        ("invitation", "sent", None),
        ("invitation", "sent_again", None),
        ("invitation", "revoked", None),
    ]


def test_an_export_that_may_name_persons_has_one_line(editor, lines):
    client = Client()
    client.force_login(editor)
    client.get(reverse("admin:table_export"), {"format": "csv"})
    assert lines() == [("export", "ok", editor.pk)]


def test_lines_of_one_request_and_one_network_belong_together_and_name_nobody(editor, lines, caplog):
    sign_in(editor.email, WRONG, TOWN)
    sign_in(editor.email, WRONG, TOWN)
    sign_in(editor.email, WRONG, ELSEWHERE)
    first, second, third = (record.security for record in caplog.records if record.name == "masswerk.security")
    assert first["network"] == second["network"] == pseudonym(TOWN) != third["network"]
    assert len({first["request_id"], second["request_id"], third["request_id"]}) == 3
    text = caplog.text.lower()
    for secret in [editor.email, "ada", "amt", WRONG, TOWN, ELSEWHERE]:
        assert secret.lower() not in text
    assert re.search(r"request_id=[0-9a-f]{32}\b", text)


def test_the_id_of_the_proxy_is_taken_and_a_forged_one_is_not(editor, lines, caplog):
    def request_id(given):
        Client().post(SIGN_IN, {"username": editor.email, "password": WRONG}, headers={"x-request-id": given})
        [record] = [record for record in caplog.records if record.name == "masswerk.security"]
        found = record.security["request_id"]
        lines()
        return found

    assert request_id("0123456789abcdef0123456789abcdef") == "0123456789abcdef0123456789abcdef"
    for forged in ["x event=sign_in", "a" * 65, "zeile\nzwei"]:
        assert re.fullmatch("[0-9a-f]{32}", request_id(forged))
