"""Tables to download as XLSX or CSV: the entries of a user, or no rows (the template)."""

import csv
import io
import re

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from measures.intake.catalogue.format import CONFIDENCES, SOURCE_KINDS
from measures.intake.cell_values import VOCABULARIES
from measures.intake.cells import DANGEROUS, choice_names, escaped
from measures.intake.columns import COLUMNS, HEADERS, column_of
from measures.intake.entries import entries, places_by_project, stored_texts
from measures.intake.problems import MOST_ROWS
from municipalities.models import ModelProject

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would read as an escape, such as _x000D_
VALUES_SHEET = "Erlaubte Werte"


def export_rows(user):
    """Yield a list of texts, in the order of the columns, for each measure that `user` may edit."""
    found = entries(user)
    places = places_by_project([entry.project for entry in found])
    for entry in found:
        stored = stored_texts(entry, places[entry.project.pk])
        yield [stored[column.name] for column in COLUMNS]


def allowed_values(user):
    """Return {header: allowed names}, for columns that have a list of them."""
    projects = list(ModelProject.objects.open_to(user).funded())
    places = places_by_project(projects)
    named = {name: [value.name for value in model.objects.current()] for name, model in VOCABULARIES.items()}
    named |= {
        "project": [project.name for project in projects],
        **{column.name: list(choice_names(column.name).values()) for column in COLUMNS if column.kind == "choice"},
        "places": list(dict.fromkeys(place.name for project in projects for place in places[project.pk])),
    }
    found = {column.header: named[column.name] for column in COLUMNS if column.name in named}
    return found | {"Quellen: Art": list(SOURCE_KINDS), "Quellen: Verlässlichkeit": list(CONFIDENCES)}


def as_csv(rows):
    """Return bytes that Excel opens by a double click: UTF-8 with BOM, semicolons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows([escaped(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows, user):
    """Return a workbook with `rows`, and the allowed values on a second sheet and in lists to choose from."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Maßnahmen")
    allowed = allowed_values(user)
    sheet.freeze_panes = "D2"
    for position, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = column.width
    _offer(sheet, allowed)
    sheet.append([_header(sheet, header) for header in HEADERS])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    _values_sheet(workbook, allowed)
    _help_sheet(workbook)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _offer(sheet, allowed):
    """Add lists to choose from. A wrong value is refused where a cell has one: others may have several values."""
    for position, (header, names) in enumerate(allowed.items(), start=1):
        column = column_of(header)
        if column is None or not names:
            continue
        letter = get_column_letter(position)
        choice = DataValidation(
            "list",
            formula1=f"'{VALUES_SHEET}'!${letter}$2:${letter}${len(names) + 1}",
            allow_blank=True,
            showErrorMessage=column.kind == "choice",
        )
        own = get_column_letter(HEADERS.index(header) + 1)
        choice.add(f"{own}2:{own}{MOST_ROWS + 1}")
        sheet.data_validations.append(choice)


def _values_sheet(workbook, allowed):
    sheet = workbook.create_sheet(VALUES_SHEET)
    for position in range(1, len(allowed) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = 32
    sheet.append([_header(sheet, header) for header in allowed])
    longest = max(map(len, allowed.values()))
    for number in range(longest):
        sheet.append([_cell(sheet, names[number] if number < len(names) else "") for names in allowed.values()])


def _help_sheet(workbook):
    sheet = workbook.create_sheet("Hilfe")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 100
    sheet.append([_header(sheet, _("Column")), _header(sheet, _("What belongs there"))])
    for column in COLUMNS:
        sheet.append([_cell(sheet, column.header), _cell(sheet, str(column.hint))])


def _header(sheet, text):
    cell = _cell(sheet, text)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EAF2")
    return cell


def _cell(sheet, text):
    """A cell that shows `text`, whatever it begins with."""
    cell = WriteOnlyCell(sheet, ESCAPED.sub("_x005F_", text) or None)
    if text:
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula, and #N/A for an error
        cell.alignment = TOP
        if text.startswith(DANGEROUS):
            cell.quotePrefix = True  # so that it stays text when somebody edits it
    return cell


TOP = Alignment(vertical="top", wrap_text=True)
