"""The extract of the official register that the project ships: how it is packed, and what is in it."""

from decimal import Decimal

from django.core.management import call_command

from municipalities.register.extract_file import EXTRACT, read_extract
from tests.municipalities.register_files import (
    HEADER,
    association,
    district,
    excerpt_line,
    municipality,
    write,
)

MOST_BYTES = 400_000


def test_packing_keeps_what_is_in_both_files(tmp_path):
    register = write(
        tmp_path / "register.txt",
        district("07131", "Ahrental"),
        association("071315001", "Rebenau"),
        municipality("071315001001", "Oberdorf", people=700, hectares=450),
        municipality("071319999999", "Hochwald", "66", people=0, hectares=20),
    )
    # Since the excerpt was made, the municipality has joined another association.
    excerpt = write(tmp_path / "excerpt.csv", HEADER, excerpt_line("071315009001", "Oberdorf"))
    packed = tmp_path / "packed.xz"
    call_command("pack_register", register, excerpt, to=packed)

    whole, places = read_extract(packed)
    assert str(whole.as_of) == "2023-11-30"
    assert [(body.ars, body.level, body.official_name, body.kind) for body in whole.bodies] == [
        ("07131", "district", "Ahrental", "Landkreis"),
        ("071315001", "association", "Rebenau", "Verbandsgemeinde"),
        ("071315001001", "municipality", "Oberdorf", "Gemeinde"),
    ]
    assert (whole.bodies[2].population, whole.bodies[2].area_km2) == (700, Decimal("4.5"))
    assert [body.official_name for body in whole.unincorporated] == ["Hochwald"]
    place = places.places[0]
    assert (place.ars, place.latitude, place.longitude) == ("071315001001", 50.25, 9.5)
    assert (place.travel_region, place.urbanisation) == ("Reisegebiet", 3)


def test_the_shipped_extract_is_small_and_complete():
    assert EXTRACT.stat().st_size < MOST_BYTES
    register, excerpt = read_extract(EXTRACT)
    municipalities = [body for body in register.bodies if body.level == "municipality"]
    assert len(municipalities) > 10_700
    assert 84_000_000 < sum(body.population for body in municipalities) < 85_000_000
    assert len(excerpt.places) / len(municipalities) > 0.99
    assert {place.urbanisation for place in excerpt.places} == {1, 2, 3}
