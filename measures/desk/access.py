"""Look up the edition of an address, with the rule who may see it. All pages of one edition use this."""

from functools import wraps

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from measures.models import Edition


def open_edition(request: HttpRequest, pk: int) -> Edition:
    """Return the edition with this key. Raise Http404 if there is none or if the user may not see it."""
    editions = Edition.objects.open_to(request.user).select_related("measure__project")
    return get_object_or_404(editions, pk=pk)


def with_edition(view):
    """Decorate a view to take the edition instead of its key. Respond with 404 if the user may not see it."""

    @wraps(view)
    def with_edition_of_key(request, pk):
        return view(request, open_edition(request, pk))

    return with_edition_of_key
