"""How many mails strangers can have sent to one mailbox, by asking at once, all day, or under other names of it."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import RequestFactory

from measures.asking import verbs
from municipalities.accounts import rate_limits
from municipalities.accounts.models import Attempt, Mail
from municipalities.mail_addresses import mailbox
from tests.concurrency import at_once, errors
from tests.factories import make_public


def count(address):
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    return rate_limits.count_mail_to(address, request)


def hours_later(hours):
    for attempt in Attempt.objects.all():
        Attempt.objects.filter(pk=attempt.pk).update(at=attempt.at - timedelta(hours=hours))


@pytest.mark.django_db
def test_other_names_of_a_mailbox_count_as_the_same():
    names = ("anna@example.org", "Anna+1@example.org", "anna+2@EXAMPLE.ORG")
    assert [count(address) for address in names] == [True, False, False]
    assert count("anna1@example.org")
    assert mailbox("+49@example.org") == "+49@example.org"


@pytest.mark.django_db
def test_who_tries_again_too_soon_does_not_wait_longer():
    assert count("anna@example.org")
    hours_later(0.9)
    assert not count("anna@example.org")
    hours_later(0.2)
    assert count("anna@example.org")


@pytest.mark.django_db
def test_a_mailbox_gets_few_mails_a_day(monkeypatch):
    monkeypatch.setattr(rate_limits, "MAILS_A_DAY", 3)
    sent = []
    for _hour in range(5):
        sent.append(count("anna@example.org"))
        hours_later(1.1)
    assert sent == [True, True, True, False, False]
    assert count("berta@example.org")
    hours_later(19)
    assert count("anna@example.org")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_several_who_ask_at_once_one_has_a_mail_sent(settings):
    settings.MASSWERK_MAIL_AT_ONCE = False
    measure = make_public().measure
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    typed = {"name": "Jana", "email": "jana@example.org", "town": "", "wish": "", "question": "Was kostet das?"}
    ask = partial(verbs.ask, measure=measure, request=request, **typed)

    outcomes = at_once(*[ask] * 6)

    assert errors(outcomes) == []
    assert Mail.objects.filter(to="jana@example.org").count() == 1
