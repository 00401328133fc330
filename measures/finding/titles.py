"""What a title is about."""

import re

from measures.finding.stop_words import STOPWORDS
from municipalities.folding import WORD, fold

# "Sensorik für den Katastrophenschutz" is about sensors, "Rathaus auf Rädern" about a town hall: behind one of these
# words stands what a title only mentions.
RELATING = frozenset(
    """als am an auf aus bei beim der des durch fur gegen im in ins mit nach ohne uber unter vom von vor zu zum zur
    zwischen at by for from of to with""".split()  # noqa: SIM905 - reads better than 35 quoted words
)
SEGMENT_END = re.compile(r"[:–—|(]|\s-\s")


def topic_of(title: str) -> str:
    """Return the words of a title that say what it is about: of each segment, those before the first RELATING one."""
    return " ".join([topic_of_segment(segment) for segment in SEGMENT_END.split(title)])


def topic_of_segment(segment: str) -> str:
    """Return a segment up to the first RELATING word behind a word with a meaning of its own."""
    has_topic = False
    for match in WORD.finditer(segment):
        word = fold(match.group())
        if has_topic and word in RELATING:
            return segment[: match.start()]
        has_topic = has_topic or not (word in STOPWORDS or word in RELATING)
    return segment
