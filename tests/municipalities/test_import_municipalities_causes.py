"""Files that are not what the import needs: one sentence says the cause; what is certain is read all the same."""

import zipfile

import pytest
from django.core.management import CommandError

from measures.models import CatalogueVersion
from municipalities.models import Municipality
from tests.factories import make_municipality
from tests.municipalities.register_files import HEADER, district, excerpt_line, municipality, run, write

pytestmark = pytest.mark.django_db

OBERDORF = "071315001001"
LINE = excerpt_line(OBERDORF, "Oberdorf")


@pytest.fixture
def oberdorf():
    return make_municipality("Oberdorf", ars=OBERDORF, state="RP")


def refused(path, message, **options):
    """Assert that a file is refused with these words, and that nothing was written."""
    before = list(Municipality.objects.order_by("pk").values()), CatalogueVersion.objects.get().number
    with pytest.raises(CommandError, match=message):
        run(path, **options)
    assert before == (list(Municipality.objects.order_by("pk").values()), CatalogueVersion.objects.get().number)


# What is read all the same


def with_delimiter(line, delimiter):
    """Return a line of the excerpt, whose quoted coordinates have decimal commas, with another delimiter."""
    return line.replace('"9,5"', "9.5").replace('"50,25"', "50.25").replace(",", delimiter)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_are_read(tmp_path, oberdorf, delimiter):
    run(write(tmp_path / "a.csv", HEADER.replace(",", delimiter), with_delimiter(LINE, delimiter)))
    oberdorf.refresh_from_db()
    assert (oberdorf.latitude, oberdorf.travel_region) == (50.25, "Reisegebiet")


def test_official_headings_and_lines_above_them_are_read(tmp_path, oberdorf):
    headings = (
        "Satzart;Textkennzeichen;Land;RB;Kreis;VB;Gem;Gemeindename;Fläche km2;Bevölkerung;männlich;weiblich;je km2;"
        "Postleitzahl;Längengrad;Breitengrad;Schlüssel;Bezeichnung;Schlüssel;Bezeichnung"
    )
    title = "Gemeinden in Deutschland nach Fläche und Bevölkerung"
    empty = ";" * 19
    run(write(tmp_path / "a.csv", title, empty, headings, empty, with_delimiter(LINE, ";")))
    oberdorf.refresh_from_db()
    assert (oberdorf.longitude, oberdorf.travel_region) == (9.5, "Reisegebiet")


def test_empty_rows_and_columns_are_skipped(tmp_path, oberdorf):
    report = run(write(tmp_path / "a.csv", HEADER + ",,", LINE + ",,", "," * 21, "", " "))
    assert report[-1] == "lines not, or not wholly, taken: 0"
    oberdorf.refresh_from_db()
    assert oberdorf.latitude == 50.25


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_are_certain_are_read(tmp_path, encoding):
    run(write(tmp_path / "a.txt", municipality(OBERDORF, "Größenmühle"), encoding=encoding))
    assert Municipality.objects.get().name == "Größenmühle"


# What is refused, and why


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850"])
def test_another_encoding_is_named(tmp_path, encoding):
    refused(write(tmp_path / "a.txt", municipality(OBERDORF, "Größenmühle"), encoding=encoding), "not encoded in UTF-8")


@pytest.mark.parametrize("parts", [("7", "1", "31"), ("07", "1", "3")])
def test_keys_without_leading_zeros_are_named(tmp_path, oberdorf, parts):
    short = LINE.replace("60,64,07,1,31,", f"60,64,{','.join(parts)},")
    refused(
        write(tmp_path / "a.csv", HEADER, excerpt_line("160770001001", "Anderswo"), short),
        r"lost their leading zeros, as in line 3: (land is “7” instead of “07”|kreis is “3” instead of “03”)",
    )


@pytest.mark.parametrize(
    ("member", "message"), [("xl/workbook.xml", "Excel workbook.*CSV UTF-8"), ("GV100AD.txt", "ZIP archive. Unpack it")]
)
def test_workbooks_and_archives_are_named(tmp_path, member, message):
    with zipfile.ZipFile(tmp_path / "a.csv", "w") as archive:
        archive.writestr(member, "Text")
    refused(tmp_path / "a.csv", message)


@pytest.mark.parametrize(
    ("start", "message"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel workbook"), (b"%PDF-1.7", "PDF file"), (b" \r\n", "is empty")],
)
def test_other_files_are_named(tmp_path, start, message):
    (tmp_path / "a.csv").write_bytes(start)
    refused(tmp_path / "a.csv", message)


def test_missing_columns_are_named(tmp_path, oberdorf):
    refused(write(tmp_path / "a.csv", HEADER.replace("rb,", "bezirk,"), LINE), "does not name these columns: rb")


def test_nothing_is_written_if_most_lines_are_wrong(tmp_path):
    bad = [municipality(f"07131500100{number}", "Dorf", people=1).replace("0000000000", "x") for number in range(4, 7)]
    good = [municipality(f"07131500100{number}", f"Dorf {number}") for number in range(1, 3)]
    refused(write(tmp_path / "a.txt", *good, *bad), "3 of 5 lines cannot be taken, so none was. The first is line 3: ")


def test_an_excerpt_whose_places_are_not_here_is_refused(tmp_path, oberdorf):
    lines = [LINE, excerpt_line("071315001002", "Unterdorf"), excerpt_line("071315001003", "Mitteldorf")]
    refused(
        write(tmp_path / "a.csv", HEADER, *lines), r"2 of its 3 municipalities are not in the database\. Import the"
    )


# What the area is called


def test_district_and_travel_region_are_stored(tmp_path):
    register = write(
        tmp_path / "a.txt",
        district("07131", "Ahrental"),
        municipality(OBERDORF, "Oberdorf"),
        municipality("073110000000", "Stadt", "61"),
    )
    excerpt = write(tmp_path / "b.csv", HEADER, LINE, excerpt_line("073110000000", "Stadt").replace("Reisegebiet", ""))
    run(register, excerpt)
    found = Municipality.objects.order_by("ars").values_list("ars", "district", "travel_region")
    assert list(found) == [
        ("07131", "", "Reisegebiet"),
        (OBERDORF, "Landkreis Ahrental", "Reisegebiet"),
        ("073110000000", "", ""),
    ]
    assert run(register, excerpt)[1].startswith("created 0, changed 0, unchanged 3")
