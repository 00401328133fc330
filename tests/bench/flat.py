"""One flat SQLite table of all measures, as one would export it for Datasette.

Each facet is one column; where a measure can have several values it holds a list, which Datasette counts with
`_facet_array` instead of `_facet`.
"""

import json
import sqlite3

from measures.finding.documents import read_documents
from measures.models import Edition
from tests.bench.facets import FACETS

TEXTS = ("title", "summary", "description")
LISTS = {"typ", "feld", "raum", "land", "groesse"}


def export(path):
    path.unlink(missing_ok=True)
    texts = {pk: row for pk, *row in Edition.objects.public().values_list("pk", *TEXTS)}
    documents = read_documents(Edition.objects.public())
    connection = sqlite3.connect(path)
    with connection:
        columns = ", ".join(f"{name} TEXT" for name in (*TEXTS, *FACETS))
        connection.execute(f"CREATE TABLE measures (id INTEGER PRIMARY KEY, number INTEGER, {columns})")
        connection.executemany(
            f"INSERT INTO measures VALUES ({', '.join('?' * (2 + len(TEXTS) + len(FACETS)))})",  # noqa: S608
            (
                (document.edition, number, *texts[document.edition], *facets(document))
                for number, document in enumerate(documents)
            ),
        )
        for name in ("number", *FACETS):
            connection.execute(f"CREATE INDEX measures_{name} ON measures ({name})")
        names = ", ".join(TEXTS)
        options = 'content="measures", content_rowid="id"'
        connection.execute(f"CREATE VIRTUAL TABLE measures_fts USING fts5 ({names}, {options})")
        copy = f"INSERT INTO measures_fts (rowid, {names}) SELECT id, {names} FROM measures"  # noqa: S608
        connection.execute(copy)
        connection.execute("ANALYZE")
    connection.close()


def facets(document):
    values = document.values
    return [json.dumps(values[name]) if name in LISTS else "".join(values[name]) for name in FACETS]


def address(question):
    """Return the same question for Datasette: newest first, twenty rows, counts of all nine columns.

    Of a list it can only ask whether it contains one value; a second one, joined by OR, is left out.
    """
    pairs = [("_sort_desc", "number"), ("_size", "20")]
    for name in FACETS:
        pairs.append(("_facet_array" if name in LISTS else "_facet", name))
        if question[name] and name in LISTS:
            pairs.append((f"{name}__arraycontains", question[name][0]))
        elif question[name]:
            pairs.append((f"{name}__in", ",".join(question[name])))
    if question["q"]:
        pairs.append(("_search", f'"{question["q"]}"'))
    return pairs
