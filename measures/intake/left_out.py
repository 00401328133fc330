"""What a table holds that is not read: it is named in the dry run, so that nothing is lost unseen."""

from openpyxl.utils import get_column_letter

from measures.intake.grids import MOST_NOTED, Linked, shown

LONGEST = 80  # characters of a cell that is named


def sheets_left_out(sheets, chosen, archive):
    """Return {kind: names} of what is beside the chosen sheet of a workbook."""
    others = [sheet for sheet in sheets if sheet is not chosen and (sheet.cells or sheet.refused)]
    return _filled(
        {
            "sheets": [sheet.name for sheet in others if not sheet.is_hidden],
            "hidden_sheets": [sheet.name for sheet in others if sheet.is_hidden],
            "comments": ["…"]
            if any(name.startswith(("xl/comments", "xl/threadedComments")) for name in archive.names)
            else [],
        }
    )


def cells_left_out(sheet, header_row, columns, addresses):
    """Return {kind: texts} of the cells of a sheet that are not read, and of hidden rows and columns that are.

    `columns` maps numbers to Columns, `addresses` are the names of those that store an address.
    """
    above = [
        _named(row, column, shown(cell))
        for row, cells in sorted(sheet.cells.items())
        if row < header_row
        for column, cell in sorted(cells.items())
    ]
    links = [
        f"{_named(row, column, cell.shown)} → {cell.address[:200]}"
        for row, cells in sorted(sheet.cells.items())
        for column, cell in sorted(cells.items())
        if isinstance(cell, Linked) and column in columns and _is_lost(cell, columns[column].name, addresses)
    ]
    hidden_rows, hidden_columns = sheet.hidden_with_content()
    return _filled(
        {
            "above": above,
            "covered": [_named(*place) for place in sheet.covered],
            "links": links,
            "hidden_rows": [str(row) for row in hidden_rows if row > header_row],
            "hidden_columns": [get_column_letter(column) for column in hidden_columns],
        }
    )


def _is_lost(cell, name, addresses):
    """Return whether an address behind a text is neither stored nor part of the text."""
    address = cell.address.removeprefix("mailto:").rstrip("/")
    bare = address.removeprefix("https://").removeprefix("http://")
    return name not in addresses and bare not in cell.shown


def _named(row, column, text):
    return f"{get_column_letter(column)}{row}: {' '.join(text[:LONGEST].split())}"


def _filled(left_out):
    """Return `left_out` without empty lists; of a long one, the number of the rest instead of the rest."""
    filled = {}
    for kind, texts in left_out.items():
        rest = len(texts) - MOST_NOTED
        if texts:
            filled[kind] = [*texts[:MOST_NOTED], f"+ {rest}"] if rest > 0 else texts
    return filled
