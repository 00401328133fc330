"""The one door into a session. Every way of signing in ends in `enter`, and asks for the second factor here.

Before the factor is shown nobody is signed in: the session holds a note of who has shown a password, which opens the
pages of the factor and nothing else. Afterwards the session remembers what was shown, and `stands` asks with each
request whether that is still enough (municipalities/accounts/middleware.py).
"""

import time

from django.contrib.auth import login
from django.shortcuts import redirect, resolve_url
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from municipalities.accounts import second_factor
from municipalities.accounts.models import User

NOTE = "password_shown"
NOTE_SECONDS = 10 * 60
SHOWN = "factor_shown"
BY_PROVIDER = "provider"  # in SHOWN, where otherwise the key of the app stands


def enter(request, user, *, then, factor_shown=False):
    """Begin a session of `user`, or ask for the second factor she owes; answer with a redirect, at last to `then`.

    `factor_shown`: whoever vouches for her has asked for a second factor already.
    """
    if not url_has_allowed_host_and_scheme(then, {request.get_host()}, require_https=request.is_secure()):
        then = resolve_url("admin:index")
    if factor_shown:
        begin(request, user, shown=BY_PROVIDER)
        return redirect(then)
    if not second_factor.is_required_of(user) and not second_factor.of(user):
        begin(request, user, shown=None)
        return redirect(then)
    request.session.flush()
    request.session[NOTE] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "backend": getattr(user, "backend", None),
        "then": then,
        "at": int(time.time()),
    }
    return redirect("admin_factor_code")


def waiting(request):
    """Return who has shown a password here within the last minutes and owes the second factor, or None."""
    note = request.session.get(NOTE)
    if not note or not 0 <= time.time() - note["at"] < NOTE_SECONDS:
        return None
    user = User.objects.filter(pk=note["user"]).first()
    if user is None or not user.works_here or not constant_time_compare(note["hash"], user.get_session_auth_hash()):
        return None
    user.backend = note["backend"]
    return user


def begin(request, user, *, shown):
    """Begin the session; return where she wanted to go if she had to wait at the door."""
    note = request.session.pop(NOTE, {})
    login(request, user, getattr(user, "backend", None))
    remember(request, shown)
    return note.get("then") or resolve_url("admin:index")


def remember(request, shown):
    """Write into the session what was shown: an app, BY_PROVIDER, or None if nothing was."""
    request.session.pop(SHOWN, None)
    if shown:
        request.session[SHOWN] = shown if shown == BY_PROVIDER else shown.pk


def stands(session, user):
    """Whether what was shown when this session began is enough for what this person is now.

    A session that began with an app ends with that app, and one that began with a password when she gets an app or
    becomes a moderator.
    """
    shown = session.get(SHOWN)
    if shown == BY_PROVIDER:
        return True
    device = second_factor.of(user)
    return shown == (device and device.pk) and bool(device or not second_factor.is_required_of(user))
