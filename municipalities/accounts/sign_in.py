"""Start sessions, and require the second factor before one starts.

Every way of signing in ends in `continue_sign_in`. Until the second factor is shown there is no session of a user: the
session holds a pending sign-in, which opens the pages of the second factor and nothing else. A started session
remembers which factor was shown, and the middleware checks `session_is_valid` with each request.
"""

import time

from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from municipalities.accounts import second_factor, security_log, sessions
from municipalities.accounts.models import Authenticator, User

PENDING_KEY = "pending_sign_in"
PENDING_SECONDS = 10 * 60
FACTOR_KEY = "second_factor"
SHOWN_TO_INSTITUTION = "institution"  # stored under FACTOR_KEY in place of the primary key of an authenticator


def continue_sign_in(
    request: HttpRequest, user: User, *, next_url: str, factor_shown: bool = False
) -> HttpResponseRedirect:
    """Start a session of `user`, or first redirect to the second factor if the user has one or must have one.

    Call it once the password or the institution has confirmed who the user is.

    Arguments:
        next_url: where the user wanted to go; the overview of the admin if it leads to another host.
        factor_shown: whether the institution has asked for a second factor already.
    """
    if not url_has_allowed_host_and_scheme(next_url, {request.get_host()}, require_https=request.is_secure()):
        next_url = resolve_url("admin:index")
    if factor_shown:
        start_session(request, user, factor=SHOWN_TO_INSTITUTION)
        return redirect(next_url)
    if second_factor.is_required_for(user) or second_factor.device_of(user):
        _store_pending(request, user, next_url)
        security_log.log("sign_in", "factor_needed", account=user.pk)
        return redirect("admin_factor_code")
    start_session(request, user, factor=None)
    return redirect(next_url)


def pending_user(request: HttpRequest) -> User | None:
    """Return the user of a pending sign-in that is at most ten minutes old, or None.

    A changed password, a deactivated account or the loss of all rights end a pending sign-in as well.
    """
    pending = request.session.get(PENDING_KEY)
    if not pending or not 0 <= time.time() - pending["at"] < PENDING_SECONDS:
        return None
    user = User.objects.filter(pk=pending["user"]).first()
    if user is None or not user.has_access:
        return None
    if not constant_time_compare(pending["hash"], user.get_session_auth_hash()):
        return None
    user.backend = pending["backend"]
    return user


def start_session(request: HttpRequest, user: User, *, factor: Authenticator | str | None) -> str:
    """Sign the user in and return the address to go to.

    `factor` is what was shown: an authenticator, SHOWN_TO_INSTITUTION, or None.
    """
    pending = request.session.pop(PENDING_KEY, {})
    login(request, user, getattr(user, "backend", None))
    request.session[sessions.STARTED_KEY] = int(time.time())
    remember_factor(request, factor)
    shown = "app" if isinstance(factor, Authenticator) else factor or "none"
    security_log.log("sign_in", account=user.pk, factor=shown)
    return pending.get("next") or resolve_url("admin:index")


def remember_factor(request: HttpRequest, factor: Authenticator | str | None) -> None:
    """Store in the session which second factor it rests on; see `start_session`."""
    if factor is None:
        request.session.pop(FACTOR_KEY, None)
    elif isinstance(factor, Authenticator):
        request.session[FACTOR_KEY] = factor.pk
    else:
        request.session[FACTOR_KEY] = factor


def session_is_valid(session: SessionBase, user: User) -> bool:
    """Return whether the second factor this session rests on is the one that the user needs now.

    A session that started with an authenticator ends when that authenticator is removed or replaced. A session that
    started with a password alone ends when the user sets up an authenticator or becomes a moderator.
    """
    shown = session.get(FACTOR_KEY)
    if shown == SHOWN_TO_INSTITUTION:
        return True
    device = second_factor.device_of(user)
    if device is None:
        return shown is None and not second_factor.is_required_for(user)
    return shown == device.pk


def _store_pending(request, user, next_url):
    """Replace the session by one that holds nothing but the pending sign-in."""
    request.session.flush()
    request.session[PENDING_KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "backend": getattr(user, "backend", None),
        "next": next_url,
        "at": int(time.time()),
    }
