"""The official register: the excerpt GV4Q, lines that cannot be taken, files that cannot be read."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError

from municipalities.models import Municipality
from tests.factories import make_municipality
from tests.municipalities.register_files import (
    HEADER,
    association,
    district,
    excerpt_line,
    line,
    municipality,
    run,
    write,
)

pytestmark = pytest.mark.django_db

OBERDORF, UNTERDORF = "071315001001", "071315001002"
GOOD = [
    district("07131", "Ahrental"),
    association("071315001", "Rebenau"),
    municipality(OBERDORF, "Oberdorf", people=700),
    municipality(UNTERDORF, "Unterdorf", people=1300),
]


def write_register(tmp_path, *lines):
    return write(tmp_path / "register.txt", *lines)


def write_excerpt(tmp_path, *lines):
    return write(tmp_path / "excerpt.csv", HEADER, *lines, encoding="utf-8-sig")


def rows(*fields):
    return list(Municipality.objects.order_by("ars").values_list(*fields))


# Lines of GV100AD that cannot be taken


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (municipality("071315001003", "Neudorf")[:40], "its type '' in columns 123 and 124 is not a number"),
        (municipality("071315001003", "Neudorf", "99"), "99 is not a valid MunicipalityType"),
        (municipality("071315001003", "Neudorf", "00"), "unknown type 00"),
        (municipality("071315001003", ""), "it has no name"),
        (municipality("071315001003", "Neu\ufffddorf"), "it has unreadable characters"),
        (municipality("071315001003", "Neu\x00dorf"), "it has unreadable characters"),
        (municipality("171315001003", "Neudorf"), "unknown state 17"),
        (
            municipality("071315001003", "Neudorf", people=99_000_000),
            "its population of 99000000, 49500000 men, cannot be",
        ),
        (municipality("071315001003", "Neudorf", hectares=0), "its area of 0.00 km² cannot be"),
        (
            municipality("071315001003", "Neudorf").replace("00000001000", "0000000x000"),
            "its figures '000000005000000000x00000000000500' in columns 129 to 161 are not all digits",
        ),
        (
            municipality("071315001003", "Neudorf", date="20130230"),
            "its date '20130230' is not that of the register, 2023-11-30",
        ),
        (municipality(OBERDORF, "Oberdorf"), "its key 07131001 is already on line 3"),
        (municipality("071315002001", "Oberdorf"), "its key 07131001 is already on line 3"),
        (association("071315001", "Rebenau"), "its key 071315001 is already on line 2"),
        (district("07132", "Waldtal", "49"), "49 is not a valid DistrictType"),
    ],
)
def test_a_bad_line_is_named_and_skipped(tmp_path, bad, reason):
    report = run(write_register(tmp_path, *GOOD, bad))
    assert report[2:] == ["lines not, or not wholly, taken: 1", f"register.txt, line 5: {reason}"]
    assert [ars for (ars,) in rows("ars")] == ["07131", "071315001", OBERDORF, UNTERDORF]


def test_totals_are_not_touched_where_a_municipality_could_not_be_read(tmp_path):
    run(write_register(tmp_path, *GOOD))
    more = [municipality("071315001001", "Oberdorf", people=900), municipality(UNTERDORF, "Unterdorf", "99")]
    other = [district("07132", "Waldtal"), municipality("071320001001", "Forst", people=10)]
    report = run(write_register(tmp_path, *GOOD[:2], *more, *other))
    assert rows("ars", "population", "gone_since") == [
        ("07131", 2000, None),
        ("071315001", 2000, None),
        (OBERDORF, 900, None),
        (UNTERDORF, 1300, None),
        ("07132", 10, None),
        ("071320001001", 10, None),
    ]
    assert report[1].startswith("created 2, changed 1, unchanged 2, marked as gone 0")


@pytest.mark.parametrize("bad", [municipality("0713150x1002", "Unterdorf"), "Unterdorf", "99" + GOOD[3][2:]])
def test_nothing_is_gone_while_a_line_has_no_readable_key(tmp_path, bad):
    run(write_register(tmp_path, *GOOD))
    report = run(write_register(tmp_path, *GOOD[:3], bad))
    assert set(rows("gone_since")) == {(None,)}
    assert report[2].startswith("As some lines have no readable key, nothing was marked as gone")
    assert report[4].startswith("register.txt, line 4: ")


# The excerpt


def test_the_excerpt_gives_area_and_coordinates_but_no_population(tmp_path):
    make_municipality(ars=OBERDORF, state="RP", population=700)
    places = [
        excerpt_line(OBERDORF, "Oberdorf", area=" 1 012.34", east='"9,1234567"', people="9 999"),
        excerpt_line("071319501501", "Wildnis", kind="66", area=" 9.00", east="", north=""),
    ]
    report = run(write_excerpt(tmp_path, *places))
    assert rows("area_km2", "latitude", "longitude", "coordinate_source", "population") == [
        (Decimal("1012.34"), 50.25, 9.12346, "Destatis-Gemeindeverzeichnis", 700)
    ]
    assert report[1] == "created 0, changed 1, unchanged 0, marked as gone 0, unincorporated areas left out 1"
    assert run(write_excerpt(tmp_path, *places))[1].startswith("created 0, changed 0, unchanged 1")


def test_the_excerpt_keeps_area_and_coordinates_from_elsewhere(tmp_path):
    make_municipality(
        ars=OBERDORF, state="RP", area_km2=7, latitude=51, longitude=8, coordinate_source="Stadt Oberdorf"
    )
    run(write_excerpt(tmp_path, excerpt_line(OBERDORF, "Oberdorf")))
    assert rows("area_km2", "latitude", "longitude", "coordinate_source") == [(7, 51, 8, "Stadt Oberdorf")]


def test_the_excerpt_finds_a_municipality_in_its_new_association(tmp_path):
    make_municipality(ars=OBERDORF, state="RP")
    run(write_excerpt(tmp_path, excerpt_line("071315099001", "Oberdorf")))
    assert rows("ars", "latitude") == [(OBERDORF, 50.25)]


def test_bad_lines_of_the_excerpt_are_named(tmp_path):
    for ars in (OBERDORF, UNTERDORF):
        make_municipality(ars=ars, state="RP")
    others = [make_municipality(state="RP").ars for _ in range(5)]  # else most lines would be wrong
    report = run(
        write_excerpt(
            tmp_path,
            excerpt_line("071315001009", "Fremddorf"),
            excerpt_line(OBERDORF, "Oberdorf", east='"50,25"', north='"9,5"'),
            excerpt_line(UNTERDORF, "Unterdorf", area="viel"),
            excerpt_line(UNTERDORF, "Unterdorf"),
            excerpt_line("071315001xyz", "Unlesbar"),
            excerpt_line("181315001001", "Neuland"),
            "60,64,07,1",
            '60,"64',
            "",
            excerpt_line(OBERDORF, "Oberdorf").replace("60,", "61,", 1),
            *(excerpt_line(ars, "Gutendorf") for ars in others),
        )
    )
    assert report[2:] == [
        "lines not, or not wholly, taken: 9",
        "excerpt.csv, line 2: 071315001009 Fremddorf is not in the database",
        "excerpt.csv, line 3: its point '9,5' north, '50,25' east is not in Germany; taken without it",
        "excerpt.csv, line 4: its area 'viel' cannot be; taken without it",
        "excerpt.csv, line 5: its key 07131002 is already on line 4",
        "excerpt.csv, line 6: its regional key is not made of digits",
        "excerpt.csv, line 7: unknown state 18",
        "excerpt.csv, line 8: it has 4 columns instead of 20",
        "excerpt.csv, line 9: it is not CSV: unexpected end of data",
        "excerpt.csv, line 11: unknown Satzart '61'",
    ]
    assert rows("ars", "area_km2", "latitude")[-2:] == [(OBERDORF, 5, None), (UNTERDORF, None, 50.25)]


# The files


@pytest.mark.parametrize("register_first", [True, False])
def test_the_register_is_taken_before_the_excerpt_whatever_their_order(tmp_path, register_first):
    register = write_register(tmp_path, *GOOD)
    excerpt = write_excerpt(tmp_path, excerpt_line(OBERDORF, "Oberdorf", area=" 77.00"))
    paths = [register, excerpt] if register_first else [excerpt, register]
    report = run(*paths)
    assert [text for text in report if ": GV" in text] == [
        f"{register}: GV100AD, register of 2023-11-30, population of 2022-12-31",
        f"{excerpt}: GV4Q, excerpt with area and coordinates",
    ]
    oberdorf = Municipality.objects.get(ars=OBERDORF)
    assert (oberdorf.area_km2, oberdorf.latitude, oberdorf.longitude) == (5, 50.25, 9.5)
    again = run(*paths)
    assert [text for text in again if text.startswith("created")] == [
        "created 0, changed 0, unchanged 4, marked as gone 0, unincorporated areas left out 0",
        "created 0, changed 0, unchanged 1, marked as gone 0, unincorporated areas left out 0",
    ]


def test_a_file_that_cannot_be_read_stops_the_run_before_anything_is_written(tmp_path):
    register = write_register(tmp_path, *GOOD)
    (tmp_path / "second.txt").write_bytes(register.read_bytes())
    write(tmp_path / "mac.txt", municipality(OBERDORF, "Oberdorf"), "Ödland", encoding="mac-roman")
    write(tmp_path / "other.csv", "name,population", "Oberdorf,700")
    write(tmp_path / "date.txt", line("10", "07", "Rheinland-Pfalz", date="20231399"))
    (tmp_path / "empty.txt").touch()
    for name, message in [
        ("second.txt", r"have the same format; give one of them\.$"),
        ("mac.txt", r"mac.txt is not encoded in UTF-8 \(see line 2\); convert it first\.$"),
        ("other.csv", r"other.csv is of an unknown format: neither GV100AD nor GV4Q with its header line\.$"),
        ("empty.txt", r"empty.txt is empty\."),
        ("date.txt", r"date.txt: 20231399 is not a date\.$"),
        ("missing.txt", r"missing.txt cannot be read: No such file or directory\.$"),
    ]:
        with pytest.raises(CommandError, match=message):
            run(register, tmp_path / name)
        assert Municipality.objects.count() == 0


def test_nothing_is_half_imported(tmp_path, monkeypatch):
    def fail(self, rows, *args, **options):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_update", fail)
    make_municipality(ars=OBERDORF, state="RP", official_name="", area_km2=None)
    with pytest.raises(RuntimeError):
        run(write_register(tmp_path, *GOOD))
    assert rows("ars", "official_name") == [(OBERDORF, "")]


def test_the_date_of_the_register_is_what_most_lines_say(tmp_path):
    odd = municipality("071315001003", "Neudorf", date="20231103")
    run(write_register(tmp_path, odd, *GOOD))
    assert Municipality.objects.get(ars=OBERDORF).population_date == date(2022, 12, 31)
    assert Municipality.objects.count() == 4
