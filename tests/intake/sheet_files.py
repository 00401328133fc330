"""Make uploaded files in memory."""

import csv
import io

from django.core.files.base import ContentFile
from openpyxl import Workbook

from measures.intake import uploads


def upload(data, name="tabelle.csv"):
    return ContentFile(data, name=name)


def csv_bytes(rows, *, delimiter=";", encoding="utf-8"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows, *, merged=(), change=None):
    """Return a workbook; `change` gets its sheet."""
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    if change:
        change(sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def stored_upload(rows, user):
    """Return the Upload of a CSV file with these rows."""
    return uploads.store_upload(upload(csv_bytes(rows)), user)


def plan(rows, user):
    return uploads.plan_of(stored_upload(rows, user), user)


def carry_out(rows, user):
    """Upload and confirm a table; return its Upload."""
    stored = stored_upload(rows, user)
    confirmed = uploads.plan_of(stored, user).fingerprint
    uploads.carry_out(stored.pk, by=user, confirmed=confirmed)
    stored.refresh_from_db()
    return stored


def problems(planned):
    """Return (address, value, nearest) of all problems of a Plan."""
    return [(problem.address, problem.value, problem.nearest) for row in planned.rows for problem in row.problems]
