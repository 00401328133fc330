"""Fills the database of DATABASE_URL: `python -m tests.bench.fill NUMBER`."""

import shutil
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from measures.intake.catalogue.records import SHIPPED  # noqa: E402
from measures.sample.generate import generate_measures  # noqa: E402

# What a site that searches in PostgreSQL would have: the words of an edition beside it, with an index.
# Kept in a column, since computing them for each row of a sequential scan would make a slow floor.
TEXTS = ("title", "summary", "description", "goals", "target_groups", "partners", "costs", "funding",
         "what_worked", "lessons", "transfer_hints", "operation")  # fmt: skip
FULL_TEXT = f"""
    ALTER TABLE measures_edition ADD COLUMN bench_words tsvector
        GENERATED ALWAYS AS (to_tsvector('german', {" || ' ' || ".join(TEXTS)})) STORED;
    CREATE INDEX bench_words ON measures_edition USING gin (bench_words) WITH (fastupdate = off);
"""


def fill(number):
    call_command("migrate", verbosity=0, interactive=False)
    with TemporaryDirectory() as folder:
        call_command("import_catalogue", without_measures(Path(folder) / "catalogue"), stdout=StringIO())
    generate_measures(number)
    with connection.cursor() as cursor:
        cursor.execute(FULL_TEXT)
        cursor.execute("VACUUM ANALYZE")


def without_measures(folder):
    """Copy the shipped catalogue with its projects and municipalities; all measures shall be made up."""
    shutil.copytree(SHIPPED, folder)
    for name in ("measures.csv", "details.csv", "english.csv"):
        table = folder / name
        table.write_bytes(table.read_bytes().splitlines(keepends=True)[0])
    return folder


if __name__ == "__main__":
    fill(int(sys.argv[1]))
