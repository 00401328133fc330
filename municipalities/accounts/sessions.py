"""End a session when nobody has used it for MASSWERK_SESSION_IDLE minutes, or MASSWERK_SESSION_LONGEST hours old.

Users can list their own sessions and end them. Nothing is stored for that: neither the browser nor the network.
"""

import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from municipalities.accounts import security_log

LAST_SEEN_KEY = "last_seen"
STARTED_KEY = "started"


@dataclass(frozen=True)
class OwnSession:
    """A session of the signed-in user. `name` tells it from others, and opens nothing."""

    name: str
    started_at: datetime | None
    last_seen_at: datetime | None  # to a twentieth of the idle time
    is_this: bool


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


def sessions_of(request: HttpRequest) -> list[OwnSession]:
    """Return the open sessions of the user of this request, the last used first."""
    found = [
        OwnSession(
            name=_name(session),
            started_at=_moment(data.get(STARTED_KEY)),
            last_seen_at=_moment(data.get(LAST_SEEN_KEY)),
            is_this=session.session_key == request.session.session_key,
        )
        for session, data in _open_sessions(request.user)
    ]
    return sorted(found, key=lambda own: own.last_seen_at.timestamp() if own.last_seen_at else 0, reverse=True)


def end_others(request: HttpRequest, *, name: str | None) -> int:
    """End the session of the user that has this name, or all if it is None, never the one of this request.

    Return how many were ended.
    """
    keys = [
        session.session_key
        for session, _data in _open_sessions(request.user)
        if session.session_key != request.session.session_key and name in (None, _name(session))
    ]
    ended, _rows = Session.objects.filter(session_key__in=keys).delete()
    if ended:
        security_log.log("session", "ended", account=request.user.pk, number=ended)
    return ended


def _open_sessions(user):
    """Yield the sessions of a user with their data.

    The user of a session is in its signed data only, so all are read. There are few: public pages begin none.
    """
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        data = session.get_decoded()
        if data.get(SESSION_KEY) != str(user.pk) or data.get(HASH_SESSION_KEY) != user.get_session_auth_hash():
            continue
        if not has_ended(data):
            yield session, data


def _name(session):
    return salted_hmac("municipalities.accounts.sessions", session.session_key, algorithm="sha256").hexdigest()[:32]


def _moment(seconds):
    return seconds and datetime.fromtimestamp(seconds, timezone.get_current_timezone())
