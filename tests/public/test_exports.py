"""Exports of lists of measures: what they hold, and that pages and files agree."""

import json
import re
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate
from openpyxl.utils.escape import unescape

from measures import workflow
from measures.finding.answer import Answer
from measures.finding.cards import short_key
from measures.models import Edition, SolutionType
from measures.public.table_columns import COLUMNS, HEADERS, codebook
from measures.steckbrief import FIELDS
from measures.steckbrief_fields import Column, Page
from tests.factories import make_draft, make_municipality, make_person, make_picture, make_project, make_public
from tests.public.exports import fetch, read_csv, read_json, read_xlsx, texts_in

pytestmark = pytest.mark.django_db
FORMATS = ["csv", "xlsx", "json", "geojson"]


@pytest.fixture
def ulm():
    place = make_municipality("Ulm", state="BW", latitude=48.4, longitude=9.99)
    return make_project("Ulm", slug="ulm", municipalities=[place])


def titles(answer):
    return [card.title for card in answer.cards]


@pytest.mark.parametrize(
    "query",
    ["", "q=bus", "typ=app", "typ=dashboard", "q=gibtesnicht", "sort=titel", "q=bus&typ=app&sort=titel", "q=bsu"],
)
def test_every_format_holds_what_the_page_shows(client, query):
    make_public("Ein Bus", types=["app"])
    make_public("Der Bus und die Bahn", types=["dashboard"])
    make_public("Ampel", types=["app"])
    make_draft("Bus im Entwurf")
    shown = [card.slug for card in answer_of(query).cards]
    assert [entry["id"] for entry in read_json(client, query)["measures"]] == shown
    assert [row["Kennung"] for row in read_csv(client, query)] == shown
    assert [feature["id"] for feature in read_json(client, query, form="geojson")["features"]] == shown
    sheet = read_xlsx(client, query)["Maßnahmen"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == shown


def answer_of(query):
    return Answer(QueryDict(query))


def test_list_is_whole_whatever_the_page(client):
    for _ in range(23):
        make_public()
    assert len(read_json(client, "seite=2")["measures"]) == 23


def test_entry_follows_the_steckbrief(client, ulm):
    make_public(
        "Sensor",
        project=ulm,
        status="in-betrieb",
        start_year=2021,
        as_of=date(2026, 5, 1),
        costs="*20.000 €*",
        places=list(ulm.municipalities.all()),
        sources=[{"url": "https://ulm.example/a", "kind": "press", "confidence": "high"}],
        **make_picture(),
    )
    [entry] = read_json(client)["measures"]
    assert entry["project"] == {
        "id": "ulm", "name": "Ulm", "cohort": 2020, "url": "http://127.0.0.1:8000/modellprojekte/ulm/",
    }  # fmt: skip
    assert entry["status"] == {"id": "in-betrieb", "name": "in Betrieb"}
    assert (entry["start_year"], entry["end_year"], entry["as_of"], entry["costs"]) == (
        2021, None, "2026-05-01", "*20.000 €*",
    )  # fmt: skip
    assert entry["solution_types"] == [{"id": "app", "name": "App"}]
    assert entry["sources"] == [
        {"url": "https://ulm.example/a", "kind": "press", "confidence": "high", "fields": []},
    ]
    assert entry["image"]["rights"] == "Stadt X"
    [place] = entry["places"]
    assert (place["name"], place["states"], place["size_class"], place["latitude"]) == (
        "Ulm",
        ["BW"],
        "mittelstadt",
        48.4,
    )
    public = {field.name for field in FIELDS if isinstance(field.page, Page) and field.personal != "person"}
    assert public - {"image_alt", "image_rights"} <= entry.keys()


@pytest.mark.parametrize("form", FORMATS)
def test_named_persons_never_leave(client, form):
    make_public("Sensor", **make_person("Jana Muster"))
    assert "Jana" in client.get(Edition.objects.get().get_absolute_url()).content.decode()
    if form == "xlsx":
        body = " ".join(str(cell.value) for cell in texts_in(read_xlsx(client)))
    else:
        body = fetch(client, form).getvalue().decode()
    assert "Sensor" in body
    assert "Jana" not in body
    assert "jana.muster" not in body


@pytest.mark.parametrize("form", FORMATS)
def test_licence_is_in_every_answer(client, settings, form):
    settings.MASSWERK_DATA_LICENCE = "DL-DE-BY-2.0"
    settings.MASSWERK_DATA_LICENCE_URL = "https://www.govdata.de/dl-de/by-2-0"
    make_public()
    response = fetch(client, form)
    assert response["Link"].startswith('<https://www.govdata.de/dl-de/by-2-0>; rel="license"')
    if form == "xlsx":
        body = " ".join(str(cell.value) for cell in texts_in(read_xlsx(client)))
    else:
        body = response.getvalue().decode()
    assert "DL-DE-BY-2.0" in body


def test_csv_is_for_excel_by_choice(client):
    make_public("Ampel; grün")
    plain, for_excel = fetch(client, "csv").getvalue(), fetch(client, "csv", "excel=ja").getvalue()
    assert plain.startswith(b"Kennung,Adresse,")
    assert for_excel.startswith(b"\xef\xbb\xbfKennung;Adresse;")
    assert b'"Ampel; gr\xc3\xbcn"' in for_excel


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", '=HYPERLINK("https://x.example")'])
def test_cells_never_become_formulas(client, text):
    make_public("Titel", summary=text.strip(), costs=text)
    cells = [cell for cell in texts_in(read_xlsx(client)) if str(cell.value) in (text, text.strip())]
    assert len(cells) == 2
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert read_csv(client)[0]["Kosten"] == f"'{text}"


@pytest.mark.parametrize("text", ["_x0041_", "a\x0bb", "<r><t>x</t></r>", "&amp; <b>", " x "])
def test_texts_that_mean_something_in_a_workbook_stay_as_they_are(client, text):
    edition = make_public("Titel")
    Edition.objects.filter(pk=edition.pk).update(costs=text)
    [row] = read_xlsx(client)["Maßnahmen"].iter_rows(min_row=2)
    assert unescape(row[HEADERS.index("Kosten")].value).strip() == text.strip()


def test_workbook_has_dates_numbers_links_and_filters(client, ulm):
    edition = make_public(project=ulm, start_year=2021, as_of=date(2026, 5, 1), website="https://ulm.example/x")
    book = read_xlsx(client, "typ=app")
    sheet = book["Maßnahmen"]
    row = {HEADERS[place]: cell for place, cell in enumerate(next(sheet.iter_rows(min_row=2)))}
    assert (row["Beginn"].value, row["Stand"].value) == (2021, datetime(2026, 5, 1))
    assert row["Stand"].is_date
    assert row["Website"].hyperlink.target == "https://ulm.example/x"
    assert row["Adresse"].hyperlink.target.endswith(edition.get_absolute_url())
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", f"A1:{sheet.cell(2, len(HEADERS)).coordinate}")
    facts = dict(book["Über diese Datei"].iter_rows(min_row=2, values_only=True))
    assert facts["Lösungstyp"] == "App"
    assert facts["Lizenz"] == "CC-BY-4.0 https://creativecommons.org/licenses/by/4.0/"
    assert facts["Adresse"] == "http://127.0.0.1:8000/massnahmen/?typ=app"
    assert facts["Datum"].date() == localdate()
    assert [row[0].value for row in book["Codebuch"].iter_rows(min_row=2)] == HEADERS


def test_long_text_is_kept_or_cut_visibly(client):
    make_public("A", costs="x" * 20_000, website="https://ulm.example/" + "y" * 450)
    edition = make_public("B")
    Edition.objects.filter(pk=edition.pk).update(costs="😀" * 20_000, version=99)
    column = HEADERS.index("Kosten")
    cells = [row[column].value for row in read_xlsx(client, "sort=titel")["Maßnahmen"].iter_rows(min_row=2)]
    assert cells[0] == "x" * 20_000
    assert cells[1] == "😀" * 16_000 + "…"


def test_second_list_is_apart(client):
    for title in ("Bibliothek", "Museum", "Theater", "Strategie", "Kamera", "Lampe"):
        make_public(title)
    make_public("Sensoren Parkplatz Straßenlärm")
    make_public("Sensoren Parkplatz")
    query = "q=Sensoren+Parkplatz+Straßenlärm"
    shown = answer_of(query)
    assert titles(shown) == ["Sensoren Parkplatz Straßenlärm"]
    assert [card.title for card in shown.near_cards] == ["Sensoren Parkplatz"]
    found = read_json(client, query)
    assert (found["total"], len(found["measures"])) == (1, 1)
    assert [(item["measure"]["title"], item["missing"]) for item in found["near"]] == [
        ("Sensoren Parkplatz", ["Straßenlärm"])
    ]
    sheet = read_xlsx(client, query)["Passt vielleicht auch"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Straßenlärm"]
    assert [row["Titel"] for row in read_csv(client, query)] == titles(shown)


def test_geojson_has_the_points_of_places(client, ulm):
    near = make_municipality("Neu-Ulm", state="BY", latitude=48.39, longitude=10.0)
    places = [*ulm.municipalities.all()]
    make_public("A", project=ulm, places=places)
    make_public("B", project=ulm, places=[*places, near])
    make_public("C", places=[make_municipality("Ohne")])
    found = read_json(client, "sort=titel", form="geojson")
    assert found["type"] == "FeatureCollection"
    assert [feature["geometry"] for feature in found["features"]] == [
        {"type": "Point", "coordinates": [9.99, 48.4]},
        {"type": "MultiPoint", "coordinates": [[10.0, 48.39], [9.99, 48.4]]},
        None,
    ]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("query", ["land=XX", "gibtesnicht=1", "excel=nein", "seite=2&typ=unbekannt", "m=%00"])
def test_what_is_not_understood_is_refused_with_words(client, form, query):
    response = client.get(f"{reverse('measures_export', args=[form])}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert len(response.content) > 20


def test_unknown_format_does_not_exist(client):
    assert client.get("/massnahmen/export.doc").status_code == 404


@pytest.mark.parametrize("route", ["shortlist_export", "comparison_export"])
def test_shortlist_and_comparison_in_their_order(client, route):
    editions = [make_public() for _ in range(8)]
    query = "&".join(f"m={short_key(edition.measure.slug)}" for edition in editions)
    expected = [edition.measure.slug for edition in editions][: 6 if route == "comparison_export" else 8]
    assert [entry["id"] for entry in read_json(client, query, route)["measures"]] == expected
    assert [row["Kennung"] for row in read_csv(client, query, route)] == expected
    assert client.get(f"{reverse(route, args=['csv'])}?typ=app").status_code == 400


def test_codebook_explains_every_column_in_both_languages(client):
    rows = codebook()
    assert [row[0] for row in rows] == HEADERS
    assert len({row[1] for row in rows}) == len(HEADERS)
    assert all(all(row) for row in rows)
    by_name = {row[0]: row for row in rows}
    assert by_name["Kosten"][3] == "Kosten"
    assert by_name["Kosten"][5] == "costs"
    assert client.get(reverse("codebook")).getvalue().decode("utf-8-sig").count("\r\n") == len(COLUMNS) + 1


def test_headers_are_those_of_uploaded_tables():
    headers = {
        field.column.header for field in FIELDS if isinstance(field.column, Column) and isinstance(field.page, Page)
    }
    assert headers <= set(HEADERS)


@pytest.mark.parametrize("form", FORMATS)
def test_what_no_page_shows_is_in_no_file(client, form):
    make_public("Sensor", keywords="Quastenflosser")
    if form == "xlsx":
        body = " ".join(str(cell.value) for cell in texts_in(read_xlsx(client)))
    else:
        body = fetch(client, form).getvalue().decode()
    assert "Sensor" in body
    assert "Quastenflosser" not in body
    assert "keywords" not in body


def test_main_value_comes_first(client):
    types = list(SolutionType.objects.current()[:3])[::-1]
    edition = make_draft("Sensor", types=())
    workflow.save_draft(edition=edition, by=None, version=1, content={"solution_types": types})
    workflow.submit(edition=edition, by=None, version=2)
    workflow.publish(edition=edition, by=None, version=3)
    names = [value.name for value in types]
    assert [value["name"] for value in read_json(client)["measures"][0]["solution_types"]] == names
    assert read_csv(client)[0]["Lösungstypen"] == "; ".join(names)


def test_unchanged_export_is_not_sent_again(client):
    make_public()
    tag = fetch(client, "json")["ETag"]
    address = reverse("measures_export", args=["json"]) + "?"
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    make_public()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_all_pages_of_lists_link_their_files(client):
    make_public("Bus", types=["app"])
    page = client.get(f"{reverse('measures')}?typ=app").content.decode()
    assert "/massnahmen/export.csv?typ=app&amp;excel=ja" in page
    assert "/massnahmen/export.json?typ=app" in page


@pytest.mark.parametrize("number", [700])
def test_large_lists_come_in_parts(client, number):
    make_public()
    call_command("generate_measures", str(number - 1), "--yes", verbosity=0)
    for form in ("csv", "json"):
        parts = list(fetch(client, form).streaming_content)
        assert len(parts) > 5
    assert len(json.loads(b"".join(parts))["measures"]) == number


def test_page_about_open_data_leads_to_what_it_names(client, settings):
    settings.MASSWERK_DATA_LICENCE = "DL-DE-BY-2.0"
    make_public()
    body = client.get("/daten/").content.decode()
    assert "DL-DE-BY-2.0" in body
    for address in re.findall(r'href="(/massnahmen/[^"]+|/aenderungen/[^"]*)"', body):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
    assert all(f">{header}</th>" in body for header in HEADERS)


def test_workbook_can_be_read_on_the_screen_and_on_paper(client):
    make_public("Bus", start_year=2021, lessons="Zu teuer. " * 100)
    sheets = read_xlsx(client)
    sheet = sheets["Maßnahmen"]
    header, row = [list(cells) for cells in sheet.iter_rows()]
    for cell in header:
        longest = max(map(len, cell.value.split()))
        [width] = [group.width for group in sheet.column_dimensions.values() if group.min <= cell.column <= group.max]
        assert width > longest, cell.value
    by_header = {cell.value: own for cell, own in zip(header, row, strict=True)}
    assert by_header["Was nicht gelungen ist"].alignment.wrap_text  # else it would run over its neighbours
    assert sheet.sheet_format.defaultRowHeight == 48
    assert {by_header[name].alignment.horizontal for name in ("Staffel", "Beginn", "Veröffentlicht")} == {"left"}
    for sheet in sheets:
        assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
