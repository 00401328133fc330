"""The overview with numbers: counted right, drawn, for moderators, and as files."""

import csv
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.desk import numbers
from measures.desk.month_chart import MonthChart
from measures.links.checking import store
from measures.models import AuditEntry, Edition
from tests.factories import make_draft, make_project, make_public, make_submitted, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def note(edition, verb, at, by):
    """Add a row to the audit as if the verb had been carried out at this time."""
    AuditEntry(
        at=at,
        by=by,
        verb=verb,
        project=edition.measure.project,
        measure_key=edition.measure_id,
        edition_key=edition.pk,
        edition_number=1,
        state=edition.state,
    ).save()


def test_waiting_times_are_those_between_submission_and_decision():
    by, edition, now = make_user(), make_draft(), timezone.now()
    for days in range(1, 11):
        note(edition, "submit", now - days * DAY, by)
        note(edition, "return" if days % 2 else "publish", now, by)
    note(edition, "submit", now - 99 * DAY, by)
    note(edition, "recall", now, by)
    note(edition, "publish", now, None)
    [row] = numbers.waiting().rows
    assert row[1:] == [10, pytest.approx(5.5), pytest.approx(9)]
    assert [cell.shown for cell in numbers.waiting().cells[0]][1:] == ["10", "5,5", "9,0"]


@pytest.mark.one_database
def test_the_share_that_nine_of_ten_do_not_exceed():
    assert [numbers.percentile(values, 0.9) for values in ([3], [1, 2], list(range(1, 12)))] == [3, 2, 10]


def test_months_count_what_was_public_and_what_was_done():
    moderator = make_user(is_moderator=True)
    edition, other = make_public(), make_public()
    long_ago = timezone.now() - 70 * DAY
    Edition.objects.update(submitted_at=long_ago, published_at=long_ago)
    workflow.archive(edition=edition, by=moderator, version=edition.version, reason="Ende")
    table = numbers.by_month()
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    assert len(rows) == 12
    assert [row["öffentlich am Ende"] for row in rows][7:] in (
        [0, 0, 2, 2, 1],
        [0, 2, 2, 2, 1],
    )  # by the day of the month
    assert [row["archiviert"] for row in rows][-1] == 1
    assert [row["veröffentlicht"] for row in rows][-1] == 2
    assert other.state == Edition.State.PUBLISHED


def test_shares_of_confirmed_entries():
    project, moderator = make_project("Ortsnetz"), make_user(is_moderator=True)
    ages = (1, 200, 400, None)
    for days in ages:
        edition = make_public(project=project)
        at = None if days is None else timezone.now() - days * DAY
        begun = timezone.now() - 500 * DAY
        times = {"submitted_at": begun, "published_at": begun, "confirmed_at": at}
        Edition.objects.filter(pk=edition.pk).update(**times, published_by=None)
    assert numbers.confirmed().rows == [["alle", 4, 25, 50], ["Ortsnetz", 4, 25, 50]]
    Edition.objects.filter(confirmed_at=None).update(published_by=moderator)
    Edition.objects.filter(confirmed_at=None).update(published_at=timezone.now() - 2 * DAY)
    assert numbers.confirmed().rows[0] == ["alle", 4, 50, 75]


def test_what_is_missing():
    full, empty, begun = make_project("Voll"), make_project("Leer"), make_project("Begonnen")
    make_public(project=full, costs="3.600 €", website="https://example.org/weg")
    make_public(project=full)
    make_submitted(project=begun)
    store("https://example.org/weg", "gone")
    assert numbers.projects_without_entries().rows == [["Begonnen", "ja"], ["Leer", "–"]]
    assert str(dict(numbers.fields_filled().rows)["Kosten"]) == "50 %"
    assert [row[2] for row in numbers.links().rows] == ["https://example.org/weg"]
    [(name, number, share)] = numbers.projects_filled().rows
    assert (name, number) == ("Voll", 2)
    assert 0 < share < 100
    assert dict(numbers.states().rows) == {"zur Prüfung gegeben": 1, "veröffentlicht": 2}
    assert empty.pk


