"""R26 for tables: no file costs more than two seconds or 200 MB, however it is made."""

import contextlib
import io
import subprocess
import sys
import time
import zipfile

import pytest

from measures.intake.cell_values import Reader
from measures.intake.problems import MOST_ROWS, NotUnderstood, Refused
from measures.intake.reading import read_tables
from tests.intake.sheet_files import upload
from tests.intake.workbooks import ods_table, packed, rows, spreadsheet, workbook

pytestmark = pytest.mark.one_database

MOST_SECONDS, MOST_MEMORY = 2, 200 * 1024 * 1024  # of CPU time; bytes
HEAD = rows(["Titel", "Ziele", "Quellen"], ["A", "x"]).removesuffix("</sheetData>")
WIDE = '<table:table-cell table:number-columns-repeated="200"><text:p>x</text:p></table:table-cell>'


def strings(number, length):
    """Return a workbook whose cells all refer to one long text."""
    line = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c>' + '<c t="s"><v>1</v></c>' * 98 + "</row>"
    shared = f"<si><t>Titel</t></si><si><t>{'a' * length}</t></si>"
    return workbook(f"<sheetData>{line * number}</sheetData>", strings=shared)


def many_members():
    return packed(**{str(number): "" for number in range(70_000)})


INPUTS = {
    "a header of brackets": lambda: b"Titel;" + b"(" * 15_000 + b"\nA;x\n",
    "200 headers of brackets": lambda: b"Titel" + (b";" + b"(" * 5_000) * 199 + b"\nA;x\n",
    "a cell of spaces": lambda: b'Titel;Quellen\nA;"https://a.de' + b" " * 40_000 + b'x"\n',
    "a cell of accents": lambda: ("Titel;Ziele\nA;a" + "\u0300\u0316" * 45_000 + "\n").encode(),
    "merged areas": lambda: workbook(
        rows(["Titel"], *[[n] for n in range(MOST_ROWS)])
        + "<mergeCells>"
        + '<mergeCell ref="A2:GR1000"/>' * 5_000
        + "</mergeCells>"
    ),
    "a million empty rows": lambda: workbook(HEAD + "<row/>" * 1_000_000 + "</sheetData>"),
    "as many empty rows as allowed": lambda: workbook(HEAD + "<row/>" * 590_000 + "</sheetData>"),
    "a row far below": lambda: workbook(HEAD + '<row r="1048576"><c><v>1</v></c></row></sheetData>'),
    "one sheet, named twenty times": lambda: workbook(
        f"<sheetData>{('<row>' + '<c><v>1</v></c>' * 100 + '</row>') * 999}</sheetData>",
        sheets=[(f'name="S{number}"', 1) for number in range(20)],
    ),
    "a row of cells": lambda: workbook(HEAD + f"<row>{'<c/>' * 590_000}</row></sheetData>"),
    "nested elements": lambda: workbook(HEAD + f"<row>{'<a>' * 40_000}{'</a>' * 40_000}</row></sheetData>"),
    "a long attribute": lambda: workbook(HEAD + f'<row x="{"a" * 24_000_000}"/></sheetData>'),
    "many attributes": lambda: workbook(
        HEAD + "<row " + " ".join(f"a{n}=''" for n in range(200_000)) + "/></sheetData>"
    ),
    "a long text": lambda: workbook(HEAD + rows(["a" * 24_000_000]).removeprefix("<sheetData>")),
    "a long comment": lambda: workbook(HEAD + f"</sheetData><!--{'<a ' * 500_000}-->"),
    "half a million styles": lambda: workbook(HEAD + "</sheetData>", codes=["0"] * 250_000),
    "the same long text everywhere": lambda: strings(900, 99_000),
    "many members": many_members,
    "repeated rows": lambda: spreadsheet(
        ods_table(["Titel"], [WIDE]).replace(
            "<table:table-row><table:table-cell table:number-col",
            '<table:table-row table:number-rows-repeated="1000"><table:table-cell table:number-col',
        )
        * 50
    ),
    "a row repeated a million times": lambda: spreadsheet(
        ods_table(["Titel"], ["A"]).replace(
            "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">'
        )
    ),
    "quotation marks in every line": lambda: b"Titel;Ziele\n" + b'A;"x"y\n' * 1_000_000,
    "an open quotation mark": lambda: b"Titel;Ziele\n" + b'A;"x""\n' * 1_000_000,
    "bytes of unknown meaning": lambda: b"Titel;Ziele\nA;" + (bytes([0x8A, 0xE4]) * 40_000 + b"\n;") * 100,
}


@pytest.mark.parametrize("name", INPUTS)
def test_no_file_takes_more_than_two_seconds(name):
    data = INPUTS[name]()
    start = time.process_time()
    with contextlib.suppress(Refused):
        read_tables(upload(data, "x"))
    assert time.process_time() - start < MOST_SECONDS


MEASURE = """
import resource, sys
from tests.intake.sheet_files import upload
from measures.intake.problems import Refused
from measures.intake.reading import read_tables
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_tables(upload(data, "x"))
except Refused:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


@pytest.mark.parametrize(
    "name", ["a long attribute", "a long text", "a row of cells", "many attributes", "the same long text everywhere"]
)
def test_no_file_takes_more_than_200_mb(name):
    """In a process of its own, since the memory of this one has been larger before."""
    start = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; django.setup()"
    command = [sys.executable, "-c", start + MEASURE]
    done = subprocess.run(command, input=INPUTS[name](), capture_output=True, check=True)
    assert int(done.stdout) < MOST_MEMORY


@pytest.mark.django_db
def test_sources_take_time_by_their_length():
    reader = Reader()
    start = time.process_time()
    with pytest.raises(NotUnderstood):
        reader.value("sources", "https://a.de" + " " * 99_000 + "x", None)
    assert time.process_time() - start < MOST_SECONDS


def test_a_directory_beyond_the_file_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
    data = bytearray(file.getvalue())
    end = data.rindex(b"PK\x05\x06")
    data[end + 16 : end + 20] = (2**31).to_bytes(4, "little")
    with pytest.raises(Refused):
        read_tables(upload(bytes(data), "x"))
