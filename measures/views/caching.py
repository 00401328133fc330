"""What public pages allow caches to do: keep them, and ask each time whether they still hold."""

import hashlib

from django.conf import settings
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from config.release import release
from measures.index.current import current


def page_etag(request, *args, **kwargs):
    """Return the ETag of a public page: the same for everybody until catalogue, software or settings change."""
    if settings.DEBUG:
        return None  # templates change under one's hands
    parts = (
        str(current().version),
        release(),
        request.scheme,
        request.get_host(),
        request.get_full_path(),
        get_language(),
        str(settings.MASSWERK_UNOFFICIAL),
        settings.MASSWERK_CONTACT,
    )
    return f'"{hashlib.blake2s("|".join(parts).encode(errors="replace"), digest_size=12).hexdigest()}"'


def public_page(view):
    """Make a view a public page: GET and HEAD only, cacheable, revalidated by its ETag."""
    revalidated = cache_control(public=True, max_age=0, must_revalidate=True)
    return require_safe(revalidated(etag(page_etag)(view)))
