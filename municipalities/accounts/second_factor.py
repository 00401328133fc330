"""The second factor of an account: set up, verify, remove. Each verb is one transaction and sends its own mail.

A user has at most one authenticator (an app that shows codes) and ten recovery codes, each valid once. Of the recovery
codes only password hashes are stored. django-otp throttles guessing: after each wrong code the wait doubles.
docs/decisions/0014-second-factor.md gives the reasons.
"""

import math
import re
import time
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_otp.oath import TOTP

from municipalities.accounts import security_log
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import Authenticator, RecoveryCodes, User

RECOVERY_CODES = 10
FEW_RECOVERY_CODES = 3  # from here on the user is asked to make new ones
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that looks like another one
CODE_LENGTH = 10
CLOCK_TOLERANCE = 20  # steps of 30 seconds by which a phone may be wrong for its clock to be named as the reason


class Change(StrEnum):
    """What the owner is told by mail; templates/mail/second_factor.txt has the words."""

    SET_UP = "set up"
    REMOVED = "removed"
    RESET = "reset"
    NEW_CODES = "new codes"
    CODE_USED = "code used"


class Throttled(Exception):
    """There were wrong codes. The next one may be tried in `seconds`."""

    def __init__(self, until):
        super().__init__(until)
        self.seconds = max(1, math.ceil((until - timezone.now()).total_seconds()))


class AuthenticatorChanged(Exception):
    """The authenticator has been set up, replaced or removed meanwhile, in another window."""


class WrongCode(Exception):
    """The code is not the one that the new authenticator should show."""


class WrongClock(WrongCode):
    """The code belongs to the new authenticator, but to another time: the clock of the phone is wrong."""


def device_of(user: User) -> Authenticator | None:
    """Return the authenticator of a user, or None."""
    return _authenticators(user).first()


def is_required_for(user: User) -> bool:
    return settings.MASSWERK_SECOND_FACTOR and user.is_moderator


def recovery_codes_left(user: User) -> int:
    codes = RecoveryCodes.objects.filter(user=user).first()
    return len(codes.hashes) if codes else 0


@transaction.atomic
def set_up(user: User, key: str, code: str, *, replaces: Authenticator | None) -> tuple[Authenticator, list[str]]:
    """Make the authenticator that holds `key` the one of this user; return it and new recovery codes.

    Arguments:
        key: hexadecimal, as stored in Authenticator.key.
        code: six digits that the new authenticator shows now.
        replaces: the authenticator that the user had when the page was shown, or None.

    Raises AuthenticatorChanged if the user has another one than `replaces`: a password alone must not be enough to
    replace an authenticator. Raises WrongClock or WrongCode for a wrong code.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if device_of(user) != replaces:
        raise AuthenticatorChanged
    device = Authenticator(user=user, key=key, name="app")
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    if not totp.verify(int(code), tolerance=device.tolerance):
        security_log.log("factor", "refused", account=user.pk)
        if totp.verify(int(code), tolerance=CLOCK_TOLERANCE):
            raise WrongClock
        raise WrongCode
    device.drift = totp.drift
    device.last_t = totp.t()  # The code is used up.
    Authenticator.objects.filter(user=user).delete()
    device.save()
    codes = _replace_recovery_codes(user)
    _notify(user, Change.SET_UP)
    return device, codes


@transaction.atomic
def renew_recovery_codes(user: User) -> list[str]:
    """Return new recovery codes; the old ones are void."""
    User.objects.select_for_update().get(pk=user.pk)
    codes = _replace_recovery_codes(user)
    _notify(user, Change.NEW_CODES)
    return codes


@transaction.atomic
def verify_code(user: User, code: str) -> Authenticator | None:
    """Return the authenticator if it shows this code now and the code was not used before, otherwise None.

    Raises Throttled after wrong codes.
    """
    device = _authenticators(user).select_for_update().first()
    return device if device and _verify(device, code) else None


@transaction.atomic
def use_recovery_code(user: User, code: str) -> Authenticator | None:
    """Use a recovery code up and return the authenticator it stands in for; None if the code is not valid.

    Raises Throttled after wrong codes.
    """
    device = device_of(user)
    codes = RecoveryCodes.objects.select_for_update().filter(user=user).first()
    if not (device and codes and _verify(codes, _plain(code))):
        return None
    _notify(user, Change.CODE_USED, left=recovery_codes_left(user))
    return device


@transaction.atomic
def remove(user: User, *, by: User | None) -> bool:
    """Remove authenticator and recovery codes; return whether there was an authenticator.

    `by` is the user who does it, or None for whoever runs the server.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    RecoveryCodes.objects.filter(user=user).delete()
    if removed:
        _notify(user, Change.REMOVED if by == user else Change.RESET, by=by)
    return bool(removed)


@transaction.atomic
def reset_throttle(user: User) -> None:
    """End the wait after wrong codes. Call it after a password reset, so that an attacker cannot lock the owner out."""
    for model in (Authenticator, RecoveryCodes):
        model.objects.filter(user=user).update(throttling_failure_timestamp=None, throttling_failure_count=0)


def _authenticators(user):
    return Authenticator.objects.filter(user=user, confirmed=True).order_by("-pk")


def _verify(device, code):
    allowed, details = device.verify_is_allowed()
    if not allowed:
        security_log.log("factor", "locked", account=device.user_id)
        raise Throttled(details["locked_until"])
    verified = device.verify_token(code)
    if not verified:
        security_log.log("factor", "refused", account=device.user_id)
    return verified


def _replace_recovery_codes(user):
    """Store new recovery codes and return them as they are shown: in two halves."""
    stored, _ = RecoveryCodes.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
    codes = [get_random_string(CODE_LENGTH, CODE_LETTERS) for _ in range(RECOVERY_CODES)]
    stored.store(codes)
    half = CODE_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


def _plain(code):
    """Return a recovery code as it is hashed: in small letters, without the dash and without spaces."""
    return re.sub(r"[\s–-]", "", code).lower()


def _notify(user, change, **details):
    """Tell the user by mail, and the security log."""
    security_log.log_on_commit("factor", change.name.lower(), account=user.pk)
    context = {"change": change.value, "at": timezone.now(), "reset_address": reverse("admin_password_reset")}
    queue_mail([user.email], "mail/second_factor.txt", {**context, **details})
