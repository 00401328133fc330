"""Begin, confirm, change and end a subscription."""

import re

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone, translation

from measures.models import NoticedPublication, Subscription
from measures.public.serialisation import absolute
from measures.subscriptions.consent import NEWEST_CONSENT
from measures.subscriptions.links import confirm_path, end_path, manage_path, return_path
from measures.subscriptions.lists import filters_of
from measures.subscriptions.noticing import notice_publications
from municipalities.accounts import rate_limits
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import Mail
from municipalities.mail_addresses import canonical

REFUSED = re.compile(r"SMTPRecipientsRefused: .*\(5\d\d,", re.DOTALL)  # an answer for good, as mail_queue.py stores it


@transaction.atomic
def ask_for(*, email: str, query: str, rhythm: str, wants_letter: bool, request: HttpRequest) -> None:
    """Store a subscription that is not confirmed yet, and queue the mail with its link. Raises LimitExceeded.

    Whatever is known about the address, one mail goes there. Only its owner learns from it whether they follow the
    list already; then nothing is changed. After a mail to it from any form, none goes there within the hour.
    """
    if not rate_limits.count_mail_to(email, request):
        return
    chosen = {"rhythm": rhythm, "wants_letter": wants_letter, "consent_text": NEWEST_CONSENT}
    chosen["asked_at"] = timezone.now()
    try:
        with transaction.atomic():
            subscription = Subscription.objects.create(email=email, query=query, **chosen)
    except IntegrityError:
        subscription = Subscription.objects.select_for_update().get(email=email, query=query)
        Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(**chosen)
    with translation.override(settings.LANGUAGE_CODE):  # as the mail, whatever page the form was on
        context = {"subscription": subscription, "filters": filters_of(query)}
    if subscription.confirmed_at:
        template, context["address"] = "mail/subscription_known.txt", manage_path(subscription)
    else:
        template, context["address"] = "mail/subscription_confirm.txt", confirm_path(subscription)
    path = return_path(subscription)
    queue_mail([subscription.email], template, context, is_secret=True, is_list_mail=True, return_path=path)


@transaction.atomic
def confirm(subscription: Subscription) -> bool:
    """Begin to send mails, of what is published from now on. Return False if it was confirmed before."""
    notice_publications()
    last = NoticedPublication.objects.aggregate(last=Max("pk"))["last"] or 0
    now = timezone.now()
    waiting = Subscription.objects.filter(pk=subscription.pk, confirmed_at=None)
    return bool(waiting.update(confirmed_at=now, looked_at=now, seen=last))


def change(subscription: Subscription, *, rhythm: str, wants_letter: bool) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(rhythm=rhythm, wants_letter=wants_letter)


@transaction.atomic
def end(subscription: Subscription) -> None:
    """Delete the subscription and the mails about it that wait; with the last one of its address all mails to it."""
    Mail.objects.filter(unsubscribe_url=absolute(end_path(subscription)), sent_at=None).delete()
    Subscription.objects.filter(pk=subscription.pk).delete()
    if not Subscription.objects.filter(email=subscription.email).exists():
        Mail.objects.filter(to=subscription.email, is_list_mail=True).delete()


@transaction.atomic
def end_all(address: str) -> int:
    """Delete the subscriptions of an address and all mails about them. Return how many subscriptions there were."""
    Mail.objects.filter(to=canonical(address), is_list_mail=True).delete()
    return Subscription.objects.filter(email=address).delete()[0]


def end_refused() -> int:
    """End the subscriptions of addresses that a mail server has refused for good. Return how many there were."""
    failed = Mail.objects.filter(failed_at__isnull=False, is_list_mail=True)
    refused = {mail.to for mail in failed.only("to", "error") if REFUSED.search(mail.error)}
    return sum(end_all(address) for address in refused)
