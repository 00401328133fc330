"""The name or e-mail address that is to be erased, in all its spellings."""

import re
import unicodedata

REPLACEMENT = "[entfernt]"  # German, like the texts


class Sought:
    """A name or an e-mail address to look for, whatever its case, spaces and umlauts."""

    def __init__(self, text):
        self.words, self.typed = fold(text).split(), normal(text).strip()
        # "Jana  MUSTER" and "Jana Musters", but not "Jana Muster-Schmidt" nor "maria.jana@…"
        joined = r"\s+".join(map(spellings, self.words))
        self.pattern = re.compile(rf"(?<![\w.+-]){joined}(?:['’]?s)?(?![\w@]|-\w)", re.IGNORECASE)

    @property
    def is_whole(self):
        """Whether it identifies one person: it is an address, or more than one word."""
        return len(self.words) > 1 or "@" in self.words[0] if self.words else False

    def equals(self, value):
        """Whether a text is the person and nothing else."""
        return fold(value) == " ".join(self.words)

    def within(self, value):
        """Whether a text contains the person, or a key or value of an object that JSON can hold."""
        if isinstance(value, str):
            return bool(value) and self.pattern.search(normal(value)) is not None
        if isinstance(value, dict):
            return any(self.within(item) for pair in value.items() for item in pair)
        return isinstance(value, (list, tuple)) and any(self.within(item) for item in value)

    def without(self, value, longest=None):
        """Return `value` with the person replaced by REPLACEMENT, cut to at most `longest` characters."""
        if isinstance(value, str):
            return self.pattern.sub(REPLACEMENT, normal(value))[:longest] if self.within(value) else value
        if isinstance(value, dict):
            return {self.without(key): self.without(item) for key, item in value.items()}
        return [self.without(item) for item in value] if isinstance(value, (list, tuple)) else value

    def in_bytes(self, data):
        """Whether the bytes of a file contain the person, as text in one of the usual encodings."""
        data, texts = data.lower(), (self.typed, self.typed.lower(), self.typed.upper())
        encodings = ("utf-8", "latin-1", "utf-16-le", "utf-16-be")
        return any(text.encode(encoding, "ignore").lower() in data for text in texts for encoding in encodings)


def spellings(word):
    """Return a pattern for all spellings of a word, with the JSON escapes of other letters than ASCII (for the log)."""
    letters = (
        re.escape(letter) if letter.isascii() else rf"(?:{letter}|\\u{ord(letter):04x}|\\u{ord(letter.upper()):04x})"
        for letter in word
    )
    return "".join(letters).replace("ss", r"(?:ss|ß|\\u00df)")


def fold(text):
    return " ".join(normal(text).casefold().split())


def normal(text):
    return unicodedata.normalize("NFC", text)
