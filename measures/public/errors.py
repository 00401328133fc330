"""Answers when something is wrong: what happened, and what to do now."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from measures.public.site import about_this_site


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None, **address):
    return render(request, "404.html", status=404)


def server_error(request):
    # Without the request, so that nothing that failed before can fail here again.
    return HttpResponseServerError(render_to_string("500.html", about_this_site(None)))
