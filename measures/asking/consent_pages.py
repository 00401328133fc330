"""The page on which an asker decides whether a reworded question and answer may become public.

The link stands in the mail with the answer, so that the asker consents to the very text, and knows the answer.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from measures.asking import publishing
from measures.asking.links import to_be_decided
from measures.asking.titles import title_of


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """Show the text and what was decided (GET); store the decision (POST): `answer` is "ja" or "nein"."""
    proposed = to_be_decided(request.GET.get("token", ""))
    if proposed is None:
        return render(request, "asking/gone.html", status=HTTPStatus.GONE)
    status = HTTPStatus.OK
    if request.method == "POST":
        said = request.POST.get("answer")
        if said == "ja":
            publishing.consent(proposed)
        elif said == "nein":
            publishing.decline(proposed)
        else:
            status = HTTPStatus.BAD_REQUEST
        proposed.refresh_from_db()
    context = {"answered": proposed, "title": title_of(proposed.measure)}
    return render(request, "asking/consent.html", context, status=status)
