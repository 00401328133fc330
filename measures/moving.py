"""The verb that moves a measure to another model project."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from measures import notices
from measures.models import AuditEntry, Edition, Handover, Measure
from measures.transitions import WorkflowError, advance, catalogue_changed, lock_measures, record, require_reason
from municipalities.accounts.models import User
from municipalities.models import ModelProject


@transaction.atomic
def move(*, edition: Edition, by: User, version: int, project: ModelProject, reason: str) -> None:
    """Move the measure of an edition, with all its editions, to another model project.

    Its address stays. From then on the editors of `project` may write it, those of the former one no longer; both get a
    mail. Forms that are open at this moment get a Conflict. Raises WorkflowError if it belongs to `project` already.
    """
    require_reason(reason, _("Say why; the editors of both model projects read it."))
    catalogue_changed()  # past days name the project, too
    lock_measures(edition.measure_id)
    measure = Measure.objects.select_related("project").get(pk=edition.measure_id)
    before, former = measure.project, measure.maintainer_id
    if before == project:
        raise WorkflowError(_("The entry belongs to this model project already."))
    advance(edition, version, allowed=Edition.State.values)
    open_or_shown = (*Edition.READABLE, *Edition.WORKING)
    others = Edition.objects.filter(measure=edition.measure_id, state__in=open_or_shown).exclude(pk=edition.pk)
    others.update(version=F("version") + 1)
    Measure.objects.filter(pk=edition.measure_id).update(project=project, maintainer=project)
    Handover.objects.filter(measure=edition.measure_id).delete()
    edition.measure.project = edition.measure.maintainer = project
    names = {"before": before.name, "after": project.name, "reason": reason}
    record(AuditEntry.Verb.MOVE, edition, by, note=_("From “%(before)s” to “%(after)s”: %(reason)s") % names)
    notices.tell_of_move(edition, before, former, by=by, note=reason)
