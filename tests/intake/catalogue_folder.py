"""A small catalogue to import: two projects, three bodies, two measures, a detail; tests change single cells."""

import csv
from io import StringIO

from django.core.management import call_command

from measures.intake.catalogue.format import COLUMNS, OPTIONAL
from measures.models import Edition, Measure
from municipalities.models import ModelProject, Municipality, Participation

PROJECTS, BODIES, MEASURES, SOLUTIONS, DETAILS, EFFECTS = COLUMNS

ROWS = {
    PROJECTS: [
        {
            "slug": "ulm",
            "short_name": "Ulm",
            "official_name": "Ulm4CleverCity",
            "cohort_year": "2019",
            "states": "BW",
            "kind": "Großstadt",
            "website": "https://ulm.example/",
            "lead_ags": "08421000",
            "source_url": "https://quelle.example/auswahl",
            "source_url_kind": "https://quelle.example/art",
            "note": "Ein Hinweis.",
        },
        {
            "slug": "rhein-neckar",
            "short_name": "Region Rhein-Neckar",
            "cohort_year": "2021",
            "states": "BW;HE;RP",
            "kind": "Interkommunale Kooperation/Landkreis",
        },
    ],
    BODIES: [
        {
            "name": "Ulm",
            "official_name": "Ulm, Universitätsstadt",
            "type": "Stadtkreis",
            "level": "Gemeinde",
            "state": "BW",
            "ags": "08421000",
            "ars": "084210000000",
            "population": "128928",
            "population_date": "2022-12-31",
            "lat": "48.39845",
            "lon": "9.99040",
            "coord_source": "Destatis",
            "role": "federführend",
            "model_project": "Ulm",
            "model_project_slug": "ulm",
            "source_url": "https://quelle.example/ulm",
        },
        {
            "name": "Verband Rhein-Neckar",
            "level": "Verband",
            "state": "BW;HE;RP",
            "role": "federführend",
            "model_project_slug": "rhein-neckar",
        },
        {
            "name": "Rhein-Neckar-Kreis",
            "level": "Kreis",
            "state": "BW",
            "ags": "08226",
            "ars": "08226",
            "role": "Partner",
            "model_project_slug": "rhein-neckar",
        },
    ],
    MEASURES: [
        {
            "id": "ulm-01",
            "title": "Bürgerplattform",
            "model_project": "Ulm",
            "model_project_slug": "ulm",
            "solution_type": "App; Beteiligungstool",
            "action_field": "Mobilität;Umwelt & Natur",
            "status": "in Umsetzung",
            "url": "https://github.com/stadtulm/buerger",
            "start_year": "2020",
            "end_year": "2023",
            "description_de": "Alle reden mit.",
            "source_url": "https://quelle.example/buerger",
            "source_kind": "Presse/Fachmedien",
            "confidence": "mittel",
        },
        {"id": "rn-01", "title": "Dünner Eintrag", "model_project_slug": "rhein-neckar"},
    ],
    SOLUTIONS: [{"slug": "consul", "name": "CONSUL"}],
    DETAILS: [
        {
            "measure_id": "ulm-01",
            "field": "goals",
            "value_de": "Mehr Menschen reden mit.",
            "source_url": "https://quelle.example/ziele",
        },
    ],
    EFFECTS: [
        {
            "measure_id": "ulm-01",
            "level": "output",
            "indicator": "Teilnehmende",
            "unit": "Personen",
            "value": "1.250",
            "date": "2023",
            "source_url": "https://quelle.example/zahlen",
        },
    ],
}


def write(folder, changes, *, encoding="utf-8"):
    """Write the files; `changes` maps (file, index of the row) to cells that differ.

    An optional column is there if a row has a cell in it.
    """
    for file, rows in ROWS.items():
        changed = [{**row, **changes.get((file, index), {})} for index, row in enumerate(rows)]
        changed += [row for (of, index), row in changes.items() if of == file and index >= len(rows)]
        further = [column for column in OPTIONAL.get(file, ()) if any(column in row for row in changed)]
        write_file(folder / file, [*COLUMNS[file], *further], changed, encoding=encoding)
    return folder


def write_file(path, columns, rows, *, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def run(folder):
    out = StringIO()
    call_command("import_catalogue", str(folder), stdout=out, stderr=out)
    return out.getvalue()


def public(reference):
    return Edition.objects.public().get(measure__reference=reference)


def counts():
    return [Model.objects.count() for Model in (ModelProject, Municipality, Participation, Measure, Edition)]
