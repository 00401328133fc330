"""The figures count public entries, agree with the lists they lead to, and leave as CSV."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.urls import reverse

from measures import workflow
from measures.finding.answer import Answer
from measures.finding.current import current
from measures.finding.figures import age_figure, facet_figures, fill_figure
from measures.finding.growth import OfficialCount, catalogue_growth, months_between, official_counts
from measures.models import Edition
from measures.public.csv_file import safe_cell
from measures.public.growth_chart import GrowthChart
from tests.factories import make_draft, make_public, make_user

pytestmark = pytest.mark.django_db


def rows_of(figure):
    return [(row.label, row.count) for row in figure.rows]


def figure_named(slug):
    return next(figure for figure in facet_figures(current()) if figure.slug == slug)


def test_facets_count_public_measures_the_most_frequent_first():
    make_public(types=["app", "dashboard"])
    make_public(types=["app"])
    make_draft(types=["dashboard"])
    figure = figure_named("loesungstypen")
    assert rows_of(figure) == [("App", 2), ("Dashboard", 1)]
    assert figure.finding == "Am häufigsten: App, 2 von 2 Maßnahmen (100\u00a0%)"
    assert [figure.length(row) for row in figure.rows] == [100.0, 50.0]


def test_each_number_leads_to_as_many_measures():
    make_public(types=["app"], status="geplant")
    make_public(types=["app", "dashboard"], status="in-betrieb")
    rows = [row for figure in facet_figures(current()) for row in figure.rows]
    assert len(rows) > 6
    for row in rows:
        assert Answer(QueryDict(row.query.removeprefix("?"))).total == row.count


def test_empty_catalogue_has_no_finding(client):
    assert figure_named("loesungstypen").finding == "Darüber ist noch nichts bekannt."
    assert client.get(reverse("figures")).status_code == 200


def test_fields_are_counted_as_filled():
    make_public(summary="Kurz gesagt.", costs="40.000 €", start_year=2023)
    make_public(summary="Noch eine.")
    make_draft(costs="5 €")
    counts = dict(rows_of(fill_figure()))
    assert (counts["Titel"], counts["Kurzfassung"], counts["Kosten"], counts["Beginn (Jahr)"]) == (2, 2, 1, 1)
    assert (counts["Lösungstypen"], counts["Raumwirkung"], counts["Orte"], counts["Website"]) == (2, 0, 2, 0)
    assert "Name der Person" not in counts


def test_source_code_of_which_nothing_is_known_does_not_count_as_known():
    make_public(source_code_duty=Edition.SourceCode.UNKNOWN)
    make_public(source_code_duty=Edition.SourceCode.NOT_NEEDED)
    assert dict(rows_of(fill_figure()))["Offenlegung des Quelltexts"] == 1


def test_age_is_that_of_the_statements():
    for day in [date(2025, 3, 1), date(2025, 9, 1), date(2023, 1, 1), None]:
        make_public(as_of=day)
    assert rows_of(age_figure()) == [("2025", 2), ("2023", 1), ("ohne Angabe", 1)]


def published_in(month):
    edition = make_public()
    at = datetime(2026, month, 15, 12, tzinfo=UTC)
    Edition.objects.filter(pk=edition.pk).update(submitted_at=at, published_at=at)
    return edition


def test_growth_counts_what_was_public_at_the_end_of_each_month(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 5, 20, tzinfo=UTC))
    published_in(2)
    withdrawn = published_in(2)
    published_in(4)
    workflow.withdraw(edition=withdrawn, by=make_user(is_moderator=True), reason="Doppelt.", version=withdrawn.version)
    Edition.objects.filter(pk=withdrawn.pk).update(closed_at=datetime(2026, 5, 1, 12, tzinfo=UTC))
    assert catalogue_growth() == [((2026, 2), 2), ((2026, 3), 2), ((2026, 4), 3), ((2026, 5), 2)]


def test_growth_of_an_empty_catalogue_is_empty():
    make_draft()
    assert catalogue_growth() == []


def test_months_go_on_into_the_next_year():
    assert months_between((2025, 11), (2026, 2)) == [(2025, 11), (2025, 12), (2026, 1), (2026, 2)]


def test_published_numbers_have_a_source_and_are_in_order():
    counts = official_counts()
    assert [count.day for count in counts] == sorted(count.day for count in counts)
    assert all(count.source_url.startswith("https://") for count in counts)


def test_chart_goes_up_with_the_numbers():
    official = [OfficialCount("2024", 90, "https://example.org/")]
    chart = GrowthChart([((2025, 1), 10), ((2025, 2), 40)], official)
    assert chart.top == 100
    assert [number for _y, number in chart.lines] == [0, 20, 40, 60, 80, 100]
    assert [year for _x, year in chart.years] == [2024, 2025]
    (x, y), (own_x, own_y) = chart.points[0], chart.own_end
    assert x < own_x
    assert y < own_y  # y grows downwards


def test_table_is_a_file_with_the_same_rows(client):
    make_public(types=["app"])
    response = client.get(reverse("figure_file", args=["loesungstypen"]))
    assert response.headers["Content-Disposition"] == 'attachment; filename="loesungstypen.csv"'
    text = response.getvalue().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["Lösungstyp", "Maßnahmen", "Anteil in %"],
        ["App", "1", "100"],
    ]


def test_growth_is_a_file_with_sources(client):
    make_public()
    text = client.get(reverse("figure_file", args=["wachstum"])).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1][1:] == ["1", "dieser Katalog"]
    assert len(rows) == 2 + len(official_counts())


def test_unknown_table_does_not_exist(client):
    assert client.get(reverse("figure_file", args=["gibt-es-nicht"])).status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tx", "\rx"])
def test_cells_never_become_formulas(text):
    assert safe_cell(text) == f"'{text}"


def test_other_cells_stay_as_they_are():
    assert (safe_cell("a-b"), safe_cell(-1), safe_cell("")) == ("a-b", -1, "")


def test_an_empty_catalogue_has_no_share_of_filled_fields():
    figure = fill_figure()
    assert (figure.rows, figure.finding) == ([], "Darüber ist noch nichts bekannt.")
