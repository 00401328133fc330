"""Amounts of money in German texts."""

import re

# 50.000 Euro, 1,2 Mio. €, 18,4 Millionen Euro, 200 T€, 50.000 bis 60.000 Euro
NUMBER = r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+|\d{1,12})(,\d{1,3})?"
UNIT = r"(?:(Tsd\.?|Tausend|T|Mio\.?|Millionen|Million|Mrd\.?|Milliarden|Milliarde)\s{0,2})?"
AMOUNT = re.compile(rf"{NUMBER}\s{{0,2}}(?:(?:bis|–|-)\s{{0,2}}{NUMBER}\s{{0,2}})?{UNIT}(?:Euro|EUR|€)", re.IGNORECASE)
LEAST = 100  # euros; less than that is the price of a ride or a ticket, not what a measure costs
FACTORS = {"t": 1_000, "mi": 1_000_000, "mr": 1_000_000_000}


def amounts_in(text: str) -> tuple[int, ...]:
    """Return the amounts, in whole euros, that a text writes in figures, in their order; of a span both ends.

    Amounts below LEAST are left out.
    """
    found = []
    for first, first_decimals, second, second_decimals, unit in AMOUNT.findall(text):
        factor = next((value for start, value in FACTORS.items() if unit.lower().startswith(start)), 1)
        for whole, decimals in ((first, first_decimals), (second, second_decimals)):
            if whole:
                found.append(round(float(whole.replace(".", "") + decimals.replace(",", ".")) * factor))
    return tuple([amount for amount in found if amount >= LEAST])
