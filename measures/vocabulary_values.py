"""What the values of a vocabulary are now: some were merged into others since a form, a link or a file named them."""

from django.db import connection

from measures.models import ActionField, SolutionType, SpatialScope


def former_of(model):
    """Return the model that remembers what was merged into values of `model`."""
    return model._meta.get_field("former").related_model


def by_name(model):
    """Return {name: value}, also for names that values had before they were merged."""
    former = {gone.name: gone.value for gone in former_of(model).objects.select_related("value")}
    return {**former, **model.objects.in_bulk(field_name="name")}


def former_slugs():
    """Return {facet: {slug of a value that was merged: slug of what it is now}}, without slugs in use again."""
    renamed = {}
    for facet, model in (("typ", SolutionType), ("feld", ActionField), ("raum", SpatialScope)):
        gone = former_of(model).objects.exclude(slug__in=model.objects.values("slug"))
        renamed[facet] = dict(gone.values_list("slug", "value__slug"))
    return renamed


def lasting(model, keys):
    """Return {key of a value: key of what it is now}; no merger takes these away before this transaction ends.

    A value that is gone for good is left out.
    """
    now = {key: key for key in _hold(model, keys)}
    if gone := keys - now.keys():
        successors = dict(former_of(model).objects.filter(key__in=gone).values_list("key", "value"))
        later = lasting(model, set(successors.values()))
        now |= {key: later[value] for key, value in successors.items() if value in later}
    return now


def hold_all():
    """Hold all values of all vocabularies until the transaction ends.

    Who writes many editions, some at a time, would else take them in another order than a merger, and each would wait
    for the other.
    """
    for model in (SolutionType, ActionField, SpatialScope):
        _hold(model, set(model.objects.values_list("pk", flat=True)))


def _hold(model, keys):
    """Lock these rows against deletion, but not against others who name them, and return the keys that are there."""
    rows = model.objects.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)
    if not keys or connection.vendor != "postgresql":  # SQLite lets one writer in at a time
        return set(rows)
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR KEY SHARE", parameters)  # Django knows only locks that exclude each other
        return {key for (key,) in cursor}
