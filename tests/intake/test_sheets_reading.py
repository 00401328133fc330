"""Test reading uploaded files: as spreadsheet programs save them, or refused with a reason."""

import io
import struct
import zipfile
from datetime import date, datetime

import pytest

from measures.intake.problems import MOST_COLUMNS, MOST_ROWS, Refused
from measures.intake.reading import read_tables
from tests.intake.sheet_files import csv_bytes, upload, xlsx_bytes

pytestmark = pytest.mark.one_database

ROWS = [["Titel", "Kurzfassung"], ["Grüne Straße „Süd“", "Ein Satz, noch einer; und ein dritter."]]
EXPECTED = {"title": "Grüne Straße „Süd“", "summary": "Ein Satz, noch einer; und ein dritter."}


def table(data, name="tabelle.csv"):
    [(_reading, found)] = read_tables(upload(data, name))
    return found


def cells(data):
    return [row["cells"] for row in table(data).rows]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_encoding_and_delimiter(encoding, delimiter):
    assert cells(csv_bytes(ROWS, delimiter=delimiter, encoding=encoding)) == [EXPECTED]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end(end):
    assert cells(f"Titel;Ziele{end}Eins;Zwei{end}Drei;Vier".encode()) == [
        {"title": "Eins", "goals": "Zwei"},
        {"title": "Drei", "goals": "Vier"},
    ]


def test_the_line_with_the_delimiter_for_excel_is_no_row():
    found = table(b"sep=;\r\nTitel;Ziele\r\nEins;Zwei\r\n")
    assert [(row["row"], row["cells"]) for row in found.rows] == [(3, {"title": "Eins", "goals": "Zwei"})]


def test_line_breaks_and_quotes_within_a_cell():
    assert cells(csv_bytes([["Titel", "Ziele"], ["A", 'Er sagte "ja".\r\n\r\n- Punkt; zwei']])) == [
        {"title": "A", "goals": 'Er sagte "ja".\n\n- Punkt; zwei'}
    ]


def test_headers_are_known_in_spite_of_case_spaces_and_explanations():
    headers = [" TITEL* ", "beginn (Jahr)", "Lösungstyp", "status:", "Kurz­fassung", "end_year"]
    assert table(csv_bytes([headers, ["x"]])).columns == {
        "title": "A", "start_year": "B", "solution_types": "C", "status": "D", "summary": "E", "end_year": "F",
    }  # fmt: skip


def test_rows_above_the_headers_are_skipped():
    found = table(csv_bytes([["Maßnahmen 2026"], [], ["", "Titel", "Ziele"], [], ["", "Eins", "Zwei"]]))
    assert found.columns == {"title": "B", "goals": "C"}
    assert [(row["row"], row["cells"]) for row in found.rows] == [(5, {"title": "Eins", "goals": "Zwei"})]


def test_unknown_columns_are_named():
    assert table(csv_bytes([["Titel", "Bemerkung", "Zile"], ["x", "y", "z"]])).unread == ["Bemerkung", "Zile"]


def test_a_workbook_with_numbers_dates_and_truth():
    rows = [
        ["Titel", "Beginn", "Ende", "Stand", "Kosten", "Ziele", "Partner"],
        ["A", 2023, 2025.0, datetime(2026, 1, 31), 1234.5, True, date(2026, 2, 1)],
    ]
    assert cells(xlsx_bytes(rows)) == [
        {
            "title": "A", "start_year": "2023", "end_year": "2025", "as_of": "2026-01-31",
            "costs": "1234,5", "goals": "WAHR", "partners": "2026-02-01",
        }
    ]  # fmt: skip


def test_the_sheet_with_the_headers_is_found():
    def second(sheet):
        sheet.title = "Deckblatt"
        other = sheet.parent.create_sheet("Daten")
        other.append(["Titel", "Ziele"])
        other.append(["Eins", "Zwei"])

    assert cells(xlsx_bytes([["Stadt X"], ["Titel"]], change=second)) == [{"title": "Eins", "goals": "Zwei"}]


def test_merged_downwards_counts_for_each_row_and_sideways_for_the_first_column():
    rows = [
        ["Titel", "Modellprojekt", "Ziele", "Partner"],
        ["Eins", "Ulm", "Quer"],
        ["Zwei"],
        [],
        ["Drei", None, "Eigenes"],
    ]
    assert cells(xlsx_bytes(rows, merged=["B2:B6", "C2:D2"])) == [
        {"title": "Eins", "project": "Ulm", "goals": "Quer"},
        {"title": "Zwei", "project": "Ulm"},
        {"title": "Drei", "project": "Ulm", "goals": "Eigenes"},
    ]


