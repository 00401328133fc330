"""What the pages around an entry have in common."""

from django.contrib import admin
from django.shortcuts import render
from django.urls import reverse


def framed(request, template, context, *, status=200):
    """Render a template in the frame of the admin."""
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)


def address_of(page, edition):
    """Return the address of a page of this edition: "review", "history", "show", …"""
    return reverse(f"admin:measures_edition_{page}", args=[edition.pk])


def address_of_image(edition):
    """Return where who may work on an edition sees its image; "" where there is none."""
    return address_of("image", edition) if edition.image else ""
