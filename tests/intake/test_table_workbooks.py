"""Test workbooks: what people see in them is read, what is not read is named."""

import pytest

from measures.intake.number_formats import shown_number, shown_text
from measures.intake.problems import Refused
from measures.intake.reading import read_tables
from tests.intake.sheet_files import upload
from tests.intake.workbooks import ods_table, packed, rows, spreadsheet, workbook

pytestmark = pytest.mark.one_database


def table(data):
    [(_reading, found)] = read_tables(upload(data, "x.xlsx"))
    return found


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (0.9, "0%", "90 %"), (0.125, "0.0%", "12,5 %"), (0.125, "0.0 %", "12,5 %"), (40000, '#,##0 "€"', "40.000 €"),
        (40000, "#,##0\\ [$€-407]", "40.000 €"), (1204, "#,##0", "1.204"), (1204.5, "#,##0.00", "1.204,50"),
        (-1204.5, '#,##0.00 "€";[Red]-#,##0.00 "€"', "-1.204,50 €"), (-5, "0;(0)", "(5)"), (0, '0;-0;"keine"', "keine"),
        (1234567.8, '#,##0.0,, "Mio. €"', "1,2 Mio. €"), (7, "000", "007"), (12, '0 "Monate"', "12 Monate"),
        (1234.5, "_-* #,##0.00\\ _€_-;\\-* #,##0.00\\ _€_-", "1.234,50"), (0.5, "# ?/?", "1/2"), (2.25, "# ?/?", "2 1/4"),  # noqa: E501
        (12000, "0.00E+00", "1,20E+4"), (0.1 + 0.2, "General", "0,3"), (1e16, "General", "1E+16"), (3, "@", "3"),
        (1500, '[>1000]0.0,"k";0', "1,5k"), (5, '[>1000]0.0,"k";0', "5"), (1000000, "#,##0.##", "1.000.000"),
        (45047, "MMM YY", "Mai 23"), (45047, "mmmm yyyy", "Mai 2023"), (45047, "dd/mm/yyyy", "01.05.2023"),
        (45047, "d. mmmm yyyy", "1. Mai 2023"), (45047, "yyyy", "2023"), (45047.604166667, "dd.mm.yyyy hh:mm", "01.05.2023 14:30"),  # noqa: E501
        (45047, "[$-407]dddd, d. mmm", "Montag, 1. Mai"), (0.604166667, "hh:mm", "14:30"), (0.604166667, "h:mm AM/PM", "2:30 PM"),  # noqa: E501
        (1.5, "[h]:mm", "36:00"), (0.0104166667, "mm:ss", "15:00"), (1, "yyyy-mm-dd", "1900-01-01"),
        (45047, 'mmm"." yy', "Mai. 23"), (5e6, "yyyy", "5000000"),
    ],
)  # fmt: skip
def test_a_number_is_shown_as_in_a_german_spreadsheet(number, code, shown):
    assert shown_number(number, code)[0] == shown


def test_the_calendar_of_old_macs():
    assert shown_number(43585, "dd.mm.yyyy", since_1904=True) == ("01.05.2023", "2023-05-01")


def test_a_format_that_adds_to_a_text():
    assert shown_text("Ulm", '"Stadt "@') == "Stadt Ulm"
    assert shown_text("Ulm", '0;-0;0;@" (alt)"') == "Ulm (alt)"
    assert shown_text("Ulm", "0.00") == "Ulm"


@pytest.mark.parametrize("strict", [False, True])
def test_what_people_see_is_stored_and_dates_stay_dates(strict):
    body = rows(
        ["Titel", "Kosten", "Finanzierung", "Stand der Angaben", "Beginn", "Ziele"],
        ["A", (40000, 1), (0.9, 2), (45047, 3), (2023, 4), (45047, 3)],
    )
    found = table(workbook(body, codes=["#,##0 &quot;€&quot;", "0%", "mmm yy", "#,##0"], strict=strict))
    assert found.rows[0]["cells"] == {
        "title": "A", "costs": "40.000 €", "funding": "90 %", "as_of": "2023-05-01", "start_year": "2023",
        "goals": "Mai 23",
    }  # fmt: skip


def test_escapes_are_decoded_once_and_runs_joined():
    strings = "<si><t>eins_x000D_\nzwei</t></si><si><t>_x005F_x000D_</t></si>" \
        "<si><r><t>fett</t></r><r><t>er Text</t></r><rPh><t>XX</t></rPh></si>"  # fmt: skip
    line = [f'<c t="s"><v>{n}</v></c>' for n in range(3)]
    found = table(workbook(rows(["Titel", "Ziele", "Partner"], line), strings=strings))
    assert found.rows[0]["cells"] == {"title": "eins\nzwei", "goals": "_x000D_", "partners": "fetter Text"}


def test_visible_sheets_only_and_the_others_are_named():
    sheets = [
        ('name="alt" state="hidden"', 1),
        ('name="neu"', 2),
        ('name="2024"', 3),
        ('name="ganz alt" state="veryHidden"', 4),
    ]
    bodies = [rows(["Titel", "Ziele"], [f"Blatt {number}", "x"]) for number in range(1, 5)]
    found = table(workbook(*bodies, sheets=sheets))
    assert [row["cells"]["title"] for row in found.rows] == ["Blatt 2"]
    assert found.left_out == {"sheets": ["2024"], "hidden_sheets": ["alt", "ganz alt"]}