def test_moderators_see_all_tables_and_get_each_as_a_file(client):
    make_public(project=make_project("Ortsnetz"))
    make_project("=Formel")
    sign_in(client, make_user(is_moderator=True))
    page = client.get(reverse("admin:numbers")).content.decode()
    for name, table in numbers.TABLES.items():
        assert f'id="{name}"' in page
        response = client.get(reverse("admin:list_file", args=[name, "csv"]))
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        header, *rows = csv.reader(StringIO(text), delimiter=";")
        shown = [heading.removesuffix(" (%)") for heading in header]
        assert (shown, len(rows)) == (list(map(str, table().header)), len(table().rows))
        assert not any(cell.startswith("=") for row in rows for cell in row)


def test_shares_and_days_are_numbers_in_the_files(client):
    project, by = make_project("Ortsnetz"), make_user()
    edition = make_public(project=project)
    Edition.objects.update(confirmed_at=timezone.now())
    note(edition, "submit", timezone.now() - 36 * timedelta(hours=1), by)
    note(edition, "publish", timezone.now(), by)
    sign_in(client, make_user(is_moderator=True))

    def rows_of(name):
        response = client.get(reverse("admin:list_file", args=[name, "xlsx"]))
        return list(openpyxl.load_workbook(BytesIO(b"".join(response))).active.iter_rows(values_only=True))

    assert rows_of("confirmed")[0] == ("Modellprojekt", "öffentlich", "in 6 Monaten (%)", "in 12 Monaten (%)")
    assert rows_of("confirmed")[2] == ("Ortsnetz", 1, 100, 100)
    assert rows_of("waiting")[1][1:] == (1, pytest.approx(1.5), pytest.approx(1.5))


def test_the_page_draws_what_its_tables_say(client):
    by, edition = make_user(), make_public()
    note(edition, "submit", timezone.now() - 4 * DAY, by)
    note(edition, "return", timezone.now(), by)
    sign_in(client, make_user(is_moderator=True))
    page = client.get(reverse("admin:numbers")).content.decode()
    states = page.partition('id="states"')[2].partition("</section>")[0]
    assert re.findall(r'<rect width="(\d+)"', states) == ["100"]  # all entries are in one state
    filled = page.partition('id="fields"')[2].partition("</section>")[0]
    bars = re.findall(r'<rect width="(\d+)"', filled)
    assert bars == re.findall(r'class="number">(\d+) %', filled)
    waiting = page.partition('id="waiting"')[2].partition("</section>")[0]
    assert len(re.findall(r'class="chart-bar chart-bar-\d" d="M\d+\.\d 174V', waiting)) == 2  # median, nine of ten
    assert 'class="number">4,0' in waiting


@pytest.mark.one_database
def test_a_chart_by_month_has_a_bar_for_each_number():
    months = [date(2026, 1, 1), date(2026, 2, 1)]
    chart = MonthChart("Wartezeit", months, [("Median", [4, None]), ("neun von zehn", [10, 0])])
    assert [number for _path, _y, number in chart.lines] == [0, 2, 4, 6, 8, 10]
    heights = {series: float(re.search(r"V([\d.]+)h", path)[1]) for series, path in chart.bars}
    assert len(chart.bars) == 2
    assert heights[1] == chart.y(10) == 10  # the top of the drawing
    assert 174 - heights[0] == pytest.approx(0.4 * (174 - heights[1]), abs=0.1)
    assert [letter for _x, _y, letter in chart.labels] == ["J", "F"]


def test_the_number_of_queries_does_not_grow_with_the_entries(client):
    sign_in(client, make_user(is_moderator=True))
    client.get(reverse("admin:numbers"))  # writes the session
    counted = []
    for number in (2, 8):
        for _each in range(number):
            make_public(website="https://example.org/weg")
        store("https://example.org/weg", "gone")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:numbers"))
        counted.append(len(queries))
    assert counted[0] == counted[1]
