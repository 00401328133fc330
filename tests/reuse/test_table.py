"""A table of re-uses: read, planned in time, and written."""

import io
import time

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import Workbook

from measures.intake.documented_reuses import SHIPPED, import_reuses, rows_of
from measures.intake.reuse_table import ReusePlan, read_reuse_table
from measures.models import Reuse, Statement
from tests import login
from tests.factories import make_municipality, make_public, make_user

pytestmark = pytest.mark.django_db
HEADER = ["Maßnahme", "Kommune", "Schlüssel", "Stand", "Seit", "Quelle"]
SOURCE = "https://example.org/bericht"


def csv_file(rows, header=HEADER):
    return ContentFile("\n".join(";".join(map(str, row)) for row in [header, *rows]).encode(), "nachnutzung.csv")


def xlsx_file(rows):
    workbook, file = Workbook(), io.BytesIO()
    for row in [HEADER, *rows]:
        workbook.active.append(row)
    workbook.save(file)
    return ContentFile(file.getvalue(), "nachnutzung.xlsx")


def plan(file):
    return ReusePlan(read_reuse_table(file))


@pytest.mark.parametrize("made", [csv_file, xlsx_file])
def test_a_row_is_found_by_key_or_name_and_says_what_is_wrong(made):
    edition = make_public("Altstadtbus")
    town, other = make_municipality("Musterdorf"), make_municipality("Nebendorf")
    slug = edition.measure.slug
    rows = [
        [slug, "", town.ars, "nutzt", 2024, SOURCE],
        [f"https://example.org/massnahmen/{slug}/", "Nebendorf", "", "führt ein", "", SOURCE],
        [slug, "Musterdorf", "", "prüft", "", SOURCE],
        ["gibt-es-nicht", "Nirgendwo", "", "träumt", "2024", ""],
    ]
    found = plan(made(rows))
    assert [row.outcome for row in found.rows] == ["new", "new", "error", "error"]
    assert [(row.town, row.content["status"]) for row in found.rows[:2]] == [(town, "nutzt"), (other, "fuehrt-ein")]
    assert [header for header, _reason in found.rows[3].problems] == ["Maßnahme", "Kommune", "Stand", "Quelle"]


def test_three_hundred_rows_in_one_dry_run(django_assert_max_num_queries):
    edition = make_public("Altstadtbus")
    rows = [[edition.measure.slug, "", make_municipality().ars, "nutzt", 2024, SOURCE] for _number in range(300)]
    started = time.process_time()
    with django_assert_max_num_queries(6):
        found = plan(csv_file(rows))
    assert found.counts == {"new": 300, "changed": 0, "unchanged": 0, "error": 0}
    assert time.process_time() - started < 2


def test_a_moderator_writes_a_table_and_writes_it_again(client):
    edition, town = make_public("Altstadtbus"), make_municipality("Musterdorf")
    login.sign_in(client, make_user(is_moderator=True))
    url = reverse("admin:reuse_table")
    row = [edition.measure.slug, "", town.ars, "nutzt", 2024, SOURCE]
    page = client.post(url, {"file": csv_file([row])})
    assert (page.status_code, Statement.objects.count()) == (200, 0)  # the dry run writes nothing
    signed = page.context["signed"]
    assert client.post(url, {"rows": signed + "x"}).status_code == 400
    assert client.post(url, {"rows": signed, "publish": "ja"}).status_code == 302
    assert (Reuse.objects.get().status, Statement.objects.get().state) == ("nutzt", "published")
    assert plan(csv_file([row])).counts["unchanged"] == 1
    changed = [*row[:3], "beendet", 2024, SOURCE]
    assert plan(csv_file([[*changed, 2025]], [*HEADER, "Beendet"])).counts["changed"] == 1
    assert client.post(url, {"file": csv_file([["x"]], ["Titel"])}).status_code == 400


def test_the_shipped_re_uses_are_well_formed_and_come_in_once():
    rows = [row for _line, row in rows_of(SHIPPED)]
    assert len(rows) == 61
    assert all(row["source_url"] and row["evidence"] for row in rows)
    known = next(row for row in rows if row["municipality"] == "Remscheid")
    make_public("App", project=None)
    edition = make_public("Open SmartCity App")
    type(edition.measure).objects.filter(pk=edition.measure_id).update(reference=known["measure_id"])
    make_municipality("Remscheid", ars="051200000000")
    summary = import_reuses(SHIPPED)
    assert (summary.created, summary.unchanged, len(summary.left_out)) == (1, 0, 60)
    assert import_reuses(SHIPPED).unchanged == 1
    statement = Statement.objects.get()
    assert (statement.side, statement.state, statement.source_url) == ("third", "published", known["source_url"])
