"""Sessions end when nobody has used them for a while; whoever works goes on."""

import time

from django.conf import settings

SEEN = "seen"


def keep_alive(request):
    """Count the idle time from now on. Written down at most twenty times in that time, not with each request."""
    now = int(time.time())
    if now - request.session.get(SEEN, 0) >= settings.SESSION_COOKIE_AGE // 20:
        request.session[SEEN] = now
