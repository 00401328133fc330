"""Render our own pages in the layout of the admin (templates/admin/base.html)."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_admin_page(request: HttpRequest, template: str, context: dict, *, status: int = 200) -> HttpResponse:
    """Return the rendered template. Django's context for pages of the admin is added to `context`."""
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)
