"""The yearly question whether a re-use still runs, and what happens if nobody answers."""

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from measures.models import Reuse, Statement
from measures.reuse import verbs
from measures.transitions import catalogue_changed

PUBLIC = Q(statements__state=Statement.State.PUBLISHED)
CURRENT = PUBLIC & Q(statements__lapsed_at=None)


def ask_and_lapse() -> tuple[int, int]:
    """Ask about what was last said a year ago, and let lapse what was asked about a year ago without an answer.

    Return how many were asked about and how many have lapsed. What has ended is not asked about.
    """
    now = timezone.now()
    said = Reuse.objects.annotate(said_at=Max("statements__made_at", filter=CURRENT)).exclude(
        status__in=["", Reuse.Status.ENDED]
    )
    due = said.filter(said_at__lte=now - Reuse.ASKED_AFTER).filter(Q(asked_at=None) | Q(asked_at__lt=F("said_at")))
    asked = list(due.select_related("measure", "municipality"))
    for reuse in asked:
        verbs.ask(reuse=reuse)
    unanswered = said.filter(asked_at__lte=now - Reuse.LAPSES_AFTER, said_at__lt=F("asked_at"))
    return len(asked), lapse_all(list(unanswered))


def lapse_all(reuses: list[Reuse]) -> int:
    """Let these re-uses not count any more. Return their number."""
    if reuses:
        with transaction.atomic():
            catalogue_changed(past_stays=True)
            for reuse in reuses:
                verbs.lapse(reuse=reuse)
    return len(reuses)
