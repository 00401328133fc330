"""The official register: what it creates, what it changes and what it leaves alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from municipalities.models import Municipality
from municipalities.register.import_files import derived_population_date
from municipalities.register.names import short_name
from municipalities.register.records import Body
from tests.factories import make_municipality
from tests.municipalities.register_files import association, district, municipality, run, state, write

pytestmark = pytest.mark.django_db

REGISTER = [
    state("07", "Rheinland-Pfalz"),
    district("07131", "Ahrental", "44"),
    association("071315001", "Rebenau"),
    association("071310009", "Burgstetten, Stadt", "50"),
    municipality("071315001001", "Oberdorf", people=700, hectares=1234),
    municipality("071315001002", "Unterdorf, Stadt", "63", people=1300, hectares=766),
    municipality("071310009009", "Burgstetten, Stadt", "63", people=20_000, hectares=5000),
]


def row(ars):
    return Municipality.objects.get(ars=ars)


def rows(*fields):
    return list(Municipality.objects.order_by("ars").values_list(*fields))


@pytest.fixture
def register(tmp_path):
    return write(tmp_path / "verzeichnis.txt", *REGISTER)


# What the register makes


def test_creates_districts_associations_and_municipalities(register):
    report = run(register)
    assert rows("ars", "level", "name", "official_name", "kind", "population", "area_km2") == [
        ("07131", "district", "Landkreis Ahrental", "Ahrental", "Landkreis", 22_000, Decimal("70.00")),
        (
            "071310009009",
            "municipality",
            "Burgstetten",
            "Burgstetten, Stadt",
            "Stadt",
            20_000,
            Decimal("50.00"),
        ),
        (
            "071315001",
            "association",
            "Verbandsgemeinde Rebenau",
            "Rebenau",
            "Verbandsgemeinde",
            2000,
            Decimal("20.00"),
        ),
        ("071315001001", "municipality", "Oberdorf", "Oberdorf", "Gemeinde", 700, Decimal("12.34")),
        ("071315001002", "municipality", "Unterdorf", "Unterdorf, Stadt", "Stadt", 1300, Decimal("7.66")),
    ]
    assert set(rows("population_date", "states")) == {(date(2022, 12, 31), "RP")}
    assert report == [
        f"{register}: GV100AD, register of 2023-11-30, population of 2022-12-31",
        "created 5, changed 0, unchanged 0, marked as gone 0, unincorporated areas left out 0",
        "lines not, or not wholly, taken: 0",
    ]


def test_a_city_that_is_its_own_district_is_one_municipality(tmp_path):
    run(
        write(
            tmp_path / "a.txt",
            district("05199", "Klingenberg, Stadt", "41"),
            association("051990000", "Klingenberg, Stadt", "50"),
            municipality("051990000000", "Klingenberg, Messerstadt", "61", people=150_000),
        )
    )
    assert rows("ars", "name", "kind", "slug") == [("051990000000", "Klingenberg", "Kreisfreie Stadt", "klingenberg")]


def test_an_unincorporated_area_is_no_municipality_but_part_of_its_district(tmp_path):
    report = run(
        write(
            tmp_path / "a.txt",
            district("03351", "Heideland"),
            municipality("033510001001", "Heidedorf", people=100, hectares=100),
            municipality("033519501501", "Truppenheide, gemfr. Bezirk", "65", people=50, hectares=900),
        )
    )
    assert rows("ars", "population", "area_km2") == [
        ("03351", 150, Decimal("10.00")),
        ("033510001001", 100, Decimal("1.00")),
    ]
    assert report[1].endswith(", unincorporated areas left out 1")


def test_the_largest_of_a_name_gets_the_plain_address(tmp_path):
    run(
        write(
            tmp_path / "a.txt",
            district("01051", "Marsch", "43"),
            municipality("010510001001", "Neuhafen", people=90),
            municipality("051990000000", "Neuhafen, Stadt", "61", people=150_000),
        )
    )
    assert rows("ars", "slug") == [
        ("01051", "kreis-marsch"),
        ("010510001001", "neuhafen-kreis-marsch"),
        ("051990000000", "neuhafen"),
    ]


@pytest.mark.parametrize(
    ("level", "kind", "official_name", "expected"),
    [
        ("municipality", "Stadt", "Solingen, Klingenstadt", "Solingen"),
        ("municipality", "Stadt", "Haßfurt, St", "Haßfurt"),
        ("municipality", "Stadt", "Ebstorf,Klosterflecken", "Ebstorf"),
        ("municipality", "Stadt", "Lauenburg/ Elbe, Stadt", "Lauenburg/Elbe"),
        ("municipality", "Stadt", "Bautzen / Budyšin, Stadt", "Bautzen"),
        ("district", "Kreis", "Höxter", "Kreis Höxter"),
        ("district", "Landkreis", "Landkreis Rostock", "Landkreis Rostock"),
        ("district", "Landkreis", "Rhein-Neckar-Kreis", "Rhein-Neckar-Kreis"),
        ("district", "Kreis", "Städteregion Aachen", "Städteregion Aachen"),
        ("association", "Amt", "Süderbrarup", "Amt Süderbrarup"),
        ("association", "Amt", "Amt Lütjenburg", "Amt Lütjenburg"),
        ("association", "Verwaltungsgemeinschaft", "Tann (VGem)", "Verwaltungsgemeinschaft Tann"),
        (
            "association",
            "Verwaltungsgemeinschaft",
            "VVG der Stadt Calw",
            "Verwaltungsgemeinschaft der Stadt Calw",
        ),
        ("association", "Verwaltungsverband", "GVV Höri", "Gemeindeverwaltungsverband Höri"),
        ("association", "Erfüllende Gemeinde", "Geisa, Stadt", "Erfüllende Gemeinde Geisa"),
    ],
)
def test_short_names(level, kind, official_name, expected):
    assert short_name(Body(1, "", level, official_name, kind)) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 11, 30), date(2022, 12, 31)),
        (date(2025, 12, 31), date(2024, 12, 31)),
        (date(2021, 3, 31), date(2019, 12, 31)),
    ],
)
def test_population_date_is_the_last_published_end_of_a_year(as_of, expected):
    assert derived_population_date(as_of) == expected


def test_population_date_can_be_given_but_not_after_the_register(register):
    with pytest.raises(CommandError, match="later than the register"):
        run(register, population_date=date(2023, 12, 31))
    run(register, population_date=date(2023, 6, 30))
    assert set(rows("population_date")) == {(date(2023, 6, 30),)}


# What it changes and what it leaves alone


def test_a_second_run_changes_nothing(register):
    run(register)
    before = rows()
    with CaptureQueriesContext(connection) as queries:
        report = run(register)
    assert report[1] == "created 0, changed 0, unchanged 5, marked as gone 0, unincorporated areas left out 0"
    assert rows() == before
    assert [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_updates_official_facts_and_keeps_name_and_address(register):
    curated = make_municipality(
        "Unterdorf am Bach", ars="071315001002", slug="unser-unterdorf", population=1, state="NW"
    )
    report = run(register)
    curated.refresh_from_db()
    assert (curated.name, curated.slug) == ("Unterdorf am Bach", "unser-unterdorf")
    assert (curated.official_name, curated.kind) == ("Unterdorf, Stadt", "Stadt")
    assert (curated.population, curated.population_date) == (1300, date(2022, 12, 31))
    assert [state.code for state in curated.states.all()] == ["RP"]
    assert report[1].startswith("created 4, changed 1, unchanged 0")


def test_a_municipality_that_changes_its_association_keeps_its_row(register):
    before = make_municipality(ars="071315099001", state="RP")
    run(register)
    assert row("071315001001").pk == before.pk
    assert Municipality.objects.count() == 5


def test_a_missing_municipality_is_marked_as_gone_until_it_is_back(register, tmp_path):
    region = make_municipality(level="region")
    run(register)
    later = [text.replace("20231130", "20240831") for text in REGISTER if "Oberdorf" not in text]
    report = run(write(tmp_path / "later.txt", *later), accept_gone=True)
    assert row("071315001001").gone_since == date(2024, 8, 31)
    assert report[1] == "created 0, changed 4, unchanged 0, marked as gone 1, unincorporated areas left out 0"
    assert report[2] == "gone: 071315001001 Oberdorf"
    run(write(tmp_path / "still_later.txt", *[text.replace("20240831", "20240930") for text in later]))
    assert row("071315001001").gone_since == date(2024, 8, 31)
    run(register, accept_older=True)
    assert set(rows("gone_since")) == {(None,)}
    region.refresh_from_db()
    assert region.gone_since is None


def test_queries_do_not_grow_with_the_register(tmp_path):
    counts = []
    for size in (2, 40):
        lines = [municipality(f"0713150{size:02d}{number:03d}", f"Dorf {size} {number}") for number in range(size)]
        path = write(tmp_path / f"{size}.txt", *lines)
        with CaptureQueriesContext(connection) as queries:
            run(path)
        counts.append(len(queries))
        Municipality.objects.all().delete()
    assert counts[0] == counts[1]
