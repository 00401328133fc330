"""Words as the index reads them: their stems, beginnings and what they must not be taken for.

Letters are folded by municipalities/folding.py, as everywhere.
"""

import re
from functools import lru_cache

import Stemmer

from municipalities.folding import fold_letter, joined_words_of, spellings, words_of

FEMALE = re.compile(r"(?<=[a-z]{5})innen$")
BEFORE_GE = ("ab", "an", "auf", "aus", "ein", "mit", "nach", "um", "vor", "zu")
PARTICIPLE = re.compile(rf"^({'|'.join(BEFORE_GE)})ge(?!bot|biet)([a-z]{{3,}}?)e?te?[mnrs]?$")
# What a word must begin or end with for one of these to apply: quicker to check, and most words have neither.
PARTICIPLES = tuple(f"{prefix}ge" for prefix in BEFORE_GE)
FEMALES = "innen"
BEGINNING = 4  # letters
SHORTEST_STRIPPED = 5  # letters that must be left when an ending is cut off a search word
SHORTEST_BEGINNING = 4  # the same where the rest is only searched for at the beginning of words
LONGEST_NOT_VERBAL = 8  # letters of a word in -ung that may not come from a verb: Schulung, Zeitung

_stemmer = Stemmer.Stemmer("german")

# Plurals that the stemmer does not know, as endings, so that they hold for compounds too.
IRREGULAR = {
    "museen": "museum",
    "zentren": "zentrum",
    "themen": "thema",
    "firmen": "firma",
    "risiken": "risiko",
    "praxen": "praxis",
}
# Words that the stemmer takes for inflections of others: of burg, bad or baden, park.
OWN_STEMS = {
    "burger": "burger", "burgern": "burger", "burgers": "burger", "bader": "bader", "badern": "bader",
    "parken": "parken", "parkens": "parken",
}  # fmt: skip
IRREGULARS = tuple(IRREGULAR)
IRREGULAR_ENDING = re.compile("(?:" + "|".join(IRREGULAR) + ")$")

# Words, without their ending, that other words contain by chance: a search for one does not mean the others.
FALSE_FRIENDS = {
    "alter": ("walter", "halter", "stalter"),
    "arten": ("garten", "karten"),
    "auto": ("automat", "autonom"),
    "bonn": ("abonn",),
    "burg": ("burger",),
    "eiche": ("reiche", "weiche", "zeiche", "gleiche"),
    "erbe": ("werbe",),
    "essen": ("messen", "teressen", "dessen", "gessen"),
    "gera": ("gerat", "gerad"),
    "kass": ("kassel",),
    "kunst": ("kunstlich",),
    "larm": ("alarm",),
    "laub": ("glaub", "urlaub", "erlaub"),
    "licht": ("offentlicht", "pflicht", "lichtenberg", "lichtenfels"),
    "offen": ("offentlich", "quelloffen"),
    "rand": ("brand",),
    "raum": ("traum",),
    "regen": ("regensburg",),
    "reis": ("kreis",),
    "schul": ("schulung",),
    "seen": ("museen",),
    "sport": ("transport",),
    "stau": ("staub", "staun", "austausch"),
    "tier": ("quartier", "ntier", "ptier", "ktier"),
    "ufer": ("kaufer", "laufer"),
    "ware": ("software", "hardware"),
    "wege": ("bewege",),
}


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """Return a text folded, and for each folded letter the place of its original in `text`."""
    folded: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for char in fold_letter(letter):
            folded.append(char)
            places.append(place)
    return "".join(folded), places


@lru_cache(maxsize=200_000)
def stem(form: str) -> str:
    """Return the stem of a folded word, the same for all its inflections."""
    if form.endswith(FEMALES):
        form = FEMALE.sub("", form)
    if form in OWN_STEMS:
        return OWN_STEMS[form]
    if form.endswith(IRREGULARS):
        form = IRREGULAR_ENDING.sub(lambda match: IRREGULAR[match.group()], form)
    if form.startswith(PARTICIPLES):
        form = PARTICIPLE.sub(r"\1\2en", form)
    return _stemmer.stemWord(form.removesuffix("s") if form.endswith("ps") else form)


def keeps_beginning(form: str) -> bool:
    """Return whether the stem of a word of four letters or more begins with its first four, or is its first three."""
    start = form[: BEGINNING + 1]
    return not ("ae" in start or "oe" in start or "ue" in start or form.startswith(PARTICIPLES))


def bare(form: str, least: int = SHORTEST_STRIPPED) -> str:
    """Return a search word without an ending of its inflection, if at least `least` letters are left."""
    if form.endswith(FEMALES):
        form = FEMALE.sub("", form)
    stripped = without_plural(form)
    return stripped if len(stripped) >= least else form


def without_plural(form: str) -> str:
    """Return a word without an e, n, en or s at its end; "bus" and "campus" keep theirs."""
    if form.endswith("n"):
        return form[:-2] if form.endswith("en") else form[:-1]
    return form[:-1] if form.endswith("e") or (form.endswith("s") and not form.endswith(("ss", "us"))) else form


def beginning(form: str) -> str:
    """Return what words that match begin with: "baum" for "baume", "bewasser" for "bewasserung"."""
    form = bare(form, SHORTEST_BEGINNING)
    return form.removesuffix("ung") if len(form) > LONGEST_NOT_VERBAL else form


def forms_of(text: str) -> set[str]:
    """Return the forms by which a text is found: its words, also joined at hyphens, in all spellings."""
    return {spelling for form in {*words_of(text), *joined_words_of(text)} for spelling in spellings(form)}
