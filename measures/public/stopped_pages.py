"""The page of the measures that were stopped: why, and what others can learn from it."""

from dataclasses import dataclass
from functools import partial

from django.http import QueryDict
from django.shortcuts import render

from measures.finding.answer import Answer, PageLinks
from measures.finding.cards import Card
from measures.finding.question import PAGE, unknown_names
from measures.finding.tolerant_fields import unknown_names_warning
from measures.markup.rendering import plain
from measures.models import Edition
from measures.public.caching import public_page
from measures.public.reuse_answers import clipped

CAUSE = "ursache"  # the facet
LENGTH = 400  # characters of a reason or lesson


@dataclass(frozen=True)
class Stopped:
    """A stopped measure; `reason` and `lesson` are shortened, or "" if the entry does not say."""

    card: Card
    cause: str
    reason: str
    lesson: str


@public_page
def stopped_measures(request):
    """List the stopped measures, newest first, all or those of one cause."""
    causes = request.GET.getlist(CAUSE)
    question = QueryDict(mutable=True)
    question["status"] = Edition.Status.STOPPED
    question.setlist(CAUSE, causes)
    question.setlist(PAGE, request.GET.getlist(PAGE))
    answer = Answer(question)
    whole = Answer(QueryDict(f"status={Edition.Status.STOPPED}"))
    group = next(group for group in whole.facets if group.name == CAUSE)
    chosen = answer.asked[CAUSE]
    warning = unknown_names_warning(unknown_names(request.GET, [CAUSE]))
    return render(
        request,
        "measures/stopped.html",
        {
            "answer": answer,
            "notices": [*answer.notices, *filter(None, [warning])],
            "total": whole.total,
            "rows": rows_of(answer.cards),
            "causes": [value for value in group.values if value.count],
            "chosen": chosen,
            "pages": PageLinks(answer.page, partial(page_address, chosen)),
        },
    )


def rows_of(cards: list[Card]) -> list[Stopped]:
    """Return the Stopped of these cards, in their order, without those that are no longer public."""
    editions = (
        Edition.objects.public().filter(measure__slug__in=[card.slug for card in cards]).select_related("measure")
    )
    by_slug = {edition.measure.slug: edition for edition in editions}
    found = [(card, by_slug[card.slug]) for card in cards if card.slug in by_slug]
    return [
        Stopped(
            card=card,
            cause=str(edition.get_stop_cause_display()),
            reason=clipped(plain(edition.stop_reason or edition.status_note), LENGTH),
            lesson=clipped(plain(edition.lessons), LENGTH),
        )
        for card, edition in found
    ]


def page_address(chosen: list[str], number: int) -> str:
    question = QueryDict(mutable=True)
    question.setlist(CAUSE, chosen)
    question[PAGE] = str(number)
    return f"?{question.urlencode()}"
