"""The English part of a catalogue folder: titles and summaries of measures, names of the vocabularies.

Both files may be missing. Translations of measures follow the file like all content of an imported entry. Names that a
moderator has written stay as they are.
"""

import csv
from pathlib import Path

from measures.intake.catalogue.files import CatalogueError
from measures.intake.problems import Problem
from measures.models import ActionField, Edition, SolutionType, SpatialScope
from municipalities.visible_text import visible

TRANSLATIONS, NAMES = "english.csv", "vocabularies_english.csv"
COLUMNS = {TRANSLATIONS: ["measure_id", "title", "summary"], NAMES: ["vocabulary", "slug", "name", "description"]}
VOCABULARIES = {"solution_type": SolutionType, "action_field": ActionField, "spatial_scope": SpatialScope}


def add_translations(folder, measures):
    """Add `title_en` and `summary_en` to the fields of the records of measures. Raises CatalogueError.

    A record that the file does not name gets empty ones. Without the file, nothing is added.
    """
    if not (Path(folder) / TRANSLATIONS).exists():
        return
    by_reference = {record.reference: record for record in measures}
    for record in measures:
        record.fields.update(title_en="", summary_en="")
    problems = []
    for line, row in rows_of(folder, TRANSLATIONS):
        record = by_reference.get(row["measure_id"])
        if record is None:
            problems.append(problem(TRANSLATIONS, line, "measure_id", row, "No row of measures.csv has this id."))
        elif record.fields["title_en"]:
            problems.append(problem(TRANSLATIONS, line, "measure_id", row, "This id is there twice."))
        elif not row["title"]:
            problems.append(problem(TRANSLATIONS, line, "title", row, "This must not be empty."))
        else:
            record.fields.update(title_en=row["title"], summary_en=row["summary"])
            problems += too_long(TRANSLATIONS, line, row, Edition, title="title_en", summary="summary_en")
    if problems:
        raise CatalogueError(problems)


def read_names(folder):
    """Return {(vocabulary model, slug): (name, description)} of the file, {} without it. Raises CatalogueError."""
    names, problems = {}, []
    if (Path(folder) / NAMES).exists():
        for line, row in rows_of(folder, NAMES):
            model = VOCABULARIES.get(row["vocabulary"])
            if model is None:
                reason = f"This is none of: {', '.join(VOCABULARIES)}."
                problems.append(problem(NAMES, line, "vocabulary", row, reason))
            else:
                names[model, row["slug"]] = row["name"], row["description"]
                problems += too_long(NAMES, line, row, model, name="name_en", description="description_en")
    if problems:
        raise CatalogueError(problems)
    return names


def write_names(names, counts):
    """Write the names and descriptions of `read_names` where there are none yet, and count the values."""
    for (model, slug), (name, description) in names.items():
        value = model.objects.filter(slug=slug).first()
        if value is None:
            continue  # a moderator has deleted it
        if value.name_en or value.description_en:
            counts["unchanged"] += 1
        else:
            value.name_en, value.description_en = name, description
            value.save(update_fields=["name_en", "description_en"])
            counts["changed"] += 1


def rows_of(folder, file):
    """Return pairs of a line and its cells by column. Raises CatalogueError if the file is not such a table."""
    try:
        text = visible((Path(folder) / file).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError([Problem(file=file, reason=f"The file cannot be read as UTF-8: {error}.")]) from error
    reader = csv.DictReader(text.splitlines(keepends=True), restkey="", restval="")
    if reader.fieldnames != COLUMNS[file]:
        raise CatalogueError([Problem(file=file, row=1, reason=f"The columns must be: {', '.join(COLUMNS[file])}.")])
    return [(reader.line_num, {column: row[column].strip() for column in COLUMNS[file]}) for row in reader]


def too_long(file, line, row, model, **fields):
    """Return a Problem for each cell that is longer than its field; `fields` maps columns to fields of `model`."""
    longest = {column: model._meta.get_field(name).max_length for column, name in fields.items()}
    return [
        problem(file, line, column, row, f"This is longer than {most} characters.")
        for column, most in longest.items()
        if len(row[column]) > most
    ]


def problem(file, line, column, row, reason):
    return Problem(file=file, row=line, column=column, value=row[column], reason=reason)
