"""Serve the images of editions. The files have no addresses of their own, so each request is checked by a view."""

import hashlib
from functools import partial

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from measures.database.availability import UNAVAILABLE
from measures.database.replica import read_for_public
from measures.models import Edition
from measures.public.brief_pages import may_have_page
from measures.public.outage import PATIENCE

MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@require_safe
@cache_control(public=True, max_age=0, s_maxage=1, stale_if_error=30)
def image(request, slug):
    """Return the image of the readable edition of a measure.

    Caches have to revalidate it like the pages (caching.py), so that an image disappears when its edition is withdrawn.
    """
    try:
        edition = read_for_public(partial(readable_with_image, slug), PATIENCE)
    except UNAVAILABLE:
        if not may_have_page(slug):
            raise Http404 from None
        raise
    # A file is never changed under the same name, so the name is enough for the ETag.
    etag = f'"{hashlib.blake2s(edition.image.name.encode(), digest_size=12).hexdigest()}"'
    response = get_conditional_response(request, etag=etag) or image_response(edition)
    response["ETag"] = etag
    return response


def readable_with_image(slug: str) -> Edition:
    return get_object_or_404(Edition.objects.readable().exclude(image=""), measure__slug=slug)


def image_response(edition: Edition) -> FileResponse:
    """Return the image of `edition`. Raise Http404 if there is none, or if the file is not JPEG, PNG or WebP."""
    if not edition.image:
        raise Http404
    try:
        file = edition.image.storage.open(edition.image.name)
    except FileNotFoundError as error:
        raise Http404 from error
    extension = extension_of(file)
    if extension is None:
        file.close()
        raise Http404
    return FileResponse(file, content_type=MEDIA_TYPES[extension], filename=f"bild.{extension}")


def extension_of(file):
    """Return the extension for the content of a file; None if it is not an image that we serve.

    The stored name is not trusted: a file with other content could be run as a script by a browser.
    """
    start = file.read(12)
    file.seek(0)
    if start.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "webp" if (start[:4], start[8:]) == (b"RIFF", b"WEBP") else None
