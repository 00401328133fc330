"""Hands out images of editions. Their files have no addresses: each one goes through a rule that says who sees it."""

import hashlib

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from measures.models import Edition

KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def image(request, slug):
    """The image of the edition that can be read. Caches ask each time, so they do not keep what was withdrawn."""
    edition = get_object_or_404(Edition.objects.readable().exclude(image=""), measure__slug=slug)
    etag = f'"{hashlib.blake2s(edition.image.name.encode(), digest_size=12).hexdigest()}"'  # a file never changes
    response = get_conditional_response(request, etag=etag) or image_response(edition)
    response["ETag"] = etag
    return response


def image_response(edition):
    """Return the image of `edition`; raise Http404 if there is none, or none of a kind that we write ourselves."""
    if not edition.image:
        raise Http404
    try:
        file = edition.image.storage.open(edition.image.name)
    except FileNotFoundError as error:
        raise Http404 from error
    extension = kind_of(file)
    if extension is None:
        file.close()
        raise Http404
    return FileResponse(file, content_type=KINDS[extension], filename=f"bild.{extension}")


def kind_of(file):
    """Tell the kind of an image by how its file begins, whatever it is called; None for any other file."""
    start = file.read(12)
    file.seek(0)
    if start.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "webp" if (start[:4], start[8:]) == (b"RIFF", b"WEBP") else None
