"""The texts of the printed sheet: the most useful ones, cut so that all of it fits one page."""

from measures.markup.rendering import plain
from measures.public.reuse_answers import clipped

BUDGET = 2_700  # characters of texts that fit one A4 page below the shortest title and answers
WEIGHT = 1.5  # room of a character above the texts, where letters are larger and columns narrower
LEAST = 40  # characters; less of a longer text says nothing
ABOVE = ("title", "summary", "status_note", "contact_name", "contact_email", "person_name", "person_email", "licence")
ORDER = (
    "goals", "description", "stop_reason", "what_worked", "lessons", "transfer_hints", "operation", "partners",
    "target_groups", "funding",
)  # fmt: skip


def sheet_texts(context: dict) -> list[tuple]:
    """Return (label, text) of the context of a profile, in ORDER, cut to what is left of BUDGET below the answers."""
    rows = [*context["sections"], *context["more_sections"], *context["experience"], *context["outcome_texts"]]
    texts = {name: (label, " ".join(plain(text).split())) for name, label, text in rows if name in ORDER}
    chosen = [texts[name] for name in ORDER if name in texts]
    above = [getattr(context["edition"], name) for name in ABOVE] + list(context["short_costs"].values())
    lengths = shares([len(text) for _label, text in chosen], max(int(BUDGET - WEIGHT * sum(map(len, above))), 0))
    return [
        (label, clipped(text, most))
        for (label, text), most in zip(chosen, lengths, strict=True)
        if most >= min(len(text), LEAST)
    ]


def shares(lengths: list[int], budget: int) -> list[int]:
    """Return how many characters each text may have: short ones all of theirs, long ones equal parts of the rest."""
    granted = dict.fromkeys(range(len(lengths)), 0)
    left = budget
    for rank, number in enumerate(sorted(granted, key=lambda number: lengths[number])):
        granted[number] = min(lengths[number], left // (len(lengths) - rank))
        left -= granted[number]
    return [granted[number] for number in range(len(lengths))]
