"""The public questions and answers as the index knows them: plain data, so that no page needs a query for them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from measures.models import AnsweredQuestion


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """A public question and answer of a measure. `published` is when it became public."""

    question: str
    answer: str
    published: datetime

    @property
    def text(self) -> str:
        """Both, as they are searched."""
        return f"{self.question} {self.answer}"


AnswersByMeasure = dict[int, tuple[KnownAnswer, ...]]


def read_answers(moment: datetime | None = None) -> AnswersByMeasure:
    """Return {key of a measure: its public questions and answers}, now or at a past moment, the oldest first."""
    rows = AnsweredQuestion.objects.public_at(moment).order_by("published_at", "pk")
    found = defaultdict(list)
    for measure, *values in rows.values_list("measure", "question", "answer", "published_at"):
        found[measure].append(KnownAnswer(*values))
    return {measure: tuple(answers) for measure, answers in found.items()}
