"""Limit how often a password may be guessed or a new one asked for, and how often visitors may send a form.

Wrong sign-ins are counted per account and client network (few allowed), per client network (many allowed, since a
whole town hall may share one), and per account from everywhere. The last count locks nobody out: it only lowers the
number of tries that each network has. docs/decisions/0013-accounts.md gives the reasons.
"""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from municipalities.accounts import security_log
from municipalities.accounts.client_address import client_network
from municipalities.accounts.models import Attempt
from municipalities.mail_addresses import canonical, mailbox

SIGN_IN_WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 5  # from one network within SIGN_IN_WINDOW
TRIES_PER_ACCOUNT_UNDER_ATTACK = 2
ATTACK_THRESHOLD = 50  # wrong sign-ins to one account from everywhere within ATTACK_WINDOW
ATTACK_WINDOW = timedelta(hours=1)
TRIES_PER_NETWORK = 100  # to all accounts within SIGN_IN_WINDOW

RESET_WINDOW = timedelta(hours=1)
RESETS_PER_ACCOUNT = 3  # mails within RESET_WINDOW
RESETS_PER_NETWORK = 30  # requests within RESET_WINDOW

FORM_WINDOW = timedelta(hours=1)
FORMS_PER_NETWORK = 20  # messages, or forms that are confirmed by mail, within FORM_WINDOW
FORMS_IN_ALL = 300  # the same, from everywhere: a mailbox and a mail server have limits, too
MAILS_PER_ADDRESS = 1  # to an address that visitors typed into any form, within FORM_WINDOW
MAILS_A_DAY = 10  # the same

RETENTION = timedelta(days=1)


