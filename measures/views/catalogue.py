from django.http import HttpResponse

from measures.catalogue import Answer
from measures.list_page import list_page
from measures.views.caching import public_page


@public_page
def measures(request):
    answer = Answer(request.GET)
    response = HttpResponse(list_page(request, answer))
    # The address that htmx shows: the question in its shortest form, good for passing on.
    response["HX-Push-Url"] = request.path + answer.query
    return response
