"""Merges one value of a vocabulary into another, and tells what became of values that are gone.

Who writes what an edition names holds those values until her transaction ends (measures/vocabulary_values.py), and
a merger waits for her; or the merger is first, then she waits and names what the value has become.
"""

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from measures import workflow
from measures.models import Edition


class MergeError(Exception):
    """Values that cannot be merged; the text can be shown."""


@transaction.atomic
def merge(*, value, into, by):
    """Let every edition that names `value` name `into`, delete `value`, and return the number of those editions."""
    # First, so that publications, imports and mergers take turns.
    workflow.catalogue_changed()
    model = type(value)
    rows = model.objects.select_for_update().filter(pk__in=[value.pk, into.pk]).order_by("pk")
    pair = {row.pk: row for row in rows}
    if len(pair) != 2 or type(into) is not model:
        raise MergeError(_("Choose another value. One of the two is not there any more."))
    value, into = pair[value.pk], pair[into.pk]
    moved = usage(value)["editions"]
    naming, field = naming_of(model)
    rows = naming.objects.filter(**{field: value})
    rows.filter(edition__in=naming.objects.filter(**{field: into}).values("edition")).delete()
    rows.update(**{field: into})
    value.former.update(value=into)
    into.former.create(key=value.pk, slug=value.slug, name=value.name)
    _log(value, into, by, moved)
    value.delete()
    return moved


def usage(value):
    """Return how many editions name `value`, and how many of these are public."""
    named = Edition.objects.filter(**{relation_of(type(value)): value})
    return named.aggregate(editions=Count("pk"), public=Count("pk", filter=Q(state=Edition.State.PUBLISHED)))


def naming_of(model):
    """Return the model whose rows say which edition names which value, and its field for the value."""
    relation = Edition._meta.get_field(relation_of(model))
    return relation.remote_field.through, relation.m2m_reverse_field_name()


def relation_of(model):
    """Return the name of the field of Edition that holds values of this vocabulary."""
    return next(field.name for field in Edition._meta.many_to_many if field.related_model is model)


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
