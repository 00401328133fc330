"""Reading exported files in tests."""

import csv
import io
import json

from django.urls import reverse
from openpyxl import load_workbook


def fetch(client, form, query="", route="measures_export"):
    response = client.get(f"{reverse(route, args=[form])}?{query}")
    assert response.status_code == 200, response.content
    return response


def read_csv(client, query="", route="measures_export"):
    """Return the rows of a CSV file as dicts."""
    text = fetch(client, "csv", query, route).getvalue().decode()
    return list(csv.DictReader(io.StringIO(text)))


def read_json(client, query="", route="measures_export", form="json"):
    return json.loads(fetch(client, form, query, route).getvalue())


def read_xlsx(client, query="", route="measures_export"):
    """Return the workbook, with formulas as formulas."""
    return load_workbook(io.BytesIO(fetch(client, "xlsx", query, route).getvalue()))


def texts_in(workbook):
    """Yield every cell that is not empty."""
    for sheet in workbook:
        for row in sheet.iter_rows():
            yield from [cell for cell in row if cell.value is not None]
