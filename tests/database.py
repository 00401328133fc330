"""What the database refuses, told by the name of the constraint."""

import pytest
from django.db import IntegrityError, connection, transaction


def refused(action, constraint):
    """Assert that the database refuses `action` because of `constraint`.

    A column that is unique by itself has a constraint with the name that PostgreSQL gives it: table_column_key.
    """
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        action()
    assert constraint in names_of_broken(caught.value)


def names_of_broken(error):
    """Return the names that the broken constraint can have: SQLite tells of a UNIQUE one only the columns."""
    if connection.vendor == "postgresql":
        return {error.__cause__.diag.constraint_name}
    kind, what = str(error).split(" constraint failed: ")
    if kind == "CHECK":
        return {what}
    if what.startswith("index "):
        return {what.removeprefix("index ").strip("'")}
    tables, columns = zip(*(column.split(".") for column in what.split(", ")), strict=True)
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, tables[0])
    unique = {name for name, known in constraints.items() if known["unique"] and known["columns"] == [*columns]}
    return unique | {"_".join([tables[0], *columns, "key"])}
