"""What the pages around an entry have in common."""

from django.contrib import admin
from django.shortcuts import render
from django.urls import reverse

from measures.models import Edition


def framed(request, template, context, *, status=200):
    """Render a template below admin/ in the frame of the admin."""
    return render(request, f"admin/{template}", {**admin.site.each_context(request), **context}, status=status)


def address_of(page, edition):
    """Return the address of a page of this edition: "review", "history", "show", …"""
    return reverse(f"admin:measures_edition_{page}", args=[edition.pk])


def address_of_image(edition):
    """Return where the image of an edition is served; "" where it is not."""
    if not edition.image or edition.state not in Edition.READABLE:
        return ""
    return reverse("measure_image", args=[edition.measure.slug])
