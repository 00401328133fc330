"""The verbs about publications on a day to come: plan, cancel, and carry out what is due."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures import workflow
from measures.models import AuditEntry, Edition, PlannedPublication
from measures.transitions import WorkflowError, advance, record, require_reason
from municipalities.accounts.models import User

Verb = AuditEntry.Verb


@transaction.atomic
def plan_publication(*, edition: Edition, by: User, version: int, day: date, reason: str = "") -> None:
    """Decide that a submitted edition shall be published on `day`; an earlier plan is replaced.

    Raises ReasonNeeded as `workflow.publish` does, and WorkflowError if the day is not to come.
    """
    if day <= timezone.localdate():
        raise WorkflowError(_("Choose a day that is to come."))
    own = Edition.objects.filter(pk=edition.pk).worked_on_by(by).exists()
    if own:
        require_reason(reason, _("You have worked on this entry yourself: say why nobody else publishes it."))
    advance(edition, version, allowed=(Edition.State.SUBMITTED,))
    plan = {"day": day, "version": edition.version, "reason": reason if own else "", "planned_by": by}
    PlannedPublication.objects.update_or_create(edition=edition, defaults=plan)
    record(Verb.PLAN, edition, by, note=date_format(day))


@transaction.atomic
def cancel_plan(*, edition: Edition, by: User, version: int) -> None:
    """Take the decision back; the edition waits for review as before."""
    advance(edition, version, allowed=(Edition.State.SUBMITTED,))
    if not PlannedPublication.objects.filter(edition=edition).delete()[0]:
        raise WorkflowError(_("No publication of this entry is planned any more."))
    record(Verb.UNPLAN, edition, by)


def publish_planned() -> tuple[list[Edition], list[Edition]]:
    """Publish what is planned for today or an earlier day; return (published, left in review).

    What has changed since the decision is left in review, and so is what somebody has decided who is no longer a
    moderator.
    """
    PlannedPublication.objects.exclude(edition__state=Edition.State.SUBMITTED).delete()
    published, left = [], []
    due = PlannedPublication.objects.filter(day__lte=timezone.localdate())
    for plan in due.select_related("edition__measure__project", "planned_by"):
        (published if _carry_out(plan) else left).append(plan.edition)
    return published, left


@transaction.atomic
def _carry_out(plan):
    """Publish the edition of a plan; return whether that was possible."""
    by = plan.planned_by
    if not (by.is_active and by.is_moderator):
        return False
    try:
        with transaction.atomic():
            workflow.publish(edition=plan.edition, by=by, version=plan.version, reason=plan.reason)
    except WorkflowError:
        return False
    plan.delete()
    return True
