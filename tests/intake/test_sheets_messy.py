"""Test a messy table: mixed case, stray spaces, merged cells, two formats of dates, empty rows."""

from datetime import date, datetime

import pytest

from measures.intake import uploads
from measures.models import Edition
from tests.factories import make_editor, make_municipality, make_project
from tests.intake.sheet_files import problems, upload, xlsx_bytes
from tests.intake.test_sheets_reading import with_result

pytestmark = pytest.mark.django_db

ROWS = [
    ["Smarte Maßnahmen der Stadt (Arbeitsstand!)"],
    [],
    [" titel* ", "MODELLPROJEKT", "Lösungs\xadtyp", "Handlungsfeld ", "STATUS", "Beginn (Jahr)", "Ende",
     "Stand der Angaben", "Website", "interne Bemerkung", "Ort", "Quelle", "Kosten"],
    ["  Parksensoren am Markt ", "musterstadt", "app ; DASHBOARD", "mobilität", "In umsetzung", 2023.0, "2025",
     datetime(2026, 1, 31), "example.org/park", "nicht für außen", " musterstadt",
     "https://example.org/a (presse/fachmedien, HOCH)\nwww.example.org/b", 40000],
    [],
    ["   ", None, " "],
    ["Datenportal\xa0", None, "Datenplattform\nWebsite/Portal", "Verwaltung|Bildung", "geplant", "2024", None,
     "1.2.2026", None, None, None, None, "ca. 3.000 €"],
    ["Bäume", None, "Sensorik/IoT;", "umwelt & natur", "", "=2020+1", "", "2026-03-04",
     "http://example.org", "", "", "", "-"],
]  # fmt: skip


def test_a_messy_file_comes_through():
    project = make_project("Musterstadt", municipalities=[make_municipality("Musterstadt"), make_municipality("Dorf")])
    editor = make_editor(project)
    editor.memberships.create(project=make_project("Anderstadt"))
    data = with_result(xlsx_bytes(ROWS, merged=["A1:M1", "B4:B8"]), "F8", "2021")
    stored = uploads.store_upload(upload(data, "Kopie von Maßnahmen (2).xlsx"), editor)
    planned = uploads.plan_of(stored, editor)
    assert problems(planned) == []
    assert planned.table.unread == ["interne Bemerkung"]
    uploads.carry_out(stored.pk, by=editor, confirmed=planned.fingerprint)
    found = {edition.title: edition for edition in Edition.objects.all()}
    assert list(found) == ["Parksensoren am Markt", "Datenportal", "Bäume"]
    sensors, portal, trees = found.values()
    assert {edition.measure.project for edition in found.values()} == {project}
    assert [(edition.start_year, edition.end_year) for edition in found.values()] == [
        (2023, 2025),
        (2024, None),
        (2021, None),
    ]
    assert [edition.as_of for edition in found.values()] == [date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 4)]
    assert [edition.status for edition in found.values()] == ["in-umsetzung", "geplant", ""]
    assert [edition.costs for edition in found.values()] == ["40000", "ca. 3.000 €", "-"]
    assert [sorted(value.slug for value in edition.solution_types.all()) for edition in found.values()] == [
        ["app", "dashboard"],
        ["datenplattform", "website-portal"],
        ["sensorik-iot"],
    ]
    assert sorted(value.name for value in portal.action_fields.all()) == ["Bildung", "Verwaltung"]
    assert [place.name for place in sensors.places.all()] == ["Musterstadt"]
    assert trees.places.count() == 2
    assert (sensors.website, trees.website) == ("https://example.org/park", "http://example.org")
    assert [(source.url, source.kind, source.confidence) for source in sensors.sources.all()] == [
        ("https://example.org/a", "press", "high"),
        ("https://www.example.org/b", "", ""),
    ]
