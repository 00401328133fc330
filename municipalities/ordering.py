"""German alphabetical order: ä like a, ß like ss, capitals like small letters.

Neither SQLite nor PostgreSQL with the C locale sorts like this, and both must give the same order.
"""

from django.db.models import Value
from django.db.models.functions import Lower, Replace

FOLDED = {"Ä": "a", "ä": "a", "Ö": "o", "ö": "o", "Ü": "u", "ü": "u", "ß": "ss"}
_FOLDING = str.maketrans(FOLDED)


def german_order(field: str) -> Lower:
    """Return an expression for `order_by` on a text field."""
    expression = field
    for letter, plain in FOLDED.items():
        expression = Replace(expression, Value(letter), Value(plain))
    return Lower(expression)


def sort_key(text: str) -> str:
    """Return the key that gives the order of `german_order` to lists sorted in Python."""
    return text.translate(_FOLDING).lower()
