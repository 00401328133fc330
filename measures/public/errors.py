"""The error pages (400, 403, 404, 500). They say what happened and what the visitor can do.

The API answers with problem details instead (measures/public/api/problems.py).
"""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from measures.public.api import problems
from measures.public.api.problems import is_for_api
from measures.public.site import about_this_site


def bad_request(request, exception=None):
    if is_for_api(request):
        return problems.problem(400, _("The request is not understood."))
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None, **kwargs):
    """Return the page for 404. It is also used as a view, hence the arguments of a URL."""
    if is_for_api(request):
        return problems.not_found()
    return render(request, "404.html", status=404)


def server_error(request):
    if is_for_api(request):
        detail = _("Something has failed here. It is not your fault.")
        return problems.problem(500, detail, request_id=getattr(request, "request_id", ""))
    # Without the request, whose context processors or session may be what has failed.
    context = {**about_this_site(None), "request_id": getattr(request, "request_id", "")}
    return HttpResponseServerError(render_to_string("500.html", context))
