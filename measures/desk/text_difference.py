"""The difference of two texts, by sentences and then by words, with a limit on the effort (docs/decisions/0023)."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SENTENCES = re.compile(r"[^.!?\n]*(?:[.!?\n]+\s*|\Z)")
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_EFFORT = 500_000  # steps of difflib for one Effort, about 0.4 s
ALIKE = 0.4  # if less than this share of a passage is unchanged, it is clearer to show it as replaced
LONG, CONTEXT = 240, 80  # characters: longer unchanged text is shortened, and how much of it stays at each end


@dataclass(frozen=True)
class Piece:
    """A part of the text; `kind` is "same", "added" or "removed"."""

    kind: str
    text: str


class TooMuch(Exception):
    """The effort is used up."""


class Effort:
    """The number of steps that a comparison may still take, for all of its texts together."""

    def __init__(self, steps=MOST_EFFORT):
        self.left = steps

    def spend(self, steps):
        self.left -= steps
        if self.left < 0:
            raise TooMuch


class Matcher(SequenceMatcher):
    """A SequenceMatcher that raises TooMuch when the effort is used up: difflib is quadratic for repetitive texts."""

    def __init__(self, old, new, effort):
        self.effort = effort
        super().__init__(str.isspace, old, new, autojunk=False)

    def find_longest_match(self, alo, ahi, blo, bhi):
        self.effort.spend(sum(1 + len(self.b2j.get(token, ())) for token in self.a[alo:ahi]))
        return super().find_longest_match(alo, ahi, blo, bhi)


def difference(old, new, effort=None):
    """Return the Pieces that lead from the text `old` to `new`, with long unchanged ones shortened."""
    effort = effort or Effort()
    pieces = []
    for kind, before, after in _steps(_sentences(old), _sentences(new), effort):
        if kind == "replace":
            pieces += _words(before, after, effort)
        else:
            pieces += _pieces(kind, before, after)
    return _shortened(_joined(pieces))


def replaced(old, new):
    """Return the Pieces for a text that is replaced as a whole."""
    return [Piece(kind, text) for kind, text in (("removed", old), ("added", new)) if text]


def _sentences(text):
    return [sentence for sentence in SENTENCES.findall(text) if sentence]


def _steps(old, new, effort):
    """Return (kind of step, old text, new text) for two lists of tokens; a single step if the effort is used up."""
    try:
        codes = Matcher(old, new, effort).get_opcodes()
    except TooMuch:
        codes = [("replace", 0, len(old), 0, len(new))]
    return [(kind, "".join(old[a:b]), "".join(new[c:d])) for kind, a, b, c, d in codes]


def _words(old, new, effort):
    steps = _steps(WORDS.findall(old), WORDS.findall(new), effort)
    left = sum(len(before.strip()) for kind, before, _ in steps if kind == "equal")
    if left < ALIKE * min(len(old), len(new)):
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
    last = len(pieces) - 1
    return [
        Piece("same", _middle_left_out(piece.text, first=number == 0, last=number == last))
        if piece.kind == "same" and len(piece.text) > LONG
        else piece
        for number, piece in enumerate(pieces)
    ]


def _middle_left_out(text, *, first, last):
    """Return the beginning and end of a text, the parts next to a change, cut between words where possible."""
    head = "" if first else text[:CONTEXT].rpartition(" ")[0] or text[:CONTEXT]
    tail = "" if last else text[-CONTEXT:].partition(" ")[2] or text[-CONTEXT:]
    return f"{head}{' ' * (not first)}…{' ' * (not last)}{tail}"
