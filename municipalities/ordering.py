"""German alphabetical order (DIN 5007): accents like their letter, ß like ss, capitals like small letters.

Quotation marks, hyphens and other punctuation do not count; spaces count once and come before letters. No collation is
at hand that orders like this in SQLite, PostgreSQL and Python. So all three order by the same key.
"""

import re
import unicodedata
from typing import Any

from django.db.models import Func, TextField

from municipalities.folding import WHOLE_LETTERS

# Punctuation, symbols and combining marks, as Python and PostgreSQL both write it. What NFKD takes apart is not in it.
IGNORED = (
    r"[!-/:-@\[-`{-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b0-\u036f\u2000-\u2bff"
    r"\u2e00-\u2e7f\u3000-\u303f\ufe00-\ufe0f\U0001f000-\U0001faff]+"
)
LETTERS = {"ß": "ss", "ẞ": "ss", **WHOLE_LETTERS, **{letter.upper(): plain for letter, plain in WHOLE_LETTERS.items()}}
_IGNORED = re.compile(IGNORED)
_SPACES = re.compile(" +")
_SMALL = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_PLAIN = str.maketrans(LETTERS) | _SMALL


def sort_key(text: str) -> str:
    """Return the key that orders texts, compared by code points."""
    decomposed = text if text.isascii() else unicodedata.normalize("NFKD", text)
    return _SPACES.sub(" ", _IGNORED.sub("", decomposed.translate(_PLAIN))).strip(" ")


class GermanOrder(Func):
    """The `sort_key` of a text field, for `order_by` and `Meta.ordering`."""

    function = "GERMAN_SORT_KEY"  # in SQLite, see `prepare`
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        plain = "normalize(%(expressions)s, NFKD)"
        for letter, replacement in LETTERS.items():
            plain = f"replace({plain}, '{letter}', '{replacement}')"
        # In the collation "C", lower() changes ASCII letters only, and texts are compared by code points.
        template = f"""btrim(regexp_replace(
            regexp_replace(lower({plain} COLLATE "C"), '{IGNORED}', '', 'g'), ' +', ' ', 'g')) COLLATE "C" """
        return self.as_sql(compiler, connection, template=template, **context)


def prepare(connection: Any, **_signal: Any) -> None:
    """Make the key known to a new connection to SQLite, as Django does for its own functions."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            GermanOrder.function, 1, lambda text: None if text is None else sort_key(text), deterministic=True
        )
