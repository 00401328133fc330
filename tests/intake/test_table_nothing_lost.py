"""R25 for tables: of every table that is accepted, each cell that is not empty is in an entry or named in the plan."""

import io
import random
import re

import pytest
from django.urls import reverse
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange

from measures.intake import uploads
from measures.intake.problems import Refused
from measures.models import Edition
from tests.drills import rounds
from tests.factories import make_editor, make_municipality, make_project
from tests.intake.sheet_files import csv_bytes, upload
from tests.intake.workbooks import ods_table, spreadsheet

pytestmark = pytest.mark.django_db

TABLES = rounds(60, 300)
HEADERS = ["Titel", "Kurzfassung", "Ziele", "Partner", "Kosten", "Zielgruppen", "Bemerkung", "interne Nr.", "", None]
PIECES = [
    "Bänke",
    "„Süd“",
    "a;b",
    'er sagte "ja"',
    "31. Dezember",
    "Schüler*innen",
    "x,y",
    "zwei\nZeilen",
    "§ 5",
    "_x000D_",
]


def random_grid(dice):
    """Return a list of lists of texts: perhaps something above the headers, then rows, some too long or too short."""
    headers = dice.sample(HEADERS, k=dice.randrange(2, len(HEADERS)))
    headers = ["Titel"] + [header for header in headers if header != "Titel"]
    numbers = iter(range(10_000))

    def cell():
        return "" if dice.random() < 0.3 else f"w{next(numbers)}q {dice.choice(PIECES)}"

    above = [[cell() for _ in range(dice.randrange(3))] for _ in range(dice.choice([0, 0, 1, 3]))]
    rows = []
    for _ in range(dice.randrange(1, 6)):
        width = len(headers) + dice.choice([0, 0, 0, -1, 1])
        rows.append([f"w{next(numbers)}q Titel", *(cell() for _ in range(width - 1))])
    if dice.random() < 0.3:
        rows.append(["", *(cell() for _ in range(dice.randrange(len(headers) + 1)))])
    return [*above, [header or "" for header in headers], *rows]


def as_file(grid, kind, dice):
    if kind == "csv":
        return csv_bytes(grid, delimiter=dice.choice(";,\t"), encoding=dice.choice(["utf-8", "cp1252", "mac_roman"]))
    if kind == "ods":
        clean = [
            [cell.replace("&", "&amp;").replace("<", "&lt;") or "<table:table-cell/>" for cell in row] for row in grid
        ]
        return spreadsheet(ods_table(*clean))
    workbook = Workbook()
    sheet = workbook.active
    for row in grid:
        sheet.append([cell.replace("_x000D_", "") or None for cell in row])
    for title in dice.sample(["Notizen", "alt"], k=dice.randrange(3)):
        other = workbook.create_sheet(title)
        other.append(["Titel", "x"])
        other.sheet_state = dice.choice(["visible", "hidden"])
    if dice.random() < 0.3:
        first = dice.randrange(1, 8)
        last = first + dice.randrange(2)
        # Not merge_cells(), which empties the cells below.
        sheet.merged_cells.add(CellRange(min_row=first, max_row=last, min_col=2, max_col=3))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def words_of(texts):
    return {word for text in texts for word in re.findall(r"w\d+q", str(text))}


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_every_cell_is_in_an_entry_or_named_in_the_plan(client, kind):
    editor = make_editor(make_project("Musterstadt", municipalities=[make_municipality("Musterstadt")]))
    client.force_login(editor)
    accepted = carried_out = 0
    for seed in range(TABLES):
        dice = random.Random(f"{kind} {seed}")  # noqa: S311 - repeatable on purpose
        grid = random_grid(dice)
        try:
            stored = uploads.store_upload(upload(as_file(grid, kind, dice), f"t.{kind}"), editor)
        except Refused:
            continue
        if "readings" in stored.table:
            uploads.choose_reading(stored, 0)
        accepted += 1
        page = client.get(reverse("admin:table_plan", args=[stored.pk]))
        plan = page.context["plan"]
        named = [text for _kind, _label, texts in page.context["left_out"] for text in texts]
        named += [problem.value for row in plan.rows for problem in row.problems]
        if not plan.counts["error"]:
            before = set(Edition.objects.values_list("pk", flat=True))
            uploads.carry_out(stored.pk, by=editor, confirmed=plan.fingerprint)
            carried_out += 1
            new = Edition.objects.exclude(pk__in=before)
            entries = [value for row in new.values() for value in row.values() if isinstance(value, str)]
        else:  # nothing is written, and the table has to be mended
            entries = [value for row in plan.rows for value in row.content.values()]
        unread = _below(grid, plan.table.unread)
        written = words_of(cell for row in grid for cell in row)
        assert written - words_of(entries) - words_of(named) - words_of(unread) == set(), (seed, grid)
    assert accepted > TABLES * 0.7
    assert carried_out > TABLES * 0.1


def _below(grid, headers):
    """Return the cells in the columns with these headers, which the plan names."""
    line = next(row for row in grid if "Titel" in row)
    columns = [position for position, header in enumerate(line) if header and header in headers]
    return [row[position] for row in grid for position in columns if position < len(row)]
