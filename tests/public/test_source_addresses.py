"""What the address of a source says by itself."""

import pytest

from measures.public.source_addresses import date_in_address, readable_address

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


@pytest.mark.parametrize(
    ("url", "readable"),
    [
        ("https://www.example.org/", "example.org"),
        ("https://example.org/node/12058", "example.org/node/12058"),
        (
            "https://www.example.org/k21-meldungen/die-umsetzung-kann-starten",
            "example.org/…/die-umsetzung-kann-starten",
        ),
        (
            "https://example.org/die-umsetzung-kann-jetzt-wirklich-starten.html",
            "example.org/die-umsetzung-kann-jetzt-wirklich-starten",
        ),
        ("https://example.org/a/" + "wort-" * 20, "example.org/…/" + "wort-" * 11 + "wort…"),
        ("https://example.org/a/" + "w" * 80, "example.org/…/" + "w" * 60 + "…"),
        ("https://example.org/presse/neue-ideen/?id=00000000000000000000000000000042", "example.org/…/neue-ideen"),
        ("https://example.org/2024/05/20/123456789012345678901234567890", "example.org"),
        ("https://example.org/a/%E2%80%AEgnp.exe%22%3Cb%3Ewort-wort-wort-wort", "example.org"),
    ],
)
def test_pages_of_one_site_have_different_names(url, readable):
    assert readable_address(url) == readable
