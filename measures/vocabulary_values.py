"""What values of a vocabulary, and places, are now: some were merged or continued since a form or file named them."""

from django.db import connection

from measures.models import Edition
from municipalities.models import Municipality


def by_name(model):
    """Return {name: value} of a vocabulary. The name of a merged value leads to the value it was merged into."""
    merged = {value.name: value.merged_into for value in model.objects.merged().select_related("merged_into")}
    return merged | {value.name: value for value in model.objects.current()}


def current_keys(model, keys):
    """Return {key: key of the current value} for `keys` of a vocabulary; keys that do not exist are left out."""
    rows = model.objects.filter(pk__in=keys).order_by().values_list("pk", "merged_into")
    return {key: merged_into or key for key, merged_into in rows}


def current_places(keys):
    """Return {key: key of the current row} for `keys` of municipalities: the successor, once the projects have moved.

    A successor that only the import has found counts for nothing yet (measures/succession.py).
    """
    moved = Municipality.objects.filter(pk__in=keys, successor__isnull=False, participations__isnull=True)
    return {key: key for key in keys} | dict(moved.values_list("pk", "successor"))


def naming_of(model):
    """Return the model whose rows say which edition names which value, and the name of its field for the value."""
    relation = Edition._meta.get_field(relation_of(model))
    return relation.remote_field.through, relation.m2m_reverse_field_name()


def relation_of(model):
    """Return the name of the field of Edition that holds values of this vocabulary."""
    return next(field.name for field in Edition._meta.many_to_many if field.related_model is model)


def lock_shared(model):
    """Keep the values of a vocabulary from being merged or deleted until the transaction ends.

    Call it before looking up the values that an edition will name. Any number of transactions can share this lock,
    which is the one that PostgreSQL takes anyway as soon as rows are inserted into the table.
    """
    _lock(model, "ROW EXCLUSIVE")


def lock_exclusive(model):
    """Wait until no other transaction writes which edition names which value, and keep others from it.

    Call it before merging or deleting a value, after workflow.catalogue_changed(): whoever takes both locks must take
    them in the same order.
    """
    _lock(model, "SHARE ROW EXCLUSIVE")


def _lock(model, mode):
    # The lock on rows that a foreign key takes would come too late: Django's foreign keys are checked at the end of
    # the transaction. SQLite lets one writer in at a time and needs no lock.
    if connection.vendor == "postgresql":
        naming, _field = naming_of(model)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(naming._meta.db_table)} IN {mode} MODE")
