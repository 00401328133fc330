"""Assert that a database constraint refuses a write."""

import pytest
from django.db import IntegrityError, connection, transaction


def assert_refused(action, constraint):
    """Assert that `action` breaks the database constraint of this name.

    A column that is unique by itself has a constraint with the name that PostgreSQL gives it: table_column_key.
    """
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        action()
    assert constraint in broken_constraints(caught.value)


def broken_constraints(error):
    """Return the possible names of the broken constraint; SQLite names only the columns of a UNIQUE constraint."""
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
