"""One spelling of every text: composed letters, and no characters that nobody sees.

Two texts that look the same are then the same for comparing, sorting and finding. Texts become so where they enter:
in the form fields and model fields of municipalities/text_fields.py, in files, and in what visitors search for.
"""

import re
from unicodedata import combining, normalize

# What can stand in an emoji of several signs: symbols, and the selector that shows them in colour.
_EMOJI = "[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]"
# Soft hyphens, zero-width and joining characters, marks of direction, byte order marks, tags.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    f"|(?<!{_EMOJI})\u200d|\u200d(?!{_EMOJI})"  # the joiner stays within an emoji
)


# Composing takes time by the square of the number of marks on one letter. No language puts that many on one.
MOST_MARKS = 30
_MARKS = re.compile(f"[{''.join(sign for sign in map(chr, range(0x300, 0x20000)) if combining(sign))}]{{{MOST_MARKS}}}")


def visible(text: str) -> str:
    """Return a text in composed form (NFC) and without invisible characters. Spaces and line breaks stay.

    A text with 30 marks on one letter is no writing, and is not composed.
    """
    if text.isascii():
        return text
    text = INVISIBLE.sub("", text)
    return text if has_piled_marks(text) else normalize("NFC", text)


def has_piled_marks(text: str) -> bool:
    """Return whether a text has MOST_MARKS marks on one letter."""
    # Of so many side by side, one has a place that is a multiple of their number.
    return any(map(combining, text[::MOST_MARKS])) and _MARKS.search(text) is not None
