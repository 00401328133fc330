"""The URLs of files for programs, and of images: they have no language, so they exist once."""

from django.conf import settings
from django.urls import include, path

from measures.public import about, machines, measure_image

urlpatterns = [
    path("api/", include("measures.public.api.urls")),  # first: programs ask most often, and no page begins like this
    path("massnahmen/<slug:slug>/bild", measure_image.image, name="measure_image"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", machines.sitemap_part, name="sitemap_part"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("opensearch.xml", machines.opensearch, name="opensearch"),
    path("llms.txt", machines.llms, name="llms"),
    path("site.webmanifest", machines.manifest, name="manifest"),
    path("healthz", about.health, name="health"),
    path("healthz/alive", about.alive, name="alive"),
]
if settings.DEBUG:
    from measures.public import components

    urlpatterns.append(path("ui/", components.components, name="components"))
