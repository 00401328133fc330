"""All that the database holds, in a form in which two runs of the same request are equal."""

from datetime import date, datetime, timedelta

from django.apps import apps
from django.utils import timezone

PASSING = {"sessions.session", "migrations.migration"}
LOOSE = {"measure_key", "edition_key", "object_id", "key"}  # keys that are no foreign keys


def dump():
    """Return {table: rows}, each row as a dict of its columns."""
    return {
        model._meta.db_table: list(model.objects.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in PASSING
    }


def changes(before, after):
    """Return what `after` has that `before` has not, and the other way round, without what differs by chance.

    By chance differ the keys of new rows and the time.
    """
    known = {table: {row.get("id") for row in rows} for table, rows in before.items()}
    return sorted(_rows(before, after, known, "+") + _rows(after, before, known, "-"))


def _rows(old, new, known, sign):
    return [
        (sign, table, str(_settled(row, known[table])))
        for table, rows in new.items()
        for row in rows
        if row not in old[table]
    ]


def _settled(row, known):
    fresh = row.get("id") not in known
    return {column: _value(column, value, fresh) for column, value in row.items()}


def _value(column, value, fresh):
    if isinstance(value, datetime) and abs(timezone.now() - value) < timedelta(minutes=10):
        return "now"
    if isinstance(value, date) and not isinstance(value, datetime) and value == timezone.localdate():
        return "today"
    if fresh and (column == "id" or column in LOOSE):
        return "new"
    return value
