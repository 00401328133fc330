"""The date that the address of a source names."""

import pytest

from measures.public.source_dates import date_in_address

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("2019/09/09/die-neuen-projekte", "9. September 2019"),
        ("presse/2025-11-07-wetter", "7. November 2025"),
        ("presse/16-09-2022-strategie/", "16. September 2022"),
        ("2024/05/blog", "Mai 2024"),
        ("mitteilungen/2023-03/transfer.html", "März 2023"),
        ("pressemitteilungen/2024/M%C3%A4rz/eins", "März 2024"),
        ("aktuell/dezember-2024/rueckblick", "Dezember 2024"),
        ("2022/02/30/kein-tag", ""),
        ("2029/01/01/noch-nicht", ""),
        ("strategie-2030", ""),
        ("artikel/20220915", ""),
        ("termine/termine-2025", ""),
        ("2024/1/1/", ""),
        ("", ""),
    ],
)
def test_a_day_or_month_is_read_from_the_path_alone(path, written):
    assert date_in_address(f"https://www.example.org/{path}?d=2020-01-01") == written
