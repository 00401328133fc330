"""The answer when the database, the disk or the object store fails: 503, in words, and with what was typed."""

import errno
import sqlite3
import sys

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from measures.database.availability import UNAVAILABLE
from measures.images.storage import StoreAway
from measures.public import errors, outage
from measures.public.api import problems
from measures.public.site import about_this_site

DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}  # full, quota or limit used up, read-only
# The same, said by the databases
SQLITE_ERRORS = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
POSTGRESQL_ERRORS = {"53100", "25006"}  # disk_full, read_only_sql_transaction
SECRETS = ("csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2", "code")


def server_error(request):
    """Respond to an exception that nothing has handled. Django calls this while the exception is being handled."""
    error = sys.exc_info()[1]
    disk = is_about_the_disk(error)
    if not disk and not isinstance(error, (*UNAVAILABLE, StoreAway)):
        return errors.server_error(request)
    if problems.is_for_api(request):
        return problems.unavailable(outage.RETRY_AFTER)
    if not request.path.startswith("/admin/"):
        return outage.unavailable()
    return unavailable_page(request, disk=disk, store=isinstance(error, StoreAway))


def is_about_the_disk(error):
    """Return whether nothing can be stored, because a disk is full or read-only: ours, or that of the database."""
    if isinstance(error, OSError):
        return error.errno in DISK_ERRORS
    cause = error.__cause__  # of the error that Django raises
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in SQLITE_ERRORS  # the rest says more than the kind
    return getattr(cause, "sqlstate", None) in POSTGRESQL_ERRORS


def unavailable_page(request, *, disk, store=False):
    """Return the page for 503. After a POST it holds what was typed, to be sent again."""
    # Django marks the request once it knows that one of our pages sent it. What another site sends is not repeated.
    from_us = getattr(request, "csrf_processing_done", False)
    context = {
        **about_this_site(None),
        "title": _("This does not work at the moment"),
        "request_id": getattr(request, "request_id", ""),
        "disk": disk,
        "store": store,
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
