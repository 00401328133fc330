"""The page of problems that towns have, each with the number of measures that answer it."""

from django.http import QueryDict
from django.shortcuts import render

from measures.finding.answer import Answer
from measures.finding.current import current
from measures.public.caching import public_page


@public_page
def problems(request):
    rows = [(problem, Answer(QueryDict(problem.question)).total) for problem in current().choices.problems]
    return render(request, "measures/problems.html", {"rows": rows})
