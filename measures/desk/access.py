"""Whose entry it is. Each page behind the sign-in that names an edition finds it here, or answers 404."""

from functools import wraps

from django.shortcuts import get_object_or_404

from measures.models import Edition
from municipalities.admin.base import moderators_only

__all__ = ["about_edition", "moderators_only", "open_edition"]


def open_edition(request, pk):
    """Return the edition with this key; raise Http404 unless it is there and open to who asks."""
    editions = Edition.objects.open_to(request.user).select_related("measure__project")
    return get_object_or_404(editions, pk=pk)


def about_edition(view):
    """Give the view the edition instead of its key. Whom it is not open to gets 404, whatever else is wrong."""

    @wraps(view)
    def found(request, pk):
        return view(request, open_edition(request, pk))

    return found
