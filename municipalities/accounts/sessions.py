"""End a session when nobody has used it for MASSWERK_SESSION_IDLE minutes, or MASSWERK_SESSION_LONGEST hours old."""

import time

from django.conf import settings

LAST_SEEN_KEY = "last_seen"
STARTED_KEY = "started"


def has_ended(session):
    """Return whether the session has reached its absolute end."""
    started = session.get(STARTED_KEY)
    return started is not None and time.time() - started >= settings.MASSWERK_SESSION_LONGEST


def keep_alive(request):
    """Restart the idle time of the session.

    It is written at most twenty times within the idle time, so that not every request writes to the database.
    """
    now = int(time.time())
    request.session.setdefault(STARTED_KEY, now)
    if now - request.session.get(LAST_SEEN_KEY, 0) >= settings.SESSION_COOKIE_AGE // 20:
        request.session[LAST_SEEN_KEY] = now
