"""The verbs by which an entry goes to others who maintain it from then on: offer, take back, accept, decline.

The measure stays with its model project, and nothing of it is deleted. Only who may write it changes, and only with the
consent of the receiver: the editors of another model project, of a body without one, or the moderators (None).
"""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from measures import notices
from measures.models import AuditEntry, Edition, Handover, Measure
from measures.transitions import (
    Conflict,
    WorkflowError,
    advance,
    catalogue_changed,
    lock_measures,
    record,
    require_reason,
)
from municipalities.accounts.models import User
from municipalities.models import ModelProject

Verb = AuditEntry.Verb


@transaction.atomic
def offer(*, edition: Edition, by: User, version: int, receiver: ModelProject | None, reason: str) -> Handover:
    """Offer a public or archived entry to others, who get a mail; None are the moderators.

    Raises WorkflowError if the receiver maintains the entry already or has no editor, or if an offer is open.
    """
    require_reason(reason, _("Say why; those to whom you offer the entry read it."))
    advance(edition, version, allowed=Edition.READABLE)
    lock_measures(edition.measure_id)
    if Measure.objects.get(pk=edition.measure_id).maintainer_id == (receiver.pk if receiver else None):
        raise WorkflowError(_("They maintain the entry already."))
    if Handover.objects.filter(measure=edition.measure_id).exists():
        raise WorkflowError(_("The entry is offered to somebody already. Take that back first."))
    if receiver and not notices.editors_of(receiver).exists():
        raise WorkflowError(_("“%(name)s” has no editor yet who could accept it.") % {"name": receiver.name})
    offered = Handover.objects.create(measure=edition.measure, receiver=receiver, reason=reason, offered_by=by)
    note = _("To “%(name)s”: %(reason)s") % {"name": offered.receiver_name, "reason": reason}
    record(Verb.OFFER, edition, by, note=note)
    notices.tell_receiver(offered, edition, by=by)
    return offered


@transaction.atomic
def take_back(*, handover: Handover, edition: Edition, by: User, version: int) -> None:
    """Take an offer back; the entry stays where it is."""
    advance(edition, version, allowed=Edition.READABLE)
    _end(handover)
    record(Verb.RETRACT, edition, by)


@transaction.atomic
def accept(*, handover: Handover, edition: Edition, by: User, version: int) -> None:
    """Take over an entry that was offered. From then on only the receiver's editors may write it.

    Both sides get a mail. Forms that are open at this moment get a Conflict.
    """
    catalogue_changed(past_stays=True)  # first, as all verbs that change what visitors read
    lock_measures(edition.measure_id)
    measure = Measure.objects.select_related("maintainer").get(pk=edition.measure_id)
    before, former = measure.maintainer_name, list(notices.editors_of(measure.maintainer_id))
    advance(edition, version, allowed=Edition.READABLE)
    _end(handover)
    others = Edition.objects.filter(measure=measure, state__in=Edition.WORKING).exclude(pk=edition.pk)
    others.update(version=F("version") + 1)
    Measure.objects.filter(pk=measure.pk).update(maintainer=handover.receiver_id)
    edition.measure.maintainer = handover.receiver
    names = {"before": before, "after": handover.receiver_name, "reason": handover.reason}
    record(Verb.ACCEPT, edition, by, note=_("From “%(before)s” to “%(after)s”: %(reason)s") % names)
    told = [*former, handover.offered_by, *notices.editors_of(handover.receiver_id)]
    notices.tell_of_handover("mail/handover_accepted.txt", handover, edition, told, by=by)


@transaction.atomic
def decline(*, handover: Handover, edition: Edition, by: User, version: int, reason: str) -> None:
    """Decline an entry that was offered; it stays where it is. Those who have offered it get a mail with the reason."""
    require_reason(reason, _("Say why; those who have offered the entry read it."))
    advance(edition, version, allowed=Edition.READABLE)
    _end(handover)
    record(Verb.REFUSE, edition, by, note=reason)
    told = [handover.offered_by, *notices.editors_of(edition.measure.maintainer_id)]
    notices.tell_of_handover("mail/handover_declined.txt", handover, edition, told, by=by, note=reason)


def _end(handover):
    if not Handover.objects.filter(pk=handover.pk).delete()[0]:
        raise Conflict(_("Nobody offers that any more."))
