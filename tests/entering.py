"""Being signed in, without the pages that lead there."""

from django.conf import settings
from django.test import Client

from municipalities.accounts import second_factor
from municipalities.accounts.sign_in import FACTOR_KEY
from tests.factories import make_authenticator


def sign_in(client, user):
    """Give the client a session as `user` has it after her second factor, if she must show one."""
    client.force_login(user)
    device = second_factor.device_of(user)
    if device is None and second_factor.is_required_for(user):
        device = make_authenticator(user)
    if device:
        session = client.session
        session[FACTOR_KEY] = device.pk
        session.save()


def session_of(user):
    """Begin a session for another browser; return what its cookie holds."""
    client = Client()
    sign_in(client, user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
