"""The verb that takes back the archiving or withdrawing of an entry."""

from django.db import transaction
from django.utils.translation import gettext as _

from measures import workflow
from measures.models import Edition
from measures.transitions import Conflict
from municipalities.accounts.models import User


@transaction.atomic
def reopen(*, edition: Edition, by: User, version: int) -> Edition:
    """Publish the content of an archived or withdrawn edition again, as a new edition, and return that.

    The old edition stays as it is in the history, so past days still show when the entry was not in the catalogue. A
    named person does not return, nor what was taken out of past days. Raises WorkflowError if somebody has taken the
    entry up already, and Conflict if it has changed.
    """
    draft = workflow.start_draft(measure=edition.measure, by=by, original=edition)
    # Asked under the lock that start_draft has taken.
    closed = (Edition.State.ARCHIVED, Edition.State.WITHDRAWN)
    if not Edition.objects.filter(pk=edition.pk, version=version, state__in=closed).exists():
        raise Conflict(_("Somebody else has changed this entry in the meantime."))
    workflow.submit(edition=draft, by=by, version=draft.version, tell=False)
    reason = _("Archiving or withdrawing was taken back; nothing else has changed.")
    workflow.publish(edition=draft, by=by, version=draft.version, reason=reason)
    return draft
