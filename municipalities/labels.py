"""What places are called where one is chosen: with their district if another place has the same name."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext as _

from municipalities.models import Municipality


def labels_of(places: Iterable[Municipality]) -> dict[int, str]:
    """Return {primary key: label}: "Ulm", "Eisenach (Wartburgkreis)", "Eisenach (Kreisfreie Stadt, no longer …)".

    Takes one query. Two of the same name in one district also get their regional keys.
    """
    rows = list(places)
    same = Municipality.objects.filter(name__in={row.name for row in rows}).order_by().values("name")
    shared = set(same.annotate(number=Count("pk")).filter(number__gt=1).values_list("name", flat=True))
    labels = {row.pk: described(row, row.name in shared) for row in rows}
    number = Counter(labels.values())
    return {
        row.pk: f"{labels[row.pk]} {row.ars or row.slug}" if number[labels[row.pk]] > 1 else labels[row.pk]
        for row in rows
    }


def described(place: Municipality, shared: bool) -> str:
    """Return the name of a place, with its district or legal form if the name is `shared`, and whether it is gone."""
    # The names of districts and associations contain their legal form.
    kind = place.kind if place.level == Municipality.Level.MUNICIPALITY else ""
    where = [place.district or kind] if shared else []
    if place.gone_since:
        where.append(_("no longer in the register"))
    where = [part for part in where if part]
    return f"{place.name} ({', '.join(where)})" if where else place.name


def gone_last(places: Iterable[Municipality]) -> list[Municipality]:
    """Return the places in their order, but those that are gone from the register behind the others."""
    return sorted(places, key=lambda place: place.gone_since is not None)
