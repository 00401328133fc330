"""Rendering of our own pages in the layout of the admin (templates/admin/base.html)."""

from django.contrib import admin
from django.shortcuts import render


def render_admin_page(request, template, context, *, status=200):
    """Return the rendered template; its context has what Django's admin gives to its own pages, too."""
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)
