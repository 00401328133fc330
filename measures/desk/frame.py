"""What the pages around an entry have in common."""

from django.urls import reverse

from municipalities.admin.page import framed

__all__ = ["address_of", "address_of_image", "framed"]


def address_of(page, edition):
    """Return the address of a page of this edition: "review", "history", "show", …"""
    return reverse(f"admin:measures_edition_{page}", args=[edition.pk])


def address_of_image(edition):
    """Return where who may work on an edition sees its image; "" where there is none."""
    return address_of("image", edition) if edition.image else ""
