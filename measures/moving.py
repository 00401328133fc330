"""The verbs that move a measure to another model project, and all measures of a project to another lead."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from measures import notices
from measures.models import AuditEntry, Edition, Handover, Measure
from measures.transitions import (
    WorkflowError,
    advance,
    audit_entry,
    catalogue_changed,
    lock_measures,
    record,
    require_reason,
)
from municipalities.accounts.models import User
from municipalities.models import ModelProject, Municipality, Participation


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


@transaction.atomic
def change_lead(*, project: ModelProject, by: User, seen: int | None, lead: Municipality, reason: str) -> None:
    """Let another municipality of a model project lead it, and with it all its measures.

    The former lead stays in the project as a partner. The history of each measure names the change, and the editors get
    a mail. `seen` is the key of the lead that the user saw, None if there was none. Raises WorkflowError if it is
    another one by now, or if `lead` leads the project already or is not in it.
    """
    require_reason(reason, _("Say why; the editors of the model project read it."))
    catalogue_changed()  # past days name the project with its lead, too
    parts = {part.municipality_id: part for part in Participation.objects.select_for_update().filter(project=project)}
    before = next((part for part in parts.values() if part.role == Participation.Role.LEAD), None)
    if (before and before.municipality_id) != seen:
        raise WorkflowError(_("Somebody else has changed the lead in the meantime."))
    if lead.pk not in parts:
        raise WorkflowError(_("This municipality does not take part in the model project."))
    if lead.pk == seen:
        raise WorkflowError(_("This municipality leads the model project already."))
    if before:  # first, since a project has one lead
        Participation.objects.filter(pk=before.pk).update(role=Participation.Role.PARTNER)
    Participation.objects.filter(pk=parts[lead.pk].pk).update(role=Participation.Role.LEAD)
    former = str(before.municipality) if before else _("nobody")
    note = _("From “%(before)s” to “%(after)s”: %(reason)s") % {"before": former, "after": lead, "reason": reason}
    editions = Edition.objects.newest_of_each().filter(measure__project=project).select_related("measure")
    AuditEntry.objects.bulk_create(audit_entry(AuditEntry.Verb.LEAD, edition, by, note=note) for edition in editions)
    notices.tell_of_lead(project, before=former, after=str(lead), by=by, note=reason)
