"""Rows of a table as lines of JSON, the same for each database, and back.

Django's `dumpdata` and `loaddata` do not fit: they cut times to milliseconds, and update rows before they insert them,
which the guard of the audit refuses.
"""

import json
from collections.abc import Iterator

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

BATCH = 50  # rows; the files of frozen catalogues are among them, of some megabytes each
# Stored as text in a line. All other values, numbers and strings, are the same in JSON.
AS_TEXT = {"BinaryField", "DateField", "DateTimeField", "DecimalField", "DurationField", "TimeField", "UUIDField"}


def all_models() -> list[type[models.Model]]:
    """Return all models that have a table, in the order of their tables' names."""
    found = apps.get_models(include_auto_created=True)
    return sorted(
        (model for model in found if model._meta.managed and not model._meta.proxy),
        key=lambda model: model._meta.db_table,
    )


def stored_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields that are columns of the model's own table, without those that the database computes."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def lines_of(model: type[models.Model]) -> Iterator[bytes]:
    """Yield a line of JSON for each row, in the order of the primary key."""
    fields = stored_fields(model)
    rows = model._base_manager.order_by("pk").iterator(chunk_size=BATCH)
    if model._meta.pk.get_internal_type() == "CharField":  # databases do not agree on the order of texts
        rows = iter(sorted(rows, key=lambda row: row.pk))
    for row in rows:
        values = {field.column: _to_json(field, row) for field in fields}
        yield json.dumps(values, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _to_json(field, row):
    value = field.value_from_object(row)
    if value is None:
        return None
    if field.get_internal_type() in AS_TEXT:
        return field.value_to_string(row)
    if isinstance(field, models.FileField):
        return str(value)
    return value


def insert(model: type[models.Model], lines: Iterator[bytes]) -> None:
    """Insert the rows of `lines` as they are, with their keys and times. Call it in a transaction.

    The rows are written without the model, which would set the time of the last change anew.
    """
    fields = stored_fields(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        batch = []
        for line in lines:
            values = json.loads(line)
            batch.append([_to_database(field, values[field.column]) for field in fields])
            if len(batch) == BATCH:
                cursor.executemany(statement, batch)
                batch = []
        if batch:
            cursor.executemany(statement, batch)


def _to_database(field, value):
    if field.get_internal_type() in AS_TEXT:
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def delete_all(model: type[models.Model]) -> None:
    """Delete all rows, if there are any: the guard of the audit refuses the statement itself."""
    if model._base_manager.exists():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - our own name


def continue_keys() -> None:
    """Let new rows get keys after those that were inserted."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), all_models()):
            cursor.execute(statement)
