"""Give each edition that has become public a number in the order in which it was noticed."""

from django.db import transaction

from measures.models import CatalogueVersion, Edition, NoticedPublication


@transaction.atomic
def notice_publications() -> None:
    """Store a NoticedPublication for each edition that is or was public and has none yet.

    The lock is the one that publications hold from their start to their end: none is under way meanwhile, and two
    processes that notice take turns.
    """
    CatalogueVersion.objects.select_for_update().first()
    missing = Edition.objects.filter(state__in=Edition.ONCE_PUBLIC, published_at__isnull=False).exclude(
        pk__in=NoticedPublication.objects.values("edition")
    )
    keys = missing.order_by("published_at", "pk").values_list("pk", flat=True)
    for key in keys:  # one by one, since the order of their keys counts
        NoticedPublication.objects.create(edition_id=key)
