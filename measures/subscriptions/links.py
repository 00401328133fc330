"""Links in mails: signed keys of subscriptions, so that the database holds no secret of them."""

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse
from django.utils.http import urlencode

from measures.models import Subscription

to_confirm = TimestampSigner(salt="measures.subscriptions.confirm")  # good for Subscription.CONFIRMED_WITHIN
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


def _path(route, token):
    # As a query, which access logs leave out.
    return f"{reverse(route)}?{urlencode({'token': token})}"


def _found(signer, token, **limits):
    try:
        key = signer.unsign(token, **limits)
    except BadSignature:
        return None
    return Subscription.objects.filter(pk=int(key)).first()
