"""Move what depends on a municipality that is gone to the one that continues it (Nachfolge).

The old row stays and points to its successor, so that its address leads on. Editions of the past keep the old row: the
catalogue of a past day stays what it was.
"""

from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from measures import workflow
from measures.models import Edition, Reuse
from measures.models.relations import EditionPlace
from measures.reuse import verbs as reuse_verbs
from measures.vocabulary_values import lock_exclusive
from municipalities.accounts.models import User
from municipalities.models import ModelProject, Municipality, Participation

PAST = Edition.State.SUPERSEDED, Edition.State.WITHDRAWN


class SuccessionError(Exception):
    """The municipality cannot be continued by the other one. The message can be shown to the user."""


@dataclass(frozen=True)
class Dependents:
    """What names a municipality: projects, and the number of entries (measures), not counting editions of the past."""

    projects: list[ModelProject]
    entries: int


def dependents(municipality: Municipality) -> Dependents:
    """Return what names `municipality` now."""
    editions = Edition.objects.filter(places=municipality).exclude(state__in=PAST)
    return Dependents(
        projects=list(ModelProject.objects.filter(municipalities=municipality)),
        entries=editions.order_by().values("measure").distinct().count(),
    )


def unmoved() -> list[Municipality]:
    """Return the municipalities that another one continues, but that a project or an entry still names."""
    entries = EditionPlace.objects.exclude(edition__state__in=PAST).filter(municipality__successor__isnull=False)
    named = (
        Q(participations__isnull=False)
        | Q(pk__in=entries.values("municipality"))
        | Q(pk__in=Reuse.objects.exclude(status="").values("municipality"))
    )
    rows = Municipality.objects.filter(named, successor__isnull=False).select_related("successor")
    return list(rows.distinct().order_by("ars"))


def proposed_successor(gone: Municipality) -> Municipality | None:
    """Return the successor that the import has found, or the only other place of the name, level and state."""
    if gone.successor:
        return gone.successor
    same = Municipality.objects.filter(name=gone.name, level=gone.level, ars__startswith=gone.ars[:2], gone_since=None)
    found = same.exclude(pk=gone.pk)[:2]
    return found[0] if len(found) == 1 else None


@transaction.atomic
def move_to_successor(*, gone: Municipality, successor: Municipality, by: User | None) -> Dependents:
    """Replace `gone` by `successor` in projects and editions, and return what was moved.

    Raises SuccessionError if `gone` is still in the register, or `successor` is not.
    """
    workflow.catalogue_changed()  # first, so that publications, imports and merges take turns
    lock_exclusive(Municipality)  # an entry that is being saved names the successor then, or is moved
    keys = sorted([gone.pk, successor.pk])
    rows = {row.pk: row for row in Municipality.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if len(rows) != 2:
        raise SuccessionError(_("Choose another municipality."))
    gone, successor = rows[gone.pk], rows[successor.pk]
    if not gone.gone_since:
        raise SuccessionError(_("This municipality is still in the official register."))
    if successor.gone_since:
        raise SuccessionError(_("The successor is no longer in the official register itself."))
    moved = dependents(gone)
    move_participations(gone, successor)
    places = EditionPlace.objects.filter(municipality=gone).exclude(edition__state__in=PAST)
    # An edition that already names the successor loses the old place; the unique constraint allows no second row.
    places.filter(edition__in=EditionPlace.objects.filter(municipality=successor).values("edition")).delete()
    places.update(municipality=successor)
    move_reuses(gone, successor, by)
    # Also what had led to the old one, so that one step always leads to a current row.
    Municipality.objects.filter(successor=gone).update(successor=successor)
    Municipality.objects.filter(pk=gone.pk).update(successor=successor)
    if by:
        log(gone, successor, by)
    return moved


def move_reuses(gone, successor, by):
    """Let the successor have the re-uses of `gone`. Where both have one of the same measure, that of `gone` ends."""
    both = set(Reuse.objects.filter(municipality=successor).values_list("measure", flat=True))
    for reuse in Reuse.objects.filter(municipality=gone, measure__in=both).exclude(status=""):
        reason = _("Continued by “%(name)s” (%(key)s).") % {"name": successor.name, "key": successor.ars}
        reuse_verbs.withdraw(reuse=reuse, by=by, version=reuse.version, reason=reason)
    Reuse.objects.filter(municipality=gone).exclude(measure__in=both).update(municipality=successor)


def move_participations(gone, successor):
    """Let the successor take part where `gone` did. In a project of both, it has the stronger of the two roles."""
    already = {part.project_id: part for part in Participation.objects.filter(municipality=successor)}
    for part in Participation.objects.select_for_update().filter(municipality=gone).order_by("pk"):
        own = already.get(part.project_id)
        if own is None:
            part.municipality = successor
            part.save(update_fields=["municipality"])
            continue
        part.delete()  # first, since a project has one lead
        if part.role == Participation.Role.LEAD:
            own.role = part.role
            own.save(update_fields=["role"])


def log(gone, successor, by):
    """Write the move to the histories of both rows in the admin."""
    for row, message in (
        (gone, _("Continued by “%(name)s” (%(key)s).") % {"name": successor.name, "key": successor.ars}),
        (successor, _("Continues “%(name)s” (%(key)s).") % {"name": gone.name, "key": gone.ars}),
    ):
        LogEntry.objects.create(
            user=by,
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            object_repr=str(row)[:200],  # the length of the column
            action_flag=CHANGE,
            change_message=message,
        )
