"""The addresses of the API, below api/. The page about it is in measures/public/urls.py."""

from django.urls import path
from django.views.generic import RedirectView

from measures.public.api.endpoints import ENDPOINTS
from measures.public.api.openapi import openapi
from measures.public.api.responses import nothing, view_of

urlpatterns = [
    *[path(f"v1/{row.path.replace('{id}', '<slug:slug>')}", view_of(row), name=f"api_{row.name}") for row in ENDPOINTS],
    path("v1/", RedirectView.as_view(pattern_name="api"), name="api_v1"),
    path("v1/openapi.json", openapi, name="api_openapi"),
    path("v1/<path:anything>", nothing, name="api_nothing"),
]
