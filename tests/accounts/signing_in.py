"""Sign in and reset passwords through the pages, as a browser behind the proxy does."""

import re

from django.test import Client
from django.urls import reverse

from municipalities.accounts.models import Mail
from tests import login

SIGN_IN = "/admin/login/?next=/admin/"
RIGHT, WRONG, NEW = "geheim", "falsch", "ein-Langes-7-Wort"
TOWN, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def sign_in(name, password, address=TOWN, client=None):
    """Send the sign-in form from this network address; return the response."""
    data = {"username": name, "password": password}
    return (client or Client()).post(SIGN_IN, data, headers={"x-forwarded-for": address})


def guess_passwords(count, name, address=TOWN):
    return [sign_in(name, WRONG, address).status_code for _ in range(count)]


def ask_for_reset(email, address=TOWN):
    return Client().post(reverse("admin_password_reset"), {"email": email}, headers={"x-forwarded-for": address})


def without_csrf_token(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def reset_link():
    return re.search(r"http://[^/]+(\S+)", Mail.objects.order_by("pk").last().text)[1]


def set_new_password(client, password=NEW, link=None):
    """Follow `link`, or the one in the newest mail, and choose a password; return the last response."""
    page = client.get(link or reset_link())
    if page.status_code != 302:
        return page
    assert "token" not in page.url
    return client.post(page.url, {"new_password1": password, "new_password2": password})


def two_sessions(user):
    clients = [Client(), Client()]
    for client in clients:
        login.sign_in(client, user)
        assert client.get("/admin/").status_code == 200
    return clients


def is_refused(client):
    """Return whether GET redirects to the sign-in, and POST only gets the typed text back."""
    seen, sent = client.get("/admin/"), client.post(reverse("admin:entry_add"), {"title": "Noch eins"})
    return seen.status_code == 302 and seen.url.startswith("/admin/login/") and sent.status_code == 403
