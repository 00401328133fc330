"""The map of measures: the same question as the list, answered by places."""

from django.shortcuts import render

from measures.finding.answer import Answer
from measures.public.caching import public_page
from measures.public.chosen_place import place_of
from measures.public.map_drawing import MapDrawing
from measures.public.question_title import title_of
from measures.public.shortlist import Shortlist


@public_page(dated=True)
def catalogue_map(request):
    answer = Answer(request.GET)
    response = render(
        request,
        "map/page.html",
        {
            "answer": answer,
            "title": title_of(answer),
            "route": "map",
            "shortlist": Shortlist(answer.asked["m"], place=place_of(answer.asked)),
            "drawing": MapDrawing(answer),
        },
    )
    response["HX-Push-Url"] = request.path + answer.question.query().removesuffix("?")
    return response
