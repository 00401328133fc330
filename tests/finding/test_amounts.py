"""Amounts of money in German texts."""

import pytest

from measures.finding.amounts import amounts_in

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("", ()),
        ("Kostenlos", ()),
        ("890.000 Euro Projektbudget", (890_000,)),
        ("Rund 18,4 Mio. Euro (Stand Januar 2023)", (18_400_000,)),
        ("3,5 Millionen Euro für Version 2.0", (3_500_000,)),
        ("50.000 bis 60.000 Euro (von 2018)", (50_000, 60_000)),
        ("2 bis 3 Mio. €", (2_000_000, 3_000_000)),
        ("200 T€ und 1.164.600 €", (200_000, 1_164_600)),
        ("2022 und 2023 etwa 110.000 Euro, rund 100 Sensoren", (110_000,)),
        ("50 Cent und 2,50 Euro je Fahrt", ()),
        ("65 Prozent Förderung", ()),
        ("1" * 50 + " Euro", ()),
    ],
)
def test_amounts_in_figures_are_read(text, amounts):
    assert amounts_in(text) == amounts
