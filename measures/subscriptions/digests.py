"""Mails about what is new or changed in a list: each publication reaches each of its subscriptions exactly once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils import timezone

from measures.finding.current import index
from measures.models import NoticedPublication, Subscription
from measures.public.changes import Event, described, publications
from measures.public.serialisation import absolute, address
from measures.subscriptions.links import end_path, manage_path, return_path
from measures.subscriptions.lists import address_of, filters_of, measures_of
from measures.subscriptions.noticing import notice_publications
from municipalities.accounts.mail_queue import queue_mail

WEEK = timedelta(days=7)
MOST_LISTED = 50  # in one mail; the rest is counted, with a link to the list


def send_digests() -> int:
    """Queue a mail for each subscription that is due and has news. Return how many mails there are."""
    notice_publications()
    last = NoticedPublication.objects.aggregate(last=Max("pk"))["last"] or 0
    due = Subscription.objects.confirmed().filter(
        Q(rhythm=Subscription.Rhythm.AT_ONCE, seen__lt=last)
        | Q(rhythm=Subscription.Rhythm.WEEKLY, looked_at__lte=timezone.now() - WEEK)
    )
    keys = list(due.values_list("pk", flat=True))
    if not keys:
        return 0
    index.catch_up()  # so that what was noticed is in the lists
    news = News(due.aggregate(first=Min("seen"))["first"] or 0, last)
    return sum(send_digest(key, news) for key in keys)


class News:
    """The publications with keys above `first`, up to `last`, and the lists that they are in."""

    def __init__(self, first: int, last: int) -> None:
        self.last = last
        noticed = dict(
            NoticedPublication.objects.filter(pk__gt=first, pk__lte=last).values_list("edition", "pk").order_by("pk")
        )
        rows = publications().filter(pk__in=noticed).order_by().values_list("pk", "measure", "event_at", "kind")
        self.rows = sorted((noticed[edition], measure, Event(edition, at, kind)) for edition, measure, at, kind in rows)
        self._measures: dict[str, set[int]] = {}

    def of(self, subscription: Subscription) -> list[Event]:
        """Return what the subscription has not been told of, newest first."""
        if subscription.query not in self._measures:
            self._measures[subscription.query] = measures_of(subscription.query)
        measures = self._measures[subscription.query]
        return [event for key, measure, event in reversed(self.rows) if key > subscription.seen and measure in measures]


@transaction.atomic
def send_digest(key: int, news: News) -> int:
    """Queue the mail of one subscription and move on what it has seen, both or neither. Return the number of mails.

    The row is locked, so a second process that sends at the same time finds that all was told.
    """
    subscription = Subscription.objects.confirmed().select_for_update().filter(pk=key, seen__lte=news.last).first()
    if subscription is None:
        return 0
    found = news.of(subscription)
    Subscription.objects.filter(pk=key).update(seen=news.last, looked_at=timezone.now())
    if not found:
        return 0
    context = {
        "subscription": subscription,
        "filters": filters_of(subscription.query),
        "number": len(found),
        "changes": [
            (change, address("measure", change.slug) if change.title else "")
            for change in described(found[:MOST_LISTED])
        ],
        "more": max(0, len(found) - MOST_LISTED),
        "list_address": absolute(address_of(subscription.query)),
        "address": manage_path(subscription),
    }
    queue_mail(
        [subscription.email],
        "mail/digest.txt",
        context,
        is_secret=True,
        is_list_mail=True,
        unsubscribe_url=absolute(end_path(subscription)),
        return_path=return_path(subscription),
    )
    return 1
