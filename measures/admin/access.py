"""Whose entry it is. Each page behind the sign-in that names an edition finds it here, or answers 404."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from measures.models import Edition


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


def moderators_only(view):
    """Refuse (403) everybody else, on pages that decide about an entry."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_moderator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
