"""Text as every search of the site reads it: folded letters, words, and the spellings of an umlaut.

The index of measures uses it, and so does the search for places (municipalities/place_words.py).
"""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
HYPHENATED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
DIGRAPHS = re.compile(r"ae|oe|(?<![aeq])ue")  # not in "quelle", "neue", "blaue"
VOWELS = {"ae": "a", "oe": "o", "ue": "u"}
MOST_LETTERS = 4096  # different ones that are cached; no language here has more
# Letters that Unicode does not take apart: Sorbian and Polish Ł, Danish Ø, Đ, Æ, Œ.
WHOLE_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}


@lru_cache(maxsize=MOST_LETTERS)
def fold_letter(letter: str) -> str:
    """Return one letter in lower case and without accent; ß becomes ss, a combining sign ""."""
    decomposed = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(WHOLE_LETTERS.get(char, char) for char in decomposed if not unicodedata.combining(char))


class Folding(dict[int, str]):
    """Folded letters by code point, as str.translate() takes them; filled as they occur."""

    def __missing__(self, code: int) -> str:
        folded = fold_letter(chr(code))
        if len(self) < MOST_LETTERS:
            self[code] = folded
        return folded


FOLDING = Folding()


def fold(text: str) -> str:
    """Return a text folded: ä = a, ß = ss, É = e. The spelling ae stays; see `spellings`."""
    return text.lower() if text.isascii() else text.translate(FOLDING)


def spellings(form: str) -> tuple[str, ...]:
    """Return a folded word and, if it writes an umlaut as ae, oe or ue, the word with a, o or u instead."""
    if not ("ae" in form or "oe" in form or "ue" in form):
        return (form,)
    other = DIGRAPHS.sub(lambda match: VOWELS[match.group()], form)
    return (form,) if other == form else (form, other)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in their order; "Open-Data" gives open and data."""
    folded = fold(text)
    return [folded] if folded.isalnum() else WORD.findall(folded)


def joined_words_of(text: str) -> list[str]:
    """Return the words written with hyphens as one word, so that "opendata" finds "Open-Data"."""
    if "-" not in text:
        return []
    return [fold(match.group()).replace("-", "") for match in HYPHENATED.finditer(text)]


# What a folded letter may have been, for `pattern_of`.
UNFOLDED = {
    "a": "[aäáàâåã]|ae", "c": "[cćčç]", "e": "[eéèêëě]", "i": "[iíìîï]", "l": "[lł]", "n": "[nńñ]",
    "o": "[oöóòôøõ]|oe", "r": "[rřŕ]", "s": "[sśš]", "u": "[uüúùû]|ue", "z": "[zźżž]", "ss": "ss|ß",
}  # fmt: skip


def pattern_of(word: str) -> str:
    """Return a regular expression for a folded word in a text that is not folded, for `iregex` on both databases."""
    letters = re.findall("ss|.", spellings(word)[-1])
    return "".join(f"({UNFOLDED[letter]})" if letter in UNFOLDED else re.escape(letter) for letter in letters)
