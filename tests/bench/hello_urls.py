"""The site with two more pages to compare the list page with."""

from django.http import HttpResponse
from django.urls import path

from config.urls import urlpatterns as site_urlpatterns
from tests.bench.orm_page import measures


def hello(request):
    """The least that a page can cost behind this site's middleware."""
    return HttpResponse("hello", content_type="text/plain")


urlpatterns = [
    path("bench/hello", hello),
    path("bench/orm", measures),
    *site_urlpatterns,  # not included: patterns with a language have to be at the root
]
handler404 = "measures.public.errors.not_found"
handler500 = "measures.public.errors.server_error"
