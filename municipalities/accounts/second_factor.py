"""The second factor of an account: set up, checked, taken away. Each verb is one transaction, and is told by mail.

A person has one app (Authenticator) and ten recovery codes, good once each. Of the codes a keyed hash is stored.
Guessing is slowed down by django-otp: after each wrong code one waits twice as long. The reasons are in
docs/decisions/0014-second-factor.md.
"""

import re
import time
from base64 import urlsafe_b64encode
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from municipalities.accounts.mail_queue import post
from municipalities.accounts.models import Authenticator, User

CODES = 10
FEW = 3  # from here on she is asked to make new ones
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that looks like another
LENGTH = 10
CLOCK = 20  # steps of half a minute that a phone may be wrong for us to tell her so


class Change(StrEnum):
    """What is told by mail; templates/mail/second_factor.txt has the words."""

    SET_UP = "set up"
    REMOVED = "removed"
    RESET = "reset"
    NEW_CODES = "new codes"
    CODE_USED = "code used"


class TooSoon(Exception):
    """After wrong codes one has to wait; `seconds` from now the next may be tried."""

    def __init__(self, until):
        super().__init__(until)
        self.seconds = max(1, -(-int((until - timezone.now()).total_seconds() * 1000) // 1000))


class Overtaken(Exception):
    """Another app has been set up or removed meanwhile, in another window."""


class WrongCode(Exception):
    """The code that was to confirm the app is not the one it should show."""


class WrongClock(WrongCode):
    """It is a code of the app, but of another time: the phone's clock is wrong."""


def of(user):
    """Return the app of this person, or None."""
    return Authenticator.objects.filter(user=user, confirmed=True).order_by("-pk").first()


def is_required_of(user):
    return settings.MASSWERK_SECOND_FACTOR and user.is_moderator


def codes_left(user):
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def set_up(user, key, code, *, instead_of):
    """Make the app that holds `key` the one of this person; return it and new recovery codes.

    `instead_of` is the app she had when she was asked, or None: at the door nobody may push away the one that came
    first.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if of(user) != instead_of:
        raise Overtaken
    device = Authenticator(user=user, key=key, name="app")
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    if not totp.verify(int(code), tolerance=device.tolerance):
        raise WrongClock if totp.verify(int(code), tolerance=CLOCK) else WrongCode
    device.drift, device.last_t = totp.drift, totp.t()
    Authenticator.objects.filter(user=user).delete()
    device.save()
    codes = _make_codes(user)
    _tell(user, Change.SET_UP)
    return device, codes


@transaction.atomic
def new_codes(user):
    """Return new recovery codes; the old ones are void."""
    User.objects.select_for_update().get(pk=user.pk)
    codes = _make_codes(user)
    _tell(user, Change.NEW_CODES)
    return codes


@transaction.atomic
def check(user, code):
    """Return the app if it shows this code now and the code was not used before, otherwise None."""
    device = Authenticator.objects.select_for_update().filter(user=user, confirmed=True).order_by("-pk").first()
    return device if device and _verify(device, code) else None


@transaction.atomic
def use_recovery_code(user, code):
    """Return the app that the code stands in for, and use the code up; None if it is none of hers."""
    device, codes = of(user), StaticDevice.objects.select_for_update().filter(user=user).first()
    if not (device and codes and _verify(codes, _hashed(user, code))):
        return None
    _tell(user, Change.CODE_USED, left=codes_left(user))
    return device


@transaction.atomic
def take_away(user, *, by):
    """Remove app and recovery codes. `by` is who did it; None stands for whoever runs the server."""
    found, _ = Authenticator.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    if found:
        _tell(user, Change.REMOVED if by == user else Change.RESET, by=by)
    return bool(found)


@transaction.atomic
def forgive(user):
    """Whoever has set a new password by mail need not wait because of codes that another has guessed."""
    for guessed in (Authenticator, StaticDevice):
        guessed.objects.filter(user=user).update(throttling_failure_timestamp=None, throttling_failure_count=0)


def readable(code):
    """Write a recovery code as it is shown."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def _verify(device, code):
    allowed, why = device.verify_is_allowed()
    if not allowed:
        raise TooSoon(why["locked_until"])
    return device.verify_token(code)


def _make_codes(user):
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
    device.token_set.all().delete()
    codes = [get_random_string(LENGTH, LETTERS) for _ in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_hashed(user, code)) for code in codes)
    return [readable(code) for code in codes]


def _hashed(user, code):
    """Return what is stored of a recovery code: as much of a keyed hash as the library has room for, 96 bits."""
    plain = re.sub(r"[\s–-]", "", code).lower()
    digest = salted_hmac("accounts.recovery", f"{user.pk}:{plain}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode()[:16]


def _tell(user, change, **more):
    context = {"change": change.value, "at": timezone.now(), "reset_address": reverse("admin_password_reset"), **more}
    post([user.email], "mail/second_factor.txt", context)
