"""The frozen editions of the catalogue: their list, the page of one, and its files."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from measures.models import FrozenCatalogue, FrozenFile
from measures.public.caching import public_page
from measures.public.serialisation import absolute
from measures.steckbrief import BY_NAME

CHECKSUMS = "SHA256SUMS"  # as the program sha256sum reads it


@public_page
def frozen_catalogues(request: HttpRequest) -> HttpResponse:
    return render(request, "frozen/list.html", {"catalogues": FrozenCatalogue.objects.defer("changes")})


@public_page
def frozen_catalogue(request: HttpRequest, slug: str) -> HttpResponse:
    catalogue = get_object_or_404(FrozenCatalogue, name=slug)
    return render(
        request,
        "frozen/page.html",
        {
            "catalogue": catalogue,
            "files": catalogue.files.defer("content"),
            "checksums": CHECKSUMS,
            "publisher": settings.MASSWERK_PUBLISHER,
            "year": localdate(catalogue.frozen_at).year,
            "address": absolute(catalogue.get_absolute_url()),
            "changed": [
                (change, [str(BY_NAME[name].label) for name in change["fields"] if name in BY_NAME])
                for change in catalogue.changes["changed"]
            ],
        },
    )


@public_page
def frozen_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Respond with one file of a frozen catalogue, or with the checksums of all."""
    catalogue = get_object_or_404(FrozenCatalogue, name=slug)
    if name == CHECKSUMS:
        lines = [f"{digest}  {file}\n" for file, digest in catalogue.files.values_list("name", "sha256")]
        response = HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
    else:
        file = catalogue.files.filter(name=name).first()
        if file is None:
            raise Http404
        response = sent(file)
    response["Link"] = f'<{catalogue.licence_url}>; rel="license"'
    response["X-Robots-Tag"] = "noindex"
    return response


def sent(file: FrozenFile) -> HttpResponse:
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
