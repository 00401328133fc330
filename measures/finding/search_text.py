"""Takes a search text apart: words, "phrases", and what a minus excludes."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from measures.finding.stop_words import significant_words
from municipalities.folding import words_of

MOST_WORDS = 12

QUOTES = '"„“”‟»«″＂'
MINUS = "-–−—"
# Marks of one kind come first, so that other marks may stand within them. Then any two marks
# are taken for a pair. A minus excludes only at the beginning of a text or behind a space, not in "„Smart City“-Lab".
TOKEN = re.compile(
    rf"""(?P<minus>(?<!\S)[{MINUS}]+)?
    (?: „(?P<german>[^„“”]*)[“”]
      | »(?P<inward>[^»«]*)«
      | «(?P<outward>[^»«]*)»
      | [{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]
      | (?P<plain>[^\s{QUOTES}]+)
      | (?P<stray>[{QUOTES}])
    )""",
    re.VERBOSE,
)


class Repair(StrEnum):
    """What was ignored in a search text, and has to be told."""

    QUOTE = "quote"  # a quotation mark without a partner, or two with nothing between
    MINUS = "minus"  # one that stands alone
    TOO_MANY = "too many"  # more words, phrases or excluded words than MOST_WORDS


@dataclass(frozen=True)
class Token:
    """A part of a search text: `raw` as it was typed, its folded words, whether they are quoted or excluded."""

    raw: str
    words: tuple[str, ...]
    is_phrase: bool = False
    is_excluded: bool = False

    @property
    def is_plain(self) -> bool:
        return not (self.is_phrase or self.is_excluded)


@dataclass
class SearchText:
    """What a search text asks for.

    words             must occur
    phrases           must occur side by side and as they are written
    excluded          words that must not occur, not in other words either
    excluded_phrases  must not occur side by side
    tokens            the parts of the text, in their order
    repairs           what was ignored
    """

    words: list[str]
    phrases: list[list[str]]
    excluded: list[str]
    excluded_phrases: list[list[str]] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)


def take_apart(text: str) -> SearchText:
    """Return the SearchText of a string."""
    repairs: list[Repair] = []
    if text.isalnum():  # one word, as in most questions
        return search_text([Token(text, tuple(words_of(text)))], repairs)
    tokens = []
    for match in TOKEN.finditer(text):
        token = token_of(match, repairs)
        if token.words:
            tokens.append(token)
    return search_text(tokens, repairs)


def token_of(match: re.Match[str], repairs: list[Repair]) -> Token:
    """Return the Token of a match of TOKEN, without words if there are none; add to `repairs` what is ignored."""
    found = match.groupdict()
    quoted = [found[kind] for kind in ("german", "inward", "outward", "quoted") if found[kind] is not None]
    words = tuple(words_of(quoted[0] if quoted else found["plain"] or ""))
    if not words and (quoted or found["stray"]):
        repairs.append(Repair.QUOTE)
    if not words and match.group() in ("-", "−"):
        repairs.append(Repair.MINUS)
    return Token(match.group(), words, is_phrase=bool(quoted), is_excluded=bool(found["minus"]))


def search_text(tokens: list[Token], repairs: list[Repair]) -> SearchText:
    """Return the SearchText that tokens make up, with MOST_WORDS of each kind at most."""
    words = significant_words([word for token in tokens if token.is_plain for word in token.words])
    phrases = [list(token.words) for token in tokens if token.is_phrase and not token.is_excluded]
    excluded = [token for token in tokens if token.is_excluded]
    one = [token.words[0] for token in excluded if len(token.words) == 1 and not token.is_phrase]
    several = [list(token.words) for token in excluded if len(token.words) > 1 or token.is_phrase]
    if max(len(words), len(phrases), len(one), len(several)) > MOST_WORDS:
        repairs = [*repairs, Repair.TOO_MANY]
    return SearchText(words[:MOST_WORDS], phrases[:MOST_WORDS], one[:MOST_WORDS], several[:MOST_WORDS], tokens, repairs)
