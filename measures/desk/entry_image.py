"""The image of an edition in any state, for users who may see the edition."""

from django.urls import reverse
from django.views.decorators.http import require_safe

from measures.desk.access import with_edition
from measures.models import Edition
from measures.public.measure_image import image_response


@require_safe
@with_edition
def image(request, edition):
    """Return the image file; 404 if the edition has none."""
    return image_response(edition)


def image_url(edition: Edition) -> str:
    """Return the address of the image for signed-in users; "" if the edition has none."""
    return reverse("admin:entry_image", args=[edition.pk]) if edition.image else ""
