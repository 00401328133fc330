"""All forms of visitors that are confirmed by mail count together: an address gets one such mail an hour."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.models import Subscription
from measures.public.form_token import token
from municipalities.accounts.models import Attempt, Mail
from tests.factories import make_municipality, make_public

pytestmark = pytest.mark.django_db
ADDRESS = "jana@klein.example"


@pytest.fixture
def forms(settings):
    """{name: (address of the form, what is sent)}"""
    settings.MASSWERK_MAIL_AT_ONCE = False
    settings.MASSWERK_START_SMART_TO = "kts@example.org"
    town = make_municipality("Kleinstadt")
    slug = make_public("Bürgerbus").measure.slug
    return {
        "question": (reverse("measure_ask", args=[slug]), {"name": "Jana", "question": "Warum?"}),
        "re-use": (reverse("reuse_declare", args=[slug]), {"kommune": town.ars, "status": "nutzt"}),
        "list": (reverse("subscribe"), {"list": "", "rhythm": "woechentlich"}),
        "advice": (reverse("start_smart"), {"kommune": town.ars, "name": "Jana"}),
    }


def send(client, form, email=ADDRESS):
    url, typed = form
    response = client.post(url, {"token": token(), "email": email, **typed}, REMOTE_ADDR="192.0.2.7")
    return response.status_code, response["Location"]


def test_an_address_gets_one_mail_an_hour_whichever_forms_name_it(client, forms):
    for first, second in permutations(forms, 2):
        Attempt.objects.all().delete()
        Mail.objects.all().delete()
        before = {name: send(client, forms[name], f"{name}@andere.example") for name in (first, second)}
        Mail.objects.all().delete()
        assert send(client, forms[first]) == before[first]
        assert send(client, forms[second], ADDRESS.upper()) == before[second]  # the page says the same
        assert Mail.objects.count() == 1, (first, second)
        Attempt.objects.update(at=timezone.now() - timedelta(minutes=61))
        send(client, forms[second])
        assert Mail.objects.count() == 2, (first, second)


def test_the_answer_is_the_same_for_an_address_that_is_known(client, forms):
    now = timezone.now()
    known = {"confirmed_at": now, "looked_at": now, "consent_text": "x"}
    Subscription.objects.create(email=ADDRESS, query="", rhythm="sofort", **known)
    for name, form in forms.items():
        Attempt.objects.all().delete()
        assert send(client, form) == send(client, form, f"{name}@andere.example")


def test_a_network_has_one_count_for_all_forms(client, forms):
    """Each form goes to many addresses, but together they stop at the limit."""
    for number in range(20):
        form = list(forms.values())[number % len(forms)]
        assert send(client, form, f"a{number}@andere.example")[0] == 302
    for form in forms.values():
        url, typed = form
        late = {"token": token(), "email": "spaet@andere.example", **typed}
        assert client.post(url, late, REMOTE_ADDR="192.0.2.7").status_code == 429
    assert Mail.objects.count() == 20
