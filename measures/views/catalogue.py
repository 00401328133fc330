from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.catalogue import Answer


@require_safe
def measures(request):
    answer = Answer(request.GET)
    response = render(request, "measures/list.html", {"answer": answer})
    # The address that htmx shows: the question in its shortest form, good for passing on.
    response["HX-Push-Url"] = request.path + answer.query
    return response
