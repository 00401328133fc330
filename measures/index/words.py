"""Text as the index sees it: folded words, their stems, and where they stood."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

WORD = re.compile(r"[^\W_]+")
HYPHENATED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
DIGRAPHS = re.compile(r"ae|oe|(?<!q)ue")
VOWELS = {"ae": "a", "oe": "o", "ue": "u"}
PLURAL = re.compile(r"(en|e|n|s)$")
SHORTEST_STRIPPED = 5  # letters that must be left when an ending is cut off a search word

_stemmer = Stemmer.Stemmer("german")

# Words that say nothing about a measure. In a question they are ignored unless they are all there is.
STOPWORDS = frozenset(
    """aber als am an auf aus bei bis da das dass dem den der des die dort durch ein eine einem einen einer eines
    er es fur gegen hat ich ihr ihre ihren im in ist kann kein keine man mehr mit nach nicht noch nur ob oder ohne
    sich sie sind so soll sowie uber um und uns unser vom von vor war was wenn werden wie wir wird zu zum zur
    zwischen and for of the""".split()  # noqa: SIM905 - reads better than ninety quoted words
)


@lru_cache(maxsize=4096)
def fold_letter(letter):
    """Return what one letter becomes: lower case, without accent; ß becomes ss, signs between become ""."""
    decomposed = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold(text):
    """Fold a text: ä = a, ß = ss, É = e. The spelling ae is left; see `spellings`."""
    if text.isascii():
        return text.lower()
    return "".join(map(fold_letter, text))


def fold_with_places(text):
    """Fold a text and return with it, for each folded letter, the place of its original in `text`."""
    folded, places = [], []
    for place, letter in enumerate(text):
        for char in fold_letter(letter):
            folded.append(char)
            places.append(place)
    return "".join(folded), places


def spellings(form):
    """Return a folded word and, if it writes an umlaut as ae, oe or ue, the word with a, o or u instead."""
    other = DIGRAPHS.sub(lambda match: VOWELS[match.group()], form)
    return (form,) if other == form else (form, other)


@lru_cache(maxsize=200_000)
def stem(form):
    return _stemmer.stemWord(form)


def bare(form):
    """Return a search word without a plural ending, to be looked for inside of compounds."""
    if len(form) - 2 >= SHORTEST_STRIPPED:
        return PLURAL.sub("", form)
    return form[:-1] if len(form) - 1 >= SHORTEST_STRIPPED and form[-1] in "ens" else form


def words_of(text):
    """Return the folded words of a text in their order; "Open-Data" gives open and data."""
    return WORD.findall(fold(text))


def joined_words_of(text):
    """Return words written with hyphens also as one, so that "opendata" finds "Open-Data"."""
    return [fold(match.group()).replace("-", "") for match in HYPHENATED.finditer(text)]
