"""Finds words that stand side by side as they are quoted."""

import re
from functools import lru_cache

from pyroaring import BitMap

from measures.finding.documents import KEYWORDS, NAMES, SUMMARY, TEXT, TITLE
from measures.finding.snapshot import NO_POSTING, Snapshot
from municipalities.folding import fold, spellings

FIRST_ZONES = (TITLE, NAMES, SUMMARY, TEXT, KEYWORDS)  # where a phrase weighs most
# "\0" is between texts (TEXT_END in cards.py), so that no phrase goes from one into the next.
BETWEEN_WORDS = r"(?:[^\w\0]|_)+"
UMLAUT = re.compile(r"[ao]|(?<![aeq])u")


@lru_cache(maxsize=1_000)
def phrase_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for folded texts. An umlaut may be written as ae, oe or ue; nothing else may differ."""
    of_words = []
    for word in words:
        variants = [UMLAUT.sub(r"\g<0>e?", re.escape(spelling)) for spelling in spellings(word)]
        of_words.append(f"(?:{'|'.join(variants)})")
    return re.compile(rf"(?<![^\W_]){BETWEEN_WORDS.join(of_words)}(?![^\W_])")


def with_phrase(snapshot: Snapshot, words: list[str], candidates: BitMap) -> dict[int, BitMap]:
    """Return {zone: those of `candidates` that contain words side by side}, each in one zone only."""
    for word in words:
        zones = [zone for form in spellings(word) for zone in snapshot.postings.get(form, NO_POSTING) if zone]
        candidates = candidates & BitMap.union(BitMap(), *zones)
    pattern = phrase_pattern(tuple(words))
    found: dict[int, list[int]] = {}
    for number in candidates:
        texts = snapshot.documents[number].zones
        for zone in FIRST_ZONES:
            if pattern.search(fold(texts[zone])):
                found.setdefault(zone, []).append(number)
                break
    return {zone: BitMap(numbers) for zone, numbers in found.items()}
