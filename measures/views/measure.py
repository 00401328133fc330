from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from measures.catalogue import editions_by_key
from measures.index.current import current
from measures.index.similar import similar
from measures.jsonld import describe
from measures.models import Edition
from measures.profile import profile
from measures.views.caching import public_page


@public_page
def measure(request, slug):
    editions = (
        Edition.objects.public()
        .select_related("measure__project")
        .prefetch_related("solution_types", "action_fields", "spatial_scopes", "places__states", "sources")
    )
    edition = get_object_or_404(editions, measure__slug=slug)
    shown = profile(edition, image_url=reverse("measure_image", args=[slug]), own_page=True)
    linked_data = describe(edition, shown["named"]["places"], shown["first_published"], request.build_absolute_uri)
    return render(
        request,
        "measures/detail.html",
        {
            **shown,
            "similar": editions_by_key(similar(current(), edition.measure_id)).values(),
            "linked_data": linked_data,
        },
    )


@require_safe
def image(request, slug):
    """The image of the public edition; those of drafts and withdrawn editions have no address at all."""
    edition = get_object_or_404(Edition.objects.public(), measure__slug=slug)
    if not edition.image:
        raise Http404
    try:
        return FileResponse(edition.image.open())
    except FileNotFoundError as error:
        raise Http404 from error
