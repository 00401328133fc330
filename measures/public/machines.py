"""Files that programs look for: robots.txt, sitemap, security.txt, OpenSearch, llms.txt, web manifest.

All addresses in them are those of MASSWERK_URL, whatever name the site was asked by.
"""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from measures.models import ActionField, Edition, FrozenCatalogue, Problem, Solution, SolutionType
from measures.public.caching import public_page
from measures.public.jinja_environment import url
from measures.public.languages import ENGLISH
from measures.public.preview import INK, PAPER
from measures.public.serialisation import absolute, address
from municipalities.models import ModelProject, Municipality

TEXT = "text/plain; charset=utf-8"
CONTACT_HOLDS = timedelta(days=180)  # from today, in security.txt; RFC 9116 recommends less than a year
PAGES = (
    "start", "measures", "map", "projects", "municipalities", "problems", "solution_types", "action_fields",
    "solutions", "stopped_measures", "figures", "changes", "frozen_catalogues", "about", "open_data", "api",
    "data_sources", "privacy", "imprint", "accessibility", "easy_language",
)  # fmt: skip


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    with override(ENGLISH):
        english = url("suggestions")
    context = {"sitemap": address("sitemap"), "english_suggestions": english}
    return render(request, "machines/robots.txt", context, content_type=TEXT)


@public_page
def security(request: HttpRequest) -> HttpResponse:
    """Respond with security.txt (RFC 9116). Without a contact there is none."""
    if not settings.MASSWERK_CONTACT:
        raise Http404
    expires = datetime.combine(localdate() + CONTACT_HOLDS, time(), UTC)
    context = {"expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"), "address": address("security")}
    return render(request, "machines/security.txt", context, content_type=TEXT)


@public_page
def llms(request: HttpRequest) -> HttpResponse:
    return render(request, "machines/llms.txt", {"absolute": absolute}, content_type=TEXT)


@public_page
def opensearch(request: HttpRequest) -> HttpResponse:
    """Respond with the description by which browsers add the search to their own."""
    context = {"search": address("measures"), "icon": absolute(static("mark.svg"))}
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "machines/opensearch.xml", context, content_type=content_type)


@public_page
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect programs that look for the icon without reading a page."""
    return HttpResponseRedirect(static("icons/favicon.ico"))


@public_page
def manifest(request: HttpRequest) -> HttpResponse:
    """Respond with the web manifest, by which a phone puts the site on its start screen."""
    described = {
        "name": "Maßwerk",
        "short_name": "Maßwerk",
        "description": _("The catalogue of municipal smart-city measures"),
        "lang": "de",
        "start_url": reverse("start"),
        "scope": reverse("start"),
        "display": "browser",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": [
            {"src": static("mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            *[
                {"src": static(f"icons/icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
                for side in (192, 512)
            ],
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


class PublicSitemap(Sitemap):
    """A part of the sitemap: each page in German and in English, with links between the two."""

    i18n = alternates = x_default = True
    limit = 2_000  # addresses in one file: 50,000 are allowed, but take seconds to write

    def get_protocol(self, protocol=None):
        return settings.MASSWERK_URL.partition("://")[0]

    def get_domain(self, site=None):
        return settings.MASSWERK_URL.partition("://")[2]


class PageSitemap(PublicSitemap):
    def items(self):
        return PAGES

    def location(self, item):
        return reverse(item)


class MeasureSitemap(PublicSitemap):
    """The measures, as pairs of slug and time of publication."""

    def items(self):
        return Edition.objects.public().order_by("measure").values_list("measure__slug", "published_at")

    def location(self, item):
        return url("measure", item[0])

    def lastmod(self, item):
        return item[1]


class ProjectSitemap(PublicSitemap):
    def items(self):
        return ModelProject.objects.funded().order_by("pk")


class MunicipalitySitemap(PublicSitemap):
    """The municipalities that take part: the pages of the others say little."""

    def items(self):
        return Municipality.objects.taking_part().order_by("pk")


class ValueSitemap(PublicSitemap):
    def items(self):
        values = [value for model in (SolutionType, ActionField, Solution) for value in model.objects.current()]
        return [*values, *Problem.objects.all()]


class FrozenSitemap(PublicSitemap):
    def items(self):
        return FrozenCatalogue.objects.all()

    def lastmod(self, item):
        return item.frozen_at


SITEMAPS = {
    "seiten": PageSitemap,
    "massnahmen": MeasureSitemap,
    "modellprojekte": ProjectSitemap,
    "kommunen": MunicipalitySitemap,
    "themen": ValueSitemap,
    "ausgaben": FrozenSitemap,
}


@public_page
@x_robots_tag
def sitemap(request: HttpRequest) -> HttpResponse:
    """Respond with the index of the parts of the sitemap.

    Django's own would name them by the host that was asked.
    """
    parts: list[SitemapIndexItem] = []
    for section, kind in SITEMAPS.items():
        part, location = kind(), address("sitemap_part", section)
        pages = [location, *[f"{location}?p={page}" for page in range(2, part.paginator.num_pages + 1)]]
        parts += [SitemapIndexItem(page, part.get_latest_lastmod()) for page in pages]
    return render(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")


@public_page
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap_views.sitemap(request, SITEMAPS, section).render()
