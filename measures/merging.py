"""Merges one value of a vocabulary into another.

The merged value stays as a row that points to the other one. An edition that is being written at the same moment ends
up with the other value: see the two locks in measures/vocabulary_values.py.
"""

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from measures import workflow
from measures.models import Edition
from measures.vocabulary_values import lock_exclusive, naming_of, relation_of


class MergeError(Exception):
    """Values that cannot be merged; the text can be shown."""


@transaction.atomic
def merge(*, value, into, by):
    """Let every edition that names `value` name `into` instead; return the number of those editions.

    Afterwards `value`, and all that was merged into it before, points to `into`. Raises MergeError if one of the two
    does not exist any more, or was merged itself.
    """
    workflow.catalogue_changed()  # first, so that publications, imports and merges take turns
    model = type(value)
    lock_exclusive(model)
    pair = model.objects.current().in_bulk([value.pk, into.pk])
    if len(pair) != 2 or type(into) is not model:
        raise MergeError(_("Choose another value. One of the two is not there any more."))
    value, into = pair[value.pk], pair[into.pk]
    moved = usage(value)["editions"]
    naming, field = naming_of(model)
    rows = naming.objects.filter(**{field: value})
    naming_both = naming.objects.filter(**{field: into}).values("edition")
    rows.filter(edition__in=naming_both).delete()
    rows.update(**{field: into})
    value.merged_values.update(merged_into=into)
    model.objects.filter(pk=value.pk).update(merged_into=into)
    _log(value, into, by, moved)
    return moved


def usage(value):
    """Return how many editions name `value`, and how many of these are public."""
    named = Edition.objects.filter(**{relation_of(type(value)): value})
    return named.aggregate(editions=Count("pk"), public=Count("pk", filter=Q(state=Edition.State.PUBLISHED)))


def _log(value, into, by, moved):
    words = {"value": value, "slug": value.slug, "into": into, "moved": moved}
    for row, flag, message in (
        (value, DELETION, _("Merged into “%(into)s”, editions moved: %(moved)s.")),
        (into, CHANGE, _("Took over “%(value)s” (%(slug)s), editions moved: %(moved)s.")),
    ):
        LogEntry.objects.create(
            user=by,
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            object_repr=str(row)[:200],
            action_flag=flag,
            change_message=message % words,
        )
