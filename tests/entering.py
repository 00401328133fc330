"""Being signed in, without the pages that lead there."""

from django.conf import settings
from django.test import Client

from municipalities.accounts import door, factor
from tests.factories import make_authenticator


def sign_in(client, user):
    """Give the client a session as `user` has it after her second factor, if she must show one."""
    client.force_login(user)
    device = factor.of(user)
    if device is None and factor.is_required_of(user):
        device = make_authenticator(user)
    if device:
        session = client.session
        session[door.SHOWN] = device.pk
        session.save()


def session_of(user):
    """Begin a session for another browser; return what its cookie holds."""
    client = Client()
    sign_in(client, user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
