"""Merge one value of a vocabulary into another.

The merged value stays as a row that points to the other one. An edition that is being saved at the same time also gets
the other value, because of the two locks in measures/vocabulary_values.py.
"""

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from measures import workflow
from measures.models import Edition, SolutionType
from measures.models.effects import compared_by
from measures.models.vocabularies import Vocabulary
from measures.vocabulary_values import lock_exclusive, naming_of, relation_of
from municipalities.accounts.models import User


class MergeError(Exception):
    """The values cannot be merged. The message can be shown to the user."""


@transaction.atomic
def merge(*, value: Vocabulary, into: Vocabulary, by: User) -> int:
    """Replace `value` by `into` in every edition, and return the number of editions that had `value`.

    Afterwards `value`, and every value that was merged into it before, points to `into`. Raise MergeError if one of
    the two has been deleted or merged, or if they are not of the same vocabulary.
    """
    workflow.catalogue_changed()  # first, so that publications, imports and merges take turns
    model = type(value)
    lock_exclusive(model)
    # Read again under the lock. A value merged into itself gives one row, too.
    current = model.objects.current().in_bulk([value.pk, into.pk])
    if len(current) != 2 or type(into) is not model:
        raise MergeError(_("Choose another value. One of the two is not there any more."))
    value, into = current[value.pk], current[into.pk]
    moved = usage(value)["editions"]
    relation, field = naming_of(model)
    # An edition that has both keeps the row that comes first, since their order counts: the first is the main one.
    rows = relation.objects.filter(**{f"{field}__in": [value, into]})
    earlier = rows.filter(edition=OuterRef("edition"), pk__lt=OuterRef("pk"))
    rows.filter(Exists(earlier)).delete()
    relation.objects.filter(**{field: value}).update(**{field: into})
    if isinstance(value, SolutionType):
        _move_indicators(value, into)
    value.merged_values.update(merged_into=into)
    model.objects.filter(pk=value.pk).update(merged_into=into)
    _log(value, into, by, moved)
    return moved


def _move_indicators(value, into):
    """Recommend the indicators of `value` for `into`, without those that it has already."""
    known = {compared_by(indicator.name, indicator.unit) for indicator in into.indicators.all()}
    for indicator in value.indicators.all():
        if compared_by(indicator.name, indicator.unit) in known:
            indicator.delete()
    value.indicators.update(solution_type=into)


def usage(value: Vocabulary) -> dict[str, int]:
    """Return how many "editions" use `value`, and how many of these are "public"."""
    editions = Edition.objects.filter(**{relation_of(type(value)): value})
    return editions.aggregate(editions=Count("pk"), public=Count("pk", filter=Q(state=Edition.State.PUBLISHED)))


def _log(value, into, by, moved):
    """Write the merge to the histories of both values in the admin."""
    details = {"value": value, "slug": value.slug, "into": into, "moved": moved}
    for row, flag, message in (
        (value, DELETION, _("Merged into “%(into)s”, editions moved: %(moved)s.")),
        (into, CHANGE, _("Took over “%(value)s” (%(slug)s), editions moved: %(moved)s.")),
    ):
        LogEntry.objects.create(
            user=by,
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            object_repr=str(row)[:200],  # the length of the column
            action_flag=flag,
            change_message=message % details,
        )
