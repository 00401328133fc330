"""Reports that a mail could not be delivered (RFC 3464): which subscription they are about, and what follows.

The return path of each mail holds the key of its subscription with a signature, so a report can only be about the
subscription of whoever got the mail. Nothing else in a report is trusted to say whose it is.
"""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from measures.models import Subscription
from measures.subscriptions.links import subscription_at
from measures.subscriptions.verbs import end_all

RECIPIENT = ("To", "X-Original-To", "Delivered-To", "Envelope-To")  # where mail servers write it
MOST_SOFT = 5
FORGOTTEN_AFTER = timedelta(days=60)  # without a further one
# Failed for good, but not because there is no such mailbox: full, trouble of its server, refused as unwanted
NOT_ABOUT_THE_ADDRESS = re.compile(r"5\.(2\.2|3\.\d+|7\.\d+)")


class Bounce(StrEnum):
    """What a report says: the address does not exist, the mail could not be delivered, or neither."""

    HARD = "hard"
    SOFT = "soft"
    NONE = "none"


def kind_of(report: Message) -> Bounce:
    """Return the worst that a delivery report says of its recipients; NONE if it is no such report."""
    if report.get_content_type() != "multipart/report":
        return Bounce.NONE
    kinds = [
        kind_of_recipient(block)
        for part in report.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in part.get_payload()
        if isinstance(block, Message)
    ]
    return next((kind for kind in (Bounce.HARD, Bounce.SOFT) if kind in kinds), Bounce.NONE)


def kind_of_recipient(block: Message) -> Bounce:
    """Return what the fields about one recipient say. A mail that is only delayed is still on its way."""
    action = str(block.get("Action", "")).strip().lower()
    status = re.match(r"[45]\.\d{1,3}\.\d{1,3}", str(block.get("Status", "")).strip(), re.ASCII)
    if action != "failed" or not status:
        return Bounce.NONE
    is_hard = status[0].startswith("5.") and not NOT_ABOUT_THE_ADDRESS.fullmatch(status[0])
    return Bounce.HARD if is_hard else Bounce.SOFT


def take_report(content: bytes, recipient: str = "") -> str:
    """Do what follows from a mail to a return path, and return it as a sentence without the address.

    Arguments:
        content: the mail as it arrived.
        recipient: to which address, if the mail server says so; else its header is read.
    """
    try:
        report = message_from_bytes(content, policy=policy.compat32)
        kind = kind_of(report)
        headers = [str(value) for name in RECIPIENT for value in report.get_all(name, [])]
    except (MessageError, ValueError, LookupError, RecursionError):
        return "Ignored: this mail cannot be read."
    subscription = subscription_at([recipient] if recipient else [address for _name, address in getaddresses(headers)])
    if subscription is None:
        return "Ignored: it is not about a subscription."
    if kind is Bounce.NONE:
        return "Ignored: it is no report of a failed delivery."
    return took(subscription.pk, kind)


@transaction.atomic
def took(key: int, kind: Bounce) -> str:
    subscription = Subscription.objects.select_for_update().filter(pk=key).first()
    if subscription is None:
        return "The subscription has ended already."
    now = timezone.now()
    is_old = subscription.bounced_at is None or subscription.bounced_at < now - FORGOTTEN_AFTER
    count = 1 if is_old else subscription.bounces + 1
    if kind is Bounce.HARD or count >= MOST_SOFT:
        return f"{end_all(subscription.email)} subscriptions of the address ended."
    Subscription.objects.filter(pk=key).update(bounces=count, bounced_at=now)
    return f"Counted: {count} of {MOST_SOFT} failed deliveries."
