"""Recognise the name or e-mail address of one person in texts and files, in all its spellings."""

import re
import unicodedata
from typing import Any

REPLACEMENT = "[entfernt]"  # German, like the texts in which it replaces the person
ENCODINGS = ("utf-8", "latin-1", "utf-16-le", "utf-16-be")  # of text in the metadata of images


class PersonMatcher:
    """A name or an e-mail address to look for, whatever its case, spaces and umlauts."""

    def __init__(self, text: str) -> None:
        self.words = fold(text).split()
        self.typed = normalize(text).strip()
        # Match "Jana  MUSTER" and "Jana Musters", but not "Jana Muster-Schmidt" nor "maria.jana@…".
        words = r"\s+".join(spellings(word) for word in self.words)
        self.pattern = re.compile(rf"(?<![\w.+-]){words}(?:['’]?s)?(?![\w@]|-\w)", re.IGNORECASE)

    @property
    def is_whole(self) -> bool:
        """Return whether the text identifies one person: it is an address, or has more than one word."""
        if not self.words:
            return False
        return len(self.words) > 1 or "@" in self.words[0]

    def equals(self, value: str) -> bool:
        """Return whether a text is the person and nothing else."""
        return fold(value) == " ".join(self.words)

    def is_in(self, value: Any) -> bool:
        """Return whether a text contains the person. Keys and values of dicts and lists are searched, too."""
        if isinstance(value, str):
            return bool(value) and self.pattern.search(normalize(value)) is not None
        if isinstance(value, dict):
            return any(self.is_in(key) or self.is_in(item) for key, item in value.items())
        if isinstance(value, (list, tuple)):
            return any(self.is_in(item) for item in value)
        return False

    def erased_from(self, value: Any, max_length: int | None = None) -> Any:
        """Return `value` with the person replaced by REPLACEMENT, also inside dicts and lists.

        A text that contained the person is cut to `max_length` characters, since REPLACEMENT may be longer than the
        name. All other values are returned as they are.
        """
        if isinstance(value, str):
            return self.pattern.sub(REPLACEMENT, normalize(value))[:max_length] if self.is_in(value) else value
        if isinstance(value, dict):
            return {self.erased_from(key): self.erased_from(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.erased_from(item) for item in value]
        return value

    def is_in_bytes(self, data: bytes) -> bool:
        """Return whether the bytes of a file contain the person, as text in one of ENCODINGS."""
        # lower() changes ASCII bytes only, so other letters need their spellings in both cases.
        data = data.lower()
        for text in (self.typed, self.typed.lower(), self.typed.upper()):
            for encoding in ENCODINGS:
                if text.encode(encoding, "ignore").lower() in data:
                    return True
        return False


def spellings(word: str) -> str:
    """Return a pattern for all spellings of a word.

    Non-ASCII letters also match as JSON escapes, because Django's admin log stores its messages as JSON.
    """
    letters = []
    for letter in word:
        if letter.isascii():
            letters.append(re.escape(letter))
        else:
            letters.append(rf"(?:{letter}|\\u{ord(letter):04x}|\\u{ord(letter.upper()):04x})")
    # fold() has turned ß into ss.
    return "".join(letters).replace("ss", r"(?:ss|ß|\\u00df)")


def fold(text: str) -> str:
    """Return a text for comparisons: in lower case, with single spaces, composed letters, and ss for ß."""
    return " ".join(normalize(text).casefold().split())


def normalize(text: str) -> str:
    """Return a text with each letter and its accent as one character; some systems type "ü" as "u" and "¨"."""
    return unicodedata.normalize("NFC", text)
