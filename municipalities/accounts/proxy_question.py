"""What the shipped proxy asks before it accepts a large upload (deploy/nginx/site.conf)."""

from django.contrib import admin
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def signed_in(request):
    """Return 204 if the request belongs to a session of a user who may use the desk, else 403."""
    return HttpResponse(status=204 if admin.site.has_permission(request) else 403)
