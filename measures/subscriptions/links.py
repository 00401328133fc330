"""Links in mails, and their return paths: signed keys of subscriptions, so the database holds no secret of them."""

import re

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode

from measures.models import Subscription

to_confirm = TimestampSigner(salt="measures.subscriptions.confirm")  # good for Subscription.CONFIRMED_WITHIN
LETTERS = 24  # of the signature of a return path, 96 bits: the local part of an address has 64 at the most
to_manage = Signer(salt="measures.subscriptions.manage")  # good until the subscription ends


def confirm_path(subscription: Subscription) -> str:
    return _path("subscription_confirm", to_confirm.sign(str(subscription.pk)))


def manage_path(subscription: Subscription) -> str:
    return _path("subscription", token_of(subscription))


def end_path(subscription: Subscription) -> str:
    return _path("subscription_end", token_of(subscription))


def token_of(subscription: Subscription) -> str:
    return to_manage.sign(str(subscription.pk))


def is_ours(token: str) -> bool:
    """Return whether a link of `manage_path` or `end_path` has this token, whether its subscription goes on or not."""
    try:
        to_manage.unsign(token)
    except BadSignature:
        return False
    return True


def confirmed_by(token: str) -> Subscription | None:
    """Return the subscription that a link of `confirm_path` is about; None if it is too old or not ours."""
    return _found(to_confirm, token, max_age=Subscription.CONFIRMED_WITHIN)


def managed_by(token: str) -> Subscription | None:
    """Return the confirmed subscription that a link of `manage_path` or `end_path` is about, or None."""
    subscription = _found(to_manage, token)
    return subscription if subscription and subscription.confirmed_at else None


def return_path(subscription: Subscription) -> str:
    """Return the address to which mail servers report about mails of a subscription; "" if none is set."""
    local, _, domain = settings.MASSWERK_BOUNCES_TO.rpartition("@")
    # Mail servers may change the case of letters, so only digits and small letters count.
    return f"{local}+{subscription.pk}-{signature(subscription.pk)}@{domain}" if local else ""


def signature(key: int | str) -> str:
    return salted_hmac("measures.subscriptions.bounces", str(key), algorithm="sha256").hexdigest()[:LETTERS]


def subscription_at(addresses: list[str]) -> Subscription | None:
    """Return the subscription whose return path is among these addresses, if its signature is ours."""
    local, _, domain = settings.MASSWERK_BOUNCES_TO.lower().rpartition("@")
    pattern = re.compile(rf"{re.escape(local)}\+([0-9]{{1,18}})-([0-9a-f]{{{LETTERS}}})@{re.escape(domain)}", re.ASCII)
    for address in addresses:
        found = pattern.fullmatch(address.strip().lower()) if local else None
        if found and constant_time_compare(signature(found[1]), found[2]):
            return Subscription.objects.filter(pk=int(found[1])).first()
    return None


def _path(route, token):
    # As a query, which access logs leave out.
    return f"{reverse(route)}?{urlencode({'token': token})}"


def _found(signer, token, **limits):
    try:
        key = signer.unsign(token, **limits)
    except BadSignature:
        return None
    return Subscription.objects.filter(pk=int(key)).first()
