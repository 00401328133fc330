"""What is remembered between the way to the institution's provider and the way back: in a signed cookie.

It could stand in the session, but then each request of an anonymous client would write a row to the database. The
cookie is not secret from its own browser: it holds state, nonce and code verifier, which only protect that browser.
"""

from types import SimpleNamespace

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

LIFETIME = 10 * 60  # seconds
MOST = 3  # sign-ins that one browser has begun, in several windows
SALT = "municipalities.accounts.oidc_state"


def remembering(request: HttpRequest) -> SimpleNamespace:
    """Return what Authlib needs of a request, with the content of the cookie in place of the session."""
    try:
        states = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        states = {}
    return SimpleNamespace(session=states, GET=request.GET, method=request.method)


def remember(response: HttpResponse, states: dict) -> None:
    """Set the cookie to the newest of `states`, or delete it if there are none."""
    if not states:
        response.delete_cookie(cookie_name(), samesite="Lax")
        return
    newest = dict(list(states.items())[-MOST:])
    value = signing.dumps(newest, salt=SALT, compress=True)
    options = {"secure": settings.SESSION_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}
    response.set_cookie(cookie_name(), value, max_age=LIFETIME, **options)


def cookie_name() -> str:
    """Return the name; browsers accept the prefix only from HTTPS, for all paths."""
    return f"{settings.HOST_PREFIX}masswerk_oidc"
