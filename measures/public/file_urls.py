"""The URLs of files for programs, and of images: they have no language, so they exist once."""

from django.conf import settings
from django.urls import include, path

from measures.public import (
    about,
    catalogue_record,
    frozen_pages,
    machines,
    measure_image,
    measure_page,
    memento,
)

urlpatterns = [
    path("api/", include("measures.public.api.urls")),  # first: programs ask most often, and no page begins like this
    path("massnahmen/<slug:slug>/bild", measure_image.image, name="measure_image"),
    path("massnahmen/<slug:slug>.jsonld", measure_page.linked_data, name="measure_linked_data"),
    path("dcat.<slug:slug>", catalogue_record.catalogue_record, name="catalogue_record"),
    path("ausgaben/<slug:slug>/<str:name>", frozen_pages.frozen_file, name="frozen_file"),
    path("memento/timegate/", memento.timegate, name="timegate"),
    path("memento/timemap/", memento.timemap, name="timemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", machines.sitemap_part, name="sitemap_part"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("opensearch.xml", machines.opensearch, name="opensearch"),
    path("llms.txt", machines.llms, name="llms"),
    path("favicon.ico", machines.favicon, name="favicon"),
    path("site.webmanifest", machines.manifest, name="manifest"),
    path("healthz", about.health, name="health"),
    path("healthz/alive", about.alive, name="alive"),
]
if settings.DEBUG:
    from measures.public import components

    urlpatterns.append(path("ui/", components.components, name="components"))