def with_result(data, cell, result, kind=""):
    """Give a formula the result that a spreadsheet program would have stored."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as changed:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = text.index(f'<c r="{cell}"'.encode())
                text = text[:start] + text[start:].replace(b"<v />", f"<v>{result}</v>".encode(), 1).replace(
                    b"<c ", f"<c {kind} ".encode(), 1
                )
            changed.writestr(name, text)
    return target.getvalue()


def test_of_a_formula_the_stored_result_counts():
    data = xlsx_bytes([["Titel", "Beginn"], ['="Neu"&"bau"', "=2000+23"]])
    data = with_result(with_result(data, "A2", "Neubau", 't="str"'), "B2", "2023")
    assert cells(data) == [{"title": "Neubau", "start_year": "2023"}]


def test_a_formula_without_a_result_and_one_with_an_error_are_marked():
    data = xlsx_bytes([["Titel", "Beginn", "Ende"], ["A", "=2000+23", "=1/0"]])
    row = table(with_result(data, "C2", "#DIV/0!", 't="e"')).rows[0]
    assert row["cells"] == {"title": "A"}
    assert row["broken"] == {"start_year": ["formula", "= 2000+23"], "end_year": ["error", "#DIV/0!"]}


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)


def packed(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def with_sheet(xml):
    """Return a workbook whose sheet has this content."""
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    source, target = zipfile.ZipFile(io.BytesIO(xlsx_bytes(ROWS))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in source.namelist():
            sheet = b'<worksheet xmlns="' + namespace + b'">' + xml + b"</worksheet>"
            changed.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return target.getvalue()


def broken_workbook():
    data = xlsx_bytes(ROWS)
    return data[: len(data) // 2]


def corrupted_workbook():
    data = bytearray(xlsx_bytes(ROWS))
    for position in range(100, len(data), 7):
        data[position] ^= 0xFF
    return bytes(data)


def announced_too_small():
    """A zip bomb that lies about its size in the directory."""
    data = bytearray(packed(**{"[Content_Types].xml": b"<a/>", "xl__worksheets__sheet1.xml": bytes(70_000_000)}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.rindex(signature)
        data[at + offset : at + offset + 4] = struct.pack("<I", 1000)
    return bytes(data)


BAD = {
    "empty": b"",
    "only spaces": b" \r\n ",
    "junk": bytes(range(256)) * 40,
    "junk without NUL": bytes(range(1, 256)) * 40,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "old Excel": OLD,
    "with a password": OLD + "EncryptedPackage".encode("utf-16-le"),
    "OpenDocument": packed(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "<a/>"}),
    "another archive": packed(**{"readme.txt": "hallo"}),
    "half a workbook": broken_workbook(),
    "a damaged workbook": corrupted_workbook(),
    "a workbook of nothing": packed(**{"[Content_Types].xml": "<a/>"}),
    "a zip bomb": packed(**{"[Content_Types].xml": "<a/>", "xl__worksheets__sheet1.xml": bytes(70_000_000)}),
    "a zip bomb that lies": announced_too_small(),
    "millions of empty cells": with_sheet(b"<sheetData><row>" + b"<c/>" * 3_000_000 + b"</row></sheetData>"),
    "a cell far below": with_sheet(b'<sheetData><row r="9999999999"><c r="A9999999999"><v>1</v></c></row></sheetData>'),
    "11 MB": b"Titel\n" + b"x" * 11 * 1024 * 1024,
    "6,000 rows": csv_bytes([["Titel"], *([str(number)] for number in range(6000))]),
    "6,000 rows in a workbook": xlsx_bytes([["Titel", "Ziele"], *([number, "x"] for number in range(6000))]),
    "500 columns": csv_bytes([["Titel", *map(str, range(500))], ["x"] * 500]),
    "500 columns in a workbook": xlsx_bytes([["Titel", *map(str, range(500))], ["x"] * 500]),
    "no header": csv_bytes([["Eins", "Zwei"], ["Drei", "Vier"]]),
    "a header twice": csv_bytes([["Titel", "Ziele", "titel "], ["a", "b", "c"]]),
    "two headers that mean the same": csv_bytes([["Titel", "Status", "Bearbeitungsstand"], ["a", "b", "c"]]),
    "only headers": csv_bytes([["Titel", "Ziele"]]),
    "an empty workbook": xlsx_bytes([]),
    "NUL": b"Titel;Ziele\nA\0B;C\n",
    "half a character in UTF-16": b"\xff\xfeT\x00i",
    "an open quotation mark": b'Titel;Ziele\nA;"offen\nB;C\n',
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_table_is_refused_with_a_reason(name):
    with pytest.raises(Refused) as caught:
        table(BAD[name], "x.xlsx")
    assert len(str(caught.value)) > 10


def test_the_limits_themselves_are_allowed():
    assert len(table(csv_bytes([["Titel"], *([f"T{number}"] for number in range(MOST_ROWS))])).rows) == MOST_ROWS
    assert table(csv_bytes([["Titel"] + ["x"] * (MOST_COLUMNS - 1), ["y"]])).columns == {"title": "A"}


def test_a_merged_area_of_the_whole_sheet_takes_no_memory():
    text = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
    rows = "".join(text.format(number, word) for number, word in enumerate(("Titel", "Eins"), start=1))
    merged = '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    assert cells(with_sheet(f"<sheetData>{rows}</sheetData>{merged}".encode())) == [{"title": "Eins"}]


def test_a_formula_with_an_empty_text_as_its_result_is_an_empty_cell():
    data = with_result(xlsx_bytes([["Titel", "Ziele"], ["A", '=""']]), "B2", "", 't="str"')
    assert [(row["cells"], row["broken"]) for row in table(data).rows] == [({"title": "A"}, {})]


def test_entities_do_not_explode():
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(ROWS))) as source, zipfile.ZipFile(data, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/"):
                text = bomb + text.replace(b"<worksheet", b"<worksheet", 1)
            target.writestr(name, text)
    with pytest.raises(Refused):
        table(data.getvalue())
