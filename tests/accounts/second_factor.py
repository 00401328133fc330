"""Steps through the pages of the second factor, with an app that shows codes."""

import re

from django.test import Client
from django.urls import reverse
from django_otp.oath import totp

from municipalities.accounts.models import Authenticator
from municipalities.accounts.second_factor_pages import NEW_KEY
from tests.accounts.signing_in import RIGHT, sign_in

CODE, RECOVERY, SET_UP = "admin_factor_code", "admin_factor_recovery", "admin_factor_setup"


def code_of(device, offset=0):
    """Return the code that the app shows now, or `offset` steps of 30 seconds later."""
    return f"{totp(device.bin_key, drift=offset):06d}"


def wrong_code_of(device):
    shown = {code_of(device, offset) for offset in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in shown)


def after_password(user):
    """Return a browser with a pending sign-in: the password was right, the second factor is still required."""
    client = Client()
    response = sign_in(user.email, RIGHT, client=client)
    assert (response.status_code, response.url) == (302, reverse(CODE))
    return client


def send(client, page, code, **more):
    return client.post(reverse(page), {"code": code, **more})


def app_shown(client):
    """Return an app with the key that the set-up page shows."""
    html = client.get(reverse(SET_UP)).content.decode()
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", html))
    device = Authenticator(key=client.session[NEW_KEY])
    assert re.search(rf"otpauth://totp/[^\"]*secret={secret}&amp;", html)
    assert len(secret) == 32
    return device


def set_up(client, **more):
    """Set up an app in this browser; return it and the recovery codes shown."""
    response = send(client, SET_UP, code_of(app_shown(client)), **more)
    assert response.status_code == 200, response.content.decode()
    codes = re.findall(r"<code>([\w-]+)</code>", response.content.decode())
    return Authenticator.objects.order_by("pk").last(), codes


def is_open(client):
    return client.get("/admin/").status_code == 200
