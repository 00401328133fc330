"""The answer when the database or the disk fails: in words, with status 503, and with what was typed."""

import errno
import sys

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from measures.database.availability import UNAVAILABLE
from measures.public import errors, outage
from measures.public.api import problems
from measures.public.site import about_this_site

DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}  # full, quota used up, read-only
SECRETS = ("csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2", "code")


def server_error(request):
    """Respond to an exception that nothing has handled. Django calls this while the exception is being handled."""
    error = sys.exc_info()[1]
    disk = isinstance(error, OSError) and error.errno in DISK_ERRORS
    if not disk and not isinstance(error, UNAVAILABLE):
        return errors.server_error(request)
    if problems.is_for_api(request):
        return problems.unavailable(outage.RETRY_AFTER)
    if not request.path.startswith("/admin/"):
        return outage.unavailable()
    return unavailable_page(request, disk=disk)


def unavailable_page(request, *, disk):
    """Return the page for 503. After a POST it holds what was typed, to be sent again."""
    # Django marks the request once it knows that one of our pages sent it. What another site sends is not repeated.
    from_us = getattr(request, "csrf_processing_done", False)
    context = {
        **about_this_site(None),
        "title": _("This does not work at the moment"),
        "request_id": getattr(request, "request_id", ""),
        "disk": disk,
        "posted": request.method == "POST",
        "typed": typed(request) if request.method == "POST" and from_us else [],
        "had_files": bool(request.method == "POST" and request.FILES),
        "csrf_token": get_token(request),
    }
    # Without the request, whose user and messages need the database.
    response = HttpResponse(render_to_string("admin/unavailable.html", context, using="django"), status=503)
    response["Retry-After"] = str(outage.RETRY_AFTER)
    add_never_cache_headers(response)
    return response


def typed(request):
    """Return pairs of name and value of a submitted form, without what must not be repeated in a page."""
    return [(name, value) for name, values in request.POST.lists() if name not in SECRETS for value in values]
