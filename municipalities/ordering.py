"""Order as in a German list: ä beside a, ß beside ss, capitals beside small letters.

Neither SQLite nor PostgreSQL in a C locale sorts so by itself, and both shall give the same order.
"""

from django.db.models import Value
from django.db.models.functions import Lower, Replace

FOLDED = {"Ä": "a", "ä": "a", "Ö": "o", "ö": "o", "Ü": "u", "ü": "u", "ß": "ss"}
_FOLDING = str.maketrans(FOLDED)


def german_order(field):
    """Return an expression to order by `field`."""
    expression = field
    for letter, plain in FOLDED.items():
        expression = Replace(expression, Value(letter), Value(plain))
    return Lower(expression)


def sort_key(text):
    """Return what `german_order` would order a text by, for lists that are sorted in Python."""
    return text.translate(_FOLDING).lower()
