"""Answers when something is wrong: what happened, and what to do now."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from measures.desk.site import came_from_here, keep_typed
from measures.public.site import about_this_site


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    """A page of ours that was open while its user signed in anew has an old token, but her text shall not be lost."""
    if request.path.startswith("/admin/") and came_from_here(request) and "password" not in request.POST:
        return keep_typed(request)
    return forbidden(request)


def not_found(request, exception=None, **address):
    return render(request, "404.html", status=404)


def server_error(request):
    # Without the request, so that nothing that failed before can fail here again.
    return HttpResponseServerError(render_to_string("500.html", about_this_site(None)))
