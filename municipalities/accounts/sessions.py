"""End a session when nobody has used it for MASSWERK_SESSION_IDLE minutes."""

import time

from django.conf import settings

LAST_SEEN_KEY = "last_seen"


def keep_alive(request):
    """Restart the idle time of the session.

    It is written at most twenty times within the idle time, so that not every request writes to the database.
    """
    now = int(time.time())
    if now - request.session.get(LAST_SEEN_KEY, 0) >= settings.SESSION_COOKIE_AGE // 20:
        request.session[LAST_SEEN_KEY] = now
