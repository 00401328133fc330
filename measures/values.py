"""What the values of a vocabulary are now: some were merged into others since a form, a link or a file named them."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from measures.models import ActionField, SolutionType, SpatialScope

HELD = ContextVar("held", default=None)  # {vocabulary: keys that this transaction holds already}


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


def lasting(model, keys, had=frozenset()):
    """Return what the values with these `keys` are now, as keys that no merger takes away before this transaction ends.

    Those that an edition `had` are held as well: what becomes of them shall be settled before they are compared.
    A value that is gone for good is left out.
    """
    held = _hold(model, keys | had)
    if gone := keys - held:
        successors = former_of(model).objects.filter(key__in=gone).values_list("value", flat=True)
        return lasting(model, (keys & held) | set(successors), had)
    return keys


def hold_all():
    """Hold all values of all vocabularies until the transaction ends; return them, for `held_already`."""
    models = SolutionType, ActionField, SpatialScope
    return {model: _hold(model, set(model.objects.values_list("pk", flat=True))) for model in models}


@contextmanager
def held_already(held):
    """Let `lasting` not ask for what `hold_all` has got in the same transaction, when many editions are written."""
    token = HELD.set(held)
    try:
        yield
    finally:
        HELD.reset(token)


def _hold(model, keys):
    """Lock these rows against deletion, but not against others who name them, and return the keys that are there."""
    if keys and keys <= (HELD.get() or {}).get(model, set()):
        return keys
    rows = model.objects.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)
    if not keys or connection.vendor != "postgresql":  # SQLite lets one writer in at a time
        return set(rows)
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR KEY SHARE", parameters)  # Django knows only locks that exclude each other
        return {key for (key,) in cursor}
