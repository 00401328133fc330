"""Which entries name a value of a vocabulary: their number in lists, their titles where it cannot be deleted."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from measures.models import Edition
from measures.vocabulary_values import naming_of

MOST_TITLES = 50  # shown where a value cannot be deleted
PAST = Edition.State.SUPERSEDED, Edition.State.WITHDRAWN


@dataclass(frozen=True)
class NamingEntry:
    """An edition that names a value, or the value itself as the first of the list, with its page for merging."""

    title: str
    url: str
    is_value: bool = False

    def __str__(self):
        return self.title


def with_entries(values):
    """Return the values with `entries`: how many measures name each, not counting editions of the past."""
    relation, field = naming_of(values.model)
    rows = relation.objects.exclude(edition__state__in=PAST).filter(**{field: OuterRef("pk")})
    counted = rows.order_by().values(field).annotate(number=Count("edition__measure", distinct=True)).values("number")
    return values.annotate(entries=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)))


def naming_entries(values) -> list[NamingEntry]:
    """Return for each used value its page for merging, followed by the entries that name it."""
    listed = []
    for value in values:
        relation, field = naming_of(type(value))
        keys = relation.objects.filter(**{field: value}).values("edition")
        editions = list(Edition.objects.filter(pk__in=keys).order_by("measure", "-number")[:MOST_TITLES])
        if editions:
            page = reverse(f"admin:{value._meta.app_label}_{value._meta.model_name}_merge", args=[value.pk])
            listed.append(NamingEntry(value.name, page, is_value=True))
        listed += [NamingEntry(edition.title, reverse("admin:entry_show", args=[edition.pk])) for edition in editions]
    return listed
