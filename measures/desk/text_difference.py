"""Compare two texts by sentences, and changed sentences by words, in limited time.

See docs/decisions/0023-word-differences.md.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SENTENCES = re.compile(r"[^.!?\n]*(?:[.!?\n]+\s*|\Z)")
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_STEPS = 500_000  # of difflib for one Effort, about 0.4 s
MIN_UNCHANGED = 0.4  # a passage with a smaller unchanged share is easier to read as replaced
LONG = 240  # characters: longer unchanged text is shortened
CONTEXT = 80  # characters of it that remain next to a change


@dataclass(frozen=True)
class Piece:
    """A part of the text; `kind` is "same", "added" or "removed"."""

    kind: str
    text: str


class EffortExceeded(Exception):
    """The comparison has taken too many steps."""


class Effort:
    """The number of steps that the comparison of all texts of a page may take together."""

    def __init__(self, steps=MOST_STEPS):
        self.remaining = steps

    def spend(self, steps):
        self.remaining -= steps
        if self.remaining < 0:
            raise EffortExceeded


class Matcher(SequenceMatcher):
    """A SequenceMatcher with limited effort, because difflib takes quadratic time for repetitive texts."""

    def __init__(self, old, new, effort):
        self.effort = effort
        super().__init__(str.isspace, old, new, autojunk=False)

    def find_longest_match(self, alo, ahi, blo, bhi):
        # What the method of difflib will look at: each token, and each place where it occurs in the other text.
        self.effort.spend(sum(1 + len(self.b2j.get(token, ())) for token in self.a[alo:ahi]))
        return super().find_longest_match(alo, ahi, blo, bhi)


def difference(old: str, new: str, effort: Effort | None = None) -> list[Piece]:
    """Return the Pieces of both texts in order: same, added and removed. Long unchanged pieces are shortened.

    If the effort is exceeded, less of the texts is recognised as unchanged, but the result is still correct.
    """
    effort = effort or Effort()
    pieces = []
    for kind, before, after in _steps(_sentences(old), _sentences(new), effort):
        if kind == "replace":
            pieces += _word_pieces(before, after, effort)
        else:
            pieces += _pieces(kind, before, after)
    return _shortened(_joined(pieces))


def replaced(old: str, new: str) -> list[Piece]:
    """Return the Pieces for a text that is replaced as a whole."""
    return [Piece(kind, text) for kind, text in (("removed", old), ("added", new)) if text]


def _sentences(text):
    return [sentence for sentence in SENTENCES.findall(text) if sentence]  # the last match is empty


def _steps(old, new, effort):
    """Return (kind of step, old text, new text) for two lists of tokens; a single step if the effort is used up."""
    try:
        codes = Matcher(old, new, effort).get_opcodes()
    except EffortExceeded:
        codes = [("replace", 0, len(old), 0, len(new))]
    return [(kind, "".join(old[a:b]), "".join(new[c:d])) for kind, a, b, c, d in codes]


def _word_pieces(old, new, effort):
    """Return the Pieces of a changed passage, compared by words."""
    steps = _steps(WORDS.findall(old), WORDS.findall(new), effort)
    unchanged = sum(len(before.strip()) for kind, before, _ in steps if kind == "equal")
    if unchanged < MIN_UNCHANGED * min(len(old), len(new)):
        return replaced(old, new)
    return [piece for step in steps for piece in _pieces(*step)]


def _pieces(kind, old, new):
    return [Piece("same", old)] if kind == "equal" else replaced(old, new)


def _joined(pieces):
    """Join neighbouring Pieces of the same kind."""
    joined = []
    for piece in pieces:
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def _shortened(pieces):
    """Return the Pieces, with long unchanged ones reduced to the text next to a change."""
    last = len(pieces) - 1
    result = []
    for index, piece in enumerate(pieces):
        if piece.kind == "same" and len(piece.text) > LONG:
            piece = Piece("same", _shorten(piece.text, is_first=index == 0, is_last=index == last))
        result.append(piece)
    return result


def _shorten(text, *, is_first, is_last):
    """Return the beginning and the end of a text with "…" between them, cut between words where possible.

    The first piece has no change before it, so its beginning is left out, as is the end of the last piece.
    """
    head = tail = ""
    if not is_first:
        head = (text[:CONTEXT].rpartition(" ")[0] or text[:CONTEXT]) + " "
    if not is_last:
        tail = " " + (text[-CONTEXT:].partition(" ")[2] or text[-CONTEXT:])
    return f"{head}…{tail}"
