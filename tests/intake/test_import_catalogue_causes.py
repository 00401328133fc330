"""Catalogue folders as spreadsheet programs leave them: read if that is certain, else refused with the cause."""

import csv
import unicodedata
import zipfile
from datetime import date

import pytest

from measures.intake.catalogue.files import CatalogueError
from measures.intake.catalogue.format import COLUMNS
from measures.intake.catalogue.records import read_catalogue
from municipalities.models import ModelProject, Municipality
from tests.factories import make_municipality
from tests.intake.catalogue_folder import BODIES, MEASURES, PROJECTS, counts, run, write

pytestmark = pytest.mark.django_db

COMPLETE = [2, 3, 3, 2, 2]


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path, {})


def change(folder, file, function):
    """Replace the text of a file by what `function` makes of it."""
    path = folder / file
    path.write_bytes(function(path.read_bytes().decode()).encode())


def rewritten(text, delimiter=",", extra=()):
    """Return a CSV text with another delimiter and further cells in each row."""
    rows = list(csv.reader(text.splitlines()))
    lines = [row + list(extra) for row in rows]
    return "\r\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in lines)


def reasons(folder):
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    assert counts() == [0, 0, 0, 0, 0]
    return [str(problem) for problem in caught.value.problems]


# Read all the same


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(folder, delimiter):
    for file in COLUMNS:
        change(folder, file, lambda text: rewritten(text, delimiter))
    run(folder)
    assert counts() == COMPLETE


def test_empty_rows_and_columns(folder):
    for file in COLUMNS:
        change(folder, file, lambda text: f"\r\n,,,\r\n{rewritten(text, extra=['', ''])}\r\n,,,,,\r\n\r\n")
    run(folder)
    assert counts() == COMPLETE


def test_utf_16(folder):
    (folder / PROJECTS).write_bytes((folder / PROJECTS).read_bytes().decode().encode("utf-16"))
    run(folder)
    assert counts() == COMPLETE


def test_decomposed_umlauts(folder):
    for file in COLUMNS:
        change(folder, file, lambda text: unicodedata.normalize("NFD", text))
    run(folder)
    assert counts() == COMPLETE


def test_official_headings(folder):
    headings = {"name": "Gemeindename", "ars": "Amtlicher Regionalschlüssel (ARS)", "lat": "Breitengrad"}
    for ours, official in headings.items():
        change(folder, BODIES, lambda text, ours=ours, official=official: text.replace(f"{ours},", f"{official},", 1))
    run(folder)
    assert counts() == COMPLETE


def test_keys_that_have_lost_their_zero(folder):
    change(folder, PROJECTS, lambda text: text.replace("08421000", "8421000"))
    change(folder, BODIES, lambda text: text.replace("084210000000", "84210000000").replace("08421000", "8421000"))
    change(folder, BODIES, lambda text: text.replace("08226", "8226"))
    run(folder)
    assert counts() == COMPLETE
    assert set(Municipality.objects.values_list("ars", flat=True)) == {"084210000000", "08226", ""}


# Refused, with the cause


def test_a_key_that_fits_no_state_with_a_zero_either(folder):
    change(folder, BODIES, lambda text: text.replace("084210000000", "54210000000"))
    assert any("column state" in reason and "does not fit the ars 054210000000" in reason for reason in reasons(folder))


def test_a_workbook(folder):
    with zipfile.ZipFile(folder / MEASURES, "w") as archive:
        archive.writestr("xl/workbook.xml", "")
    assert reasons(folder) == [
        "measures.csv: This is a workbook of a spreadsheet program, not a CSV file. Please open it, format the columns"
        " of the keys as text, and save the sheet as “CSV UTF-8”."
    ]


def test_a_workbook_instead_of_the_file(folder):
    (folder / MEASURES).rename(folder / "measures.xlsx")
    (reason,) = reasons(folder)
    assert reason.startswith("measures.csv: There is only measures.xlsx. Please open it")


def test_a_table_without_our_columns(folder):
    change(folder, MEASURES, lambda text: "Foo;Bar\r\n1;2\r\n")
    (reason,) = reasons(folder)
    assert reason.startswith("measures.csv, line 1: The first row does not name the columns. They are: id, title")


def test_a_cell_below_no_heading(folder):
    change(folder, MEASURES, lambda text: rewritten(text, extra=[""]).replace("Dünner", "Dünner", 1) + "x\r\n")
    assert any("in a column without a name" in reason for reason in reasons(folder))


# District and region, and towns with another key


def test_district_and_region_are_read_and_never_emptied(folder, tmp_path):
    write(folder, {(BODIES, 0): {"district": "Kreis Neu", "travel_region": "Alb"}})
    run(folder)
    run(write(folder, {}))
    ulm = Municipality.objects.get(name="Ulm")
    assert (ulm.district, ulm.travel_region) == ("Kreis Neu", "Alb")
    assert list(Municipality.objects.matching("Alb")) == [ulm]


def test_a_file_with_the_old_key_leads_to_the_successor(folder):
    new = make_municipality("Ulm neu", state="BW")
    make_municipality("Ulm", ars="084210000000", state="BW", gone_since=date(2024, 1, 1), successor=new)
    run(folder)
    assert list(ModelProject.objects.get(slug="ulm").municipalities.all()) == [new]
    new.refresh_from_db()
    assert new.name == "Ulm neu"