def test_a_table_on_a_hidden_sheet_alone_is_refused_with_its_name():
    sheets = [('name="alt" state="hidden"', 1), ('name="Deckblatt"', 2)]
    with pytest.raises(Refused, match=r"„alt“"):
        table(workbook(rows(["Titel"], ["A"]), rows(["Hallo"]), sheets=sheets))


def test_cells_above_below_and_beside_are_named():
    body = rows(["Maßnahmen"], ["Titel", "Ziele"], ["A", "x", "ohne Kopf"], ["B", "darunter"])
    found = table(workbook(body + '<mergeCells><mergeCell ref="B3:B4"/></mergeCells>'))
    assert found.left_out == {"above": ["A1: Maßnahmen"], "covered": ["B4: darunter"]}
    assert [row["extra"] for row in found.rows] == [{"C": "ohne Kopf"}, {}]


def test_hidden_rows_and_columns_are_read_and_named():
    body = rows(["Titel", "Ziele"], ["A", "x"], ["B", "y"]).replace('<row r="3">', '<row r="3" hidden="1">')
    found = table(workbook('<cols><col min="2" max="2" hidden="1"/></cols>' + body))
    assert len(found.rows) == 2
    assert found.left_out == {"hidden_rows": ["3"], "hidden_columns": ["B"]}


def test_a_linked_cell_gives_its_address_where_one_belongs_and_else_the_address_is_named():
    formula = '<c t="str"><f>HYPERLINK("https://example.org/c","hier")</f><v>hier</v></c>'
    body = rows(["Titel", "Website", "Ziele", "Quellen"], ["A", "zur Seite", "Leitbild", formula])
    links = '<hyperlinks><hyperlink ref="B2" r:id="rId1"/><hyperlink ref="C2" r:id="rId2"/></hyperlinks>'
    found = table(workbook(body + links, links=["https://example.org/a", "https://example.org/b"]))
    assert found.rows[0]["cells"] == {
        "title": "A", "website": "https://example.org/a", "goals": "Leitbild", "sources": "https://example.org/c",
    }  # fmt: skip
    assert found.left_out == {"links": ["C2: Leitbild → https://example.org/b"]}


def test_an_opendocument_spreadsheet():
    date = '<table:table-cell office:value-type="date" office:date-value="2023-05-01"><text:p>Mai 23</text:p></table:table-cell>'  # noqa: E501
    money = '<table:table-cell office:value-type="currency" office:value="40000"><text:p>40.000 €</text:p></table:table-cell>'  # noqa: E501
    lines = '<table:table-cell><text:p>eins<text:s text:c="2"/>und</text:p><text:p>zwei</text:p></table:table-cell>'
    link = (
        '<table:table-cell><text:p><text:a xlink:href="https://example.org">Seite</text:a></text:p></table:table-cell>'
    )
    hidden = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    data = spreadsheet(
        ods_table(["Titel"], ["alt"], name="alt", style="ta2"),
        ods_table(
            ["Titel", "Stand der Angaben", "Kosten", "Ziele", "Website", "Partner"],
            ["A", date, money, lines, link, date],
        ),
        styles=hidden,
    )
    found = table(data)
    assert found.rows[0]["cells"] == {
        "title": "A", "as_of": "2023-05-01", "costs": "40.000 €", "goals": "eins  und\nzwei",
        "website": "https://example.org", "partners": "Mai 23",
    }  # fmt: skip
    assert found.left_out == {"hidden_sheets": ["alt"]}


def test_repeated_and_merged_cells_of_opendocument():
    twice = '<table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell>'
    tall = '<table:table-cell table:number-rows-spanned="2"><text:p>Ulm</text:p></table:table-cell>'
    body = ods_table(
        ["Titel", "Ziele", "Partner", "Modellprojekt"], ["A", twice, tall], ["B", twice, "<table:covered-table-cell/>"]
    )
    assert [row["cells"] for row in table(spreadsheet(body)).rows] == [
        {"title": title, "goals": "x", "partners": "x", "project": "Ulm"} for title in "AB"
    ]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
KINDS = {
    r"Excel-Datei \(\.xls\)": OLD,
    "Kennwort": OLD + "EncryptedPackage".encode("utf-16-le"),
    "alte Word-Datei": OLD + "WordDocument".encode("utf-16-le"),
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "rtf": b"{\\rtf1\\ansi Titel;Ziele}",
    "Bild": b"\x89PNG\r\n\x1a\n" + bytes(50),
    "HTML": b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>Titel</td></tr></table>",
    "(?i)html": "\ufeff\n  <!DOCTYPE html><table>".encode(),
    "XML": b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
    "JSON": b'[{"Titel": "A"}]',
    "Word-Datei": packed(**{"[Content_Types].xml": "<Override ContentType='application/wordprocessingml.document'/>"}),
    "xlsb": packed(
        **{"[Content_Types].xml": "<Default ContentType='application/vnd.ms-excel.sheet.binary.macroEnabled'/>"}
    ),
    "odt": packed(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<a/>"}),
    "Numbers": packed(**{"Index__Document.iwa": "x", "preview.jpg": "x"}),
    "entpacken": packed(**{"tabelle.csv": "Titel;Ziele"}),
    "gepackte": b"\x1f\x8b\x08" + bytes(50),
    "leer": b"\xef\xbb\xbf\r\n ",
}


@pytest.mark.parametrize("said", KINDS)
def test_what_cannot_be_read_is_named_as_what_it_is(said):
    with pytest.raises(Refused, match=said):
        table(KINDS[said])


def test_an_encrypted_member_is_a_password():
    data = bytearray(packed(**{"[Content_Types].xml": "<a/>"}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused, match="Kennwort"):
        table(bytes(data))
