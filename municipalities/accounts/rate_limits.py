"""Holding off those who guess, without locking out a town behind one address or a colleague somewhere else.

Counted are wrong sign-ins per account and address (strictly), per address (generously), and per account from
everywhere: that one locks nobody out, it only leaves each address fewer tries. See docs/decisions/0013-accounts.md.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from municipalities.accounts.client_address import client_address
from municipalities.accounts.models import Attempt

WINDOW = timedelta(minutes=15)
TRIES = 5  # for one account from one address in that time
TRIES_UNDER_ATTACK = 2
ATTACK = 50  # wrong sign-ins to one account from everywhere, in ATTACK_WINDOW
ATTACK_WINDOW = timedelta(hours=1)
TRIES_OF_ADDRESS = 100  # to all accounts
RESETS = 3  # mails to one address
RESETS_OF_ADDRESS = 30  # asked for from one place
RESET_WINDOW = timedelta(hours=1)
KEPT_FOR = timedelta(days=1)


class TooMany(Exception):
    """Too much was tried; `minutes` from now it may be tried again."""

    def __init__(self, until):
        super().__init__(until)
        self.seconds = max(1, int((until - timezone.now()).total_seconds()))
        self.minutes = -(-self.seconds // 60)


class SignInAttempt:
    """One try to sign in, counted before the password is looked at, so that many at one moment count as well."""

    def __init__(self, account, request):
        self.row = _count(Attempt.Kind.SIGN_IN, account, request)
        try:
            self._check()
        except TooMany:
            self.row.delete()  # a try that is turned away does not make the wait longer
            raise

    def _check(self):
        everywhere = _recent(self.row, ATTACK_WINDOW).filter(account=self.row.account)
        tries = TRIES_UNDER_ATTACK if everywhere.count() > ATTACK else TRIES
        here = _recent(self.row, WINDOW).filter(address=self.row.address)
        _limit(here.filter(account=self.row.account), tries, WINDOW)
        if self.row.address:
            _limit(here, TRIES_OF_ADDRESS, WINDOW)

    def succeeded(self):
        """Forget the wrong tries with this account from here. Those with other accounts go on counting."""
        Attempt.objects.filter(
            kind=self.row.kind, account=self.row.account, address=self.row.address, pk__lte=self.row.pk
        ).delete()


def count_reset(account, request):
    """Count that a new password was asked for; return whether a mail may be sent.

    Raises TooMany when very many were asked for from one place. That too many were asked for one account is kept
    quiet: nobody shall learn from it whether there is one.
    """
    row = _count(Attempt.Kind.RESET, account, request)
    recent = _recent(row, RESET_WINDOW)
    if row.address:
        try:
            _limit(recent.filter(address=row.address), RESETS_OF_ADDRESS, RESET_WINDOW)
        except TooMany:
            row.delete()
            raise
    return recent.filter(account=row.account).count() <= RESETS


def forgive(account):
    """Whoever has set a new password by mail may try it, wherever she was locked out."""
    Attempt.objects.filter(kind=Attempt.Kind.SIGN_IN, account=_hashed(account.lower())).delete()


def _count(kind, account, request):
    Attempt.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    address = client_address(request)
    return Attempt.objects.create(
        kind=kind, account=_hashed(account.lower()), address=_hashed(address) if address else ""
    )


def _recent(row, window):
    return Attempt.objects.filter(kind=row.kind, at__gt=timezone.now() - window)


def _limit(attempts, most, window):
    """Raise TooMany if there are more attempts than `most`, the one under way included."""
    newest = list(attempts.order_by("-at", "-pk").values_list("at", flat=True)[: most + 1])
    if len(newest) > most:
        raise TooMany(newest[-1] + window)


def _hashed(text):
    return salted_hmac("municipalities.accounts.rate_limits", text, algorithm="sha256").hexdigest()
