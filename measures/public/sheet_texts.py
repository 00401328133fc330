"""The texts of the printed sheet: the most useful ones, cut so that all of it fits one page."""

from measures.markup.rendering import plain
from measures.public.reuse_answers import clipped

# Characters of all texts together: what fits one A4 page below the longest title, summary and answers.
BUDGET = 2_400
ORDER = (
    "goals", "description", "what_worked", "lessons", "transfer_hints", "operation", "partners", "target_groups",
    "funding",
)  # fmt: skip


def sheet_texts(context: dict) -> list[tuple]:
    """Return (label, text) of the context of a profile, in ORDER and cut to BUDGET characters in all."""
    rows = [*context["sections"], *context["more_sections"], *context["experience"]]
    texts = {name: (label, " ".join(plain(text).split())) for name, label, text in rows if name in ORDER}
    chosen = [texts[name] for name in ORDER if name in texts]
    lengths = shares([len(text) for _label, text in chosen], BUDGET)
    return [(label, clipped(text, most)) for (label, text), most in zip(chosen, lengths, strict=True)]


def shares(lengths: list[int], budget: int) -> list[int]:
    """Return how many characters each text may have: short ones all of theirs, long ones equal parts of the rest."""
    granted = dict.fromkeys(range(len(lengths)), 0)
    left = budget
    for rank, number in enumerate(sorted(granted, key=lambda number: lengths[number])):
        granted[number] = min(lengths[number], left // (len(lengths) - rank))
        left -= granted[number]
    return [granted[number] for number in range(len(lengths))]
