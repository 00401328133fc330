"""Finding the edition that an address names: every page that has one in its address uses this."""

from functools import wraps

from django.shortcuts import get_object_or_404

from measures.models import Edition


def open_edition(request, pk):
    """Return the edition with this key. Raise Http404 if there is none or if the user may not see it."""
    editions = Edition.objects.open_to(request.user).select_related("measure__project")
    return get_object_or_404(editions, pk=pk)


def with_edition(view):
    """Call the view with the edition instead of its key; answer 404 if the user may not see it."""

    @wraps(view)
    def found(request, pk):
        return view(request, open_edition(request, pk))

    return found
