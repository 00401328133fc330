"""The verb that writes a re-use which another catalogue has published: with those of `verbs.py`, the only writers."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from measures.models import Measure, Reuse, ReuseAuditEntry, Statement
from measures.reuse import verbs
from municipalities.models import Municipality

Verb = ReuseAuditEntry.Verb


@transaction.atomic
def load(
    *,
    measure: Measure,
    municipality: Municipality,
    statements: list[tuple[Statement.Side, verbs.Content]],
    said_at: datetime,
    published_at: datetime,
    counts: bool,
) -> Reuse:
    """Write a re-use with its public statements, without mails. Call `catalogue_changed` afterwards.

    Nobody's address comes with it, so the yearly question goes to the editors of the measure. What does not count
    lapses today.
    """
    reuse = Reuse.objects.create(measure=measure, municipality=municipality)
    for side, content in statements:
        statement = Statement.objects.create(
            reuse=reuse, side=side, state=Statement.State.PUBLISHED, made_at=said_at, published_at=published_at,
            lapsed_at=None if counts else timezone.now(), **content,
        )  # fmt: skip
        verbs.record(Verb.STATE, reuse, statement=statement)
    verbs.set_status(reuse)
    reuse.save(update_fields=["status"])
    verbs.record(Verb.PUBLISH, reuse)
    return reuse
