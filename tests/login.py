"""Sign users in without the sign-in pages."""

from django.conf import settings
from django.test import Client

from municipalities.accounts import second_factor
from municipalities.accounts.sign_in import FACTOR_KEY
from tests.factories import make_authenticator


def sign_in(client, user):
    """Give the client a session of `user`, with the second factor passed if the user has or needs one."""
    client.force_login(user)
    device = second_factor.device_of(user)
    if device is None and second_factor.is_required_for(user):
        device = make_authenticator(user)
    if device:
        session = client.session
        session[FACTOR_KEY] = device.pk
        session.save()


def session_of(user):
    """Sign in with a new client; return the value of its session cookie."""
    client = Client()
    sign_in(client, user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
