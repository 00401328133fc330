"""The frame around every page behind the sign-in, and around those that lead there."""

from django.contrib import admin
from django.shortcuts import render


def framed(request, template, context, *, status=200):
    """Render a template in the frame of the admin."""
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)
