from django.http import HttpResponse

from measures.finding.answer import Answer
from measures.public.caching import public_page
from measures.public.list_page import list_page


@public_page
def measures(request):
    answer = Answer(request.GET)
    response = HttpResponse(list_page(request, answer))
    # The address that htmx shows: the question in its shortest form, good for passing on.
    response["HX-Push-Url"] = request.path + answer.query
    return response
