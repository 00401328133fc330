"""The verbs about requests to archive an entry: ask, take back, decline. `workflow.archive` grants one."""

from django.db import transaction
from django.utils.translation import gettext as _

from measures import notices
from measures.models import ArchivingRequest, AuditEntry, Edition
from measures.transitions import WorkflowError, advance, record, require_reason
from municipalities.accounts.models import User

Verb = AuditEntry.Verb


@transaction.atomic
def ask_for_archiving(*, edition: Edition, by: User, version: int, reason: str) -> None:
    """Ask the moderators to archive a public edition. Raise WorkflowError if there is an open request."""
    require_reason(reason, _("Say why; the KTS reads it."))
    advance(edition, version, allowed=(Edition.State.PUBLISHED,))
    if ArchivingRequest.objects.filter(measure=edition.measure_id).exists():
        raise WorkflowError(_("Somebody has asked for that already."))
    ArchivingRequest.objects.create(measure=edition.measure, reason=reason, asked_by=by)
    record(Verb.ASK, edition, by, note=reason)
    notices.tell_moderators_to_archive(edition, by=by, note=reason)


@transaction.atomic
def take_back_request(*, edition: Edition, by: User, version: int) -> None:
    """Take the request to archive this entry back."""
    _end(edition, version)
    record(Verb.UNASK, edition, by)


@transaction.atomic
def decline_archiving(*, edition: Edition, by: User, version: int, reason: str) -> None:
    """Leave the entry in the catalogue although its editors asked to archive it; they get a mail with the reason."""
    require_reason(reason, _("Say why; the editors read it."))
    _end(edition, version)
    record(Verb.DECLINE, edition, by, note=reason)
    notices.tell_editors("mail/archiving_declined.txt", edition, by=by, note=reason)


def _end(edition, version):
    advance(edition, version, allowed=Edition.READABLE)
    if not ArchivingRequest.objects.filter(measure=edition.measure_id).delete()[0]:
        raise WorkflowError(_("Nobody asks for that any more."))
