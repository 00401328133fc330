"""Words of the names of places: abbreviations written out, and which words of a search text must match.

Places are searched for in the database, in columns that hold the words of their names (`stored_words`), folded like
everything else. `matching` returns the condition for a search text.
"""

from django.db.models import Q

from municipalities.folding import spellings, words_of

LONGEST_BEGINNING = 3  # letters; shorter words only match at the beginning of a word
MOST_WORDS = 8
LONGEST_TEXT = 200  # characters
NAME_END = "."  # before and behind the words of a whole name; no word contains it

# As the official register and people abbreviate them, after folding.
ABBREVIATIONS = {
    "st": "sankt", "hl": "heilig", "krst": "kreisstadt",
    "bay": "bayern", "nb": "niederbayern", "ndb": "niederbayern", "obb": "oberbayern", "opf": "oberpfalz",
    "ofr": "oberfranken", "mfr": "mittelfranken", "ufr": "unterfranken", "schw": "schwaben",
    "erzgeb": "erzgebirge", "vogtl": "vogtland", "sa": "sachsen", "sachs": "sachsisch", "thur": "thuringen",
    "hann": "hannoversch", "westf": "westfalen", "rhld": "rheinland", "odw": "odenwald", "wurtt": "wurttemberg",
    "oldb": "oldenburg", "holst": "holstein", "meckl": "mecklenburg",
}  # fmt: skip
# Abbreviations of two words: i. OB, O. L., a. M.
PAIRS = {("i", "ob"): "oberbayern", ("o", "l"): "oberlausitz"}
# Words between the parts of a name. People write, abbreviate and leave them out as they like.
CONNECTIVES = frozenset(
    "a an am auf b bei d das dem den der die i im in o ob u und unter v vom von vor vorm z zu zum zur".split()  # noqa: SIM905
)


def written_out(text: str) -> list[str]:
    """Return the folded words of a name with abbreviations written out: "St. Egidien" gives sankt and egidien."""
    words, found = words_of(text), []
    while words:
        pair = PAIRS.get((words[0], words[1])) if len(words) > 1 else None
        found.append(pair or ABBREVIATIONS.get(words[0], words[0]))
        words = words[2 if pair else 1 :]
    return found


def stored_words(*names: str) -> str:
    """Return the words of the names, the first of which is *the* name, as a column holds them.

    Each word has a space before and behind it. After the first name, in both spellings, come the words of the others,
    other spellings, and each name as one word.
    """
    first, *others = [written_out(name) for name in names] or [[]]
    more = [word for words in others for word in words]
    more += ["".join(words) for words in (first, *others) if len(words) > 1]
    more += [spelling for word in (*first, *more) for spelling in spellings(word)[1:]]
    respelt = [spellings(word)[-1] for word in first]
    names_ended = [*first, NAME_END, *respelt, NAME_END] if respelt != first else [*first, NAME_END]
    return f" {' '.join([NAME_END, *names_ended, *dict.fromkeys(more)])} "


def search_words(text: str) -> list[tuple[str, ...]]:
    """Return for each word of a search text that must match the spellings one of which must.

    Connectives count only if nothing else was typed, or while they may be the beginning of the last word. So does an
    abbreviation of two letters, which stands for the word written out otherwise.
    """
    typed = words_of(text[:LONGEST_TEXT])[:MOST_WORDS]
    words = written_out(" ".join(typed))
    last = len(words) - 1
    found = []
    for place, word in enumerate(words):
        if place == last or word not in CONNECTIVES:
            short = [form for form in typed if ABBREVIATIONS.get(form) == word and (len(form) > 2 or place == last)]
            found.append((*spellings(word), *short))
    return found


def matching(text: str, *columns: str) -> Q:
    """Return the condition that each word of a search text matches one of `columns`, by part or beginning.

    A text without a letter or digit matches nothing.
    """
    words = search_words(text)
    condition = Q() if words else Q(pk__in=[])
    for forms in words:
        one = Q()
        for form in forms:
            part = form if len(form) > LONGEST_BEGINNING else f" {form}"
            for column in columns:
                one |= Q(**{f"{column}__contains": part})
        condition &= one
    return condition


def being_named(text: str, column: str) -> Q:
    """Return the condition that `column` is of a row with exactly this name, folded."""
    words = written_out(text[:LONGEST_TEXT])
    if not words:
        return Q(pk__in=[])
    names = {" ".join(words), " ".join(spellings(word)[-1] for word in words)}
    condition = Q()
    for name in names:
        condition |= Q(**{f"{column}__contains": f" {NAME_END} {name} {NAME_END} "})
    return condition
