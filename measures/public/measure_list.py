"""The list of measures: search, filters and results."""

from django.shortcuts import render

from measures.finding.answer import Answer
from measures.finding.current import past_day
from measures.finding.open_questions import questions
from measures.public.caching import public_page
from measures.public.chosen_place import place_of
from measures.public.question_title import title_of
from measures.public.shortlist import Shortlist


@public_page(dated=True)
def measures(request):
    answer = Answer(request.GET)
    if request.method == "GET" and answer.asked["q"] and not answer.active and not past_day():
        questions.note(answer.asked["q"], answer.total)
    response = render(
        request,
        "measures/list.html",
        {
            "answer": answer,
            "title": title_of(answer),
            "route": "measures",
            "shortlist": Shortlist(answer.asked["m"], place=place_of(answer.asked)),
        },
    )
    # The address that htmx shows in the browser: only the parameters that are in effect.
    response["HX-Push-Url"] = request.path + answer.query
    return response
