"""The problems that towns have: all of them, and the page of one with the measures that answer it."""

from functools import partial

from django.http import Http404, QueryDict
from django.shortcuts import render

from measures.finding.answer import Answer, PageLinks
from measures.finding.currency import currency
from measures.finding.current import current
from measures.finding.question import PAGE
from measures.public.caching import public_page


@public_page
def problems(request):
    rows = [(problem, Answer(QueryDict(problem.question)).total) for problem in current().choices.problems]
    return render(request, "problems/list.html", {"rows": rows})


@public_page
def problem(request, slug):
    """Return the page of a problem: the list of measures for its question, without the filters."""
    found = next((problem for problem in current().choices.problems if problem.slug == slug), None)
    if not found:
        raise Http404
    question = QueryDict(found.question, mutable=True)
    question.setlist(PAGE, request.GET.getlist(PAGE))
    answer = Answer(question)
    groups = {group.name: group for group in answer.facets}
    return render(
        request,
        "problems/detail.html",
        {
            "problem": found,
            "answer": answer,
            "currency": currency(answer.search.snapshot, answer.search.results),
            "spreads": [groups[name] for name in ("typ", "status", "groesse", "land")],
            "pages": PageLinks(answer.page, partial("?{}={}".format, PAGE)),
        },
    )
