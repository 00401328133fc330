"""The image of an edition in whatever state, for those to whom the edition is open."""

from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from measures.desk.access import open_edition
from measures.public.measure_image import image_response


def urls(admin_site):
    # cacheable: Django would add its own idea of Cache-Control
    view = admin_site.admin_view(image, cacheable=True)
    return [path("<int:pk>/image/", view, name="measures_edition_image")]


@require_safe
@cache_control(private=True, no_store=True)
def image(request, pk):
    return image_response(open_edition(request, pk))
