"""The monthly letter of the KTS to those who want it."""

from django.db import transaction
from django.utils import timezone

from measures.models import Letter, Subscription
from measures.public.serialisation import absolute
from measures.subscriptions.links import end_path, manage_path, return_path
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import User


class LetterSent(Exception):
    """The letter of this month has been sent already."""


@transaction.atomic
def save_letter(*, month: str, subject: str, text: str) -> None:
    """Store the letter of a month. Raises LetterSent."""
    letter, created = Letter.objects.get_or_create(month=month, defaults={"subject": subject, "text": text})
    if not created and not Letter.objects.filter(pk=letter.pk, sent_at=None).update(subject=subject, text=text):
        raise LetterSent


@transaction.atomic
def send_letter(*, month: str, by: User) -> int:
    """Queue the letter of a month, one mail for each address that wants it. Return their number. Raises LetterSent."""
    # The condition is part of the statement, so that of two moderators who send at the same time one fails.
    if not Letter.objects.filter(month=month, sent_at=None).update(sent_at=timezone.now(), sent_by=by):
        raise LetterSent
    letter = Letter.objects.get(month=month)
    wanted = Subscription.objects.confirmed().filter(wants_letter=True).order_by("email", "pk")
    by_address = {subscription.email: subscription for subscription in wanted}
    for address, subscription in by_address.items():
        queue_mail(
            [address],
            "mail/letter.txt",
            {"letter": letter, "address": manage_path(subscription)},
            is_secret=True,
            is_list_mail=True,
            unsubscribe_url=absolute(end_path(subscription)),
            return_path=return_path(subscription),
        )
    Letter.objects.filter(pk=letter.pk).update(recipients=len(by_address))
    return len(by_address)