class LimitExceeded(Exception):
    """Too many attempts. The next one is allowed in `seconds`, or `minutes` rounded up."""

    def __init__(self, until):
        super().__init__(until)
        self.seconds = max(1, int((until - timezone.now()).total_seconds()))
        self.minutes = -(-self.seconds // 60)


def count_sign_in(email: str, request: HttpRequest) -> Attempt:
    """Count an attempt to sign in and return it; raise LimitExceeded if there were too many.

    Call it before the password is checked: then many requests at the same moment count as well. An email without an
    account is counted in the same way as one with.
    """
    attempt = _store(Attempt.Kind.SIGN_IN, canonical(email), request)
    try:
        _check_sign_in(attempt)
    except LimitExceeded:
        attempt.delete()  # A refused attempt does not prolong the wait.
        security_log.log("sign_in", "locked")
        raise
    return attempt


def clear_failed_sign_ins(attempt: Attempt) -> None:
    """Delete this attempt and the earlier ones to its account from its network. Call it after a successful sign-in."""
    same = Attempt.objects.filter(
        kind=attempt.kind, account_hash=attempt.account_hash, network_hash=attempt.network_hash
    )
    same.filter(pk__lte=attempt.pk).delete()


def reset_sign_in_limit(email: str) -> None:
    """Delete all attempts to sign in to an account, from wherever they came.

    Call it after a password reset by mail, so that an attacker cannot lock the owner out.
    """
    Attempt.objects.filter(kind=Attempt.Kind.SIGN_IN, account_hash=_hash(canonical(email))).delete()


def count_password_reset(email: str, request: HttpRequest) -> bool:
    """Count that a new password was asked for; return whether a mail may be sent.

    Raises LimitExceeded if one network has asked for very many. Too many requests for one account only return False:
    the answer to the visitor must not show whether the account exists.
    """
    attempt = _store(Attempt.Kind.RESET, canonical(email), request)
    recent = _recent(attempt, RESET_WINDOW)
    if attempt.network_hash:
        try:
            _require_at_most(RESETS_PER_NETWORK, recent.filter(network_hash=attempt.network_hash), RESET_WINDOW)
        except LimitExceeded:
            attempt.delete()
            raise
    return recent.filter(account_hash=attempt.account_hash).count() <= RESETS_PER_ACCOUNT


def count_feedback(text: str, request: HttpRequest) -> bool:
    """Count a message of a visitor; return False if the same one was sent within the last day.

    Raises LimitExceeded. Call it in the transaction that queues the mail.
    """
    try:
        with transaction.atomic():
            attempt = _store(Attempt.Kind.FEEDBACK, text, request)
    except IntegrityError:
        return False
    _check_form(attempt)
    return True


def count_mail_to(address: str, request: HttpRequest) -> bool:
    """Count that a visitor typed an address that a mail to confirm something would go to; return whether it may go.

    All forms count together, so that several of them send no more mails to one address than one does. Call it in
    the transaction that queues the mail: of several requests at the same moment, each waits for the one before.

    Raises LimitExceeded if one network, or all together, have sent too many forms. Too many for one mailbox only return
    False: the answer to the visitor must not show what is known about the address.
    """
    attempt = _store(Attempt.Kind.CONFIRM, mailbox(address), request, in_turn=True)
    _check_form(attempt)
    mails = Attempt.objects.filter(kind=attempt.kind, account_hash=attempt.account_hash)
    now = timezone.now()
    may_go = (
        mails.filter(at__gt=now - FORM_WINDOW).count() <= MAILS_PER_ADDRESS
        and mails.filter(at__gt=now - timedelta(days=1)).count() <= MAILS_A_DAY
    )
    if not may_go:  # It still counts for the network, but does not prolong the wait of the mailbox.
        Attempt.objects.filter(pk=attempt.pk).update(account_hash="")
    return may_go


def _check_form(attempt):
    recent = _recent(attempt, FORM_WINDOW)
    try:
        if attempt.network_hash:
            _require_at_most(FORMS_PER_NETWORK, recent.filter(network_hash=attempt.network_hash), FORM_WINDOW)
        _require_at_most(FORMS_IN_ALL, recent, FORM_WINDOW)
    except LimitExceeded:
        attempt.delete()  # A refused form does not prolong the wait.
        raise


def _check_sign_in(attempt):
    from_everywhere = _recent(attempt, ATTACK_WINDOW).filter(account_hash=attempt.account_hash)
    is_attacked = from_everywhere.count() > ATTACK_THRESHOLD
    tries = TRIES_PER_ACCOUNT_UNDER_ATTACK if is_attacked else TRIES_PER_ACCOUNT
    from_network = _recent(attempt, SIGN_IN_WINDOW).filter(network_hash=attempt.network_hash)
    _require_at_most(tries, from_network.filter(account_hash=attempt.account_hash), SIGN_IN_WINDOW)
    if attempt.network_hash:
        _require_at_most(TRIES_PER_NETWORK, from_network, SIGN_IN_WINDOW)


def _store(kind, text, request, *, in_turn=False):
    """Store an attempt and return it. With `in_turn`, after all others about the same text have ended."""
    Attempt.objects.filter(at__lt=timezone.now() - RETENTION).delete()
    network, account_hash = client_network(request), _hash(text)
    if in_turn and connection.vendor == "postgresql":  # SQLite has one writer at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(account_hash[:15], 16)])
    return Attempt.objects.create(
        kind=kind,
        account_hash=account_hash,
        network_hash=_hash(network) if network else "",
    )


def _recent(attempt, window):
    return Attempt.objects.filter(kind=attempt.kind, at__gt=timezone.now() - window)


def _require_at_most(limit, attempts, window):
    """Raise LimitExceeded if there are more attempts than `limit`, the present one included."""
    newest = list(attempts.order_by("-at", "-pk").values_list("at", flat=True)[: limit + 1])
    if len(newest) > limit:
        raise LimitExceeded(newest[-1] + window)


def _hash(text):
    return salted_hmac("municipalities.accounts.rate_limits", text, algorithm="sha256").hexdigest()
