"""The URLs of the public pages. They are German, like the pages."""

from django.conf import settings
from django.urls import include, path

from measures.public import (
    about,
    changes_page,
    exports,
    feeds,
    figures_page,
    machines,
    map_page,
    measure_image,
    measure_list,
    measure_page,
    municipality_pages,
    open_data,
    privacy,
    project_pages,
    shortlist_pages,
    start,
    suggestion_list,
    town_pages,
    vocabulary_pages,
)

urlpatterns = [
    path("api/", include("measures.public.api.urls")),  # first: programs ask most often, and no page begins like this
    path("", start.start, name="start"),
    path("massnahmen/", measure_list.measures, name="measures"),
    path("massnahmen/export.<slug:slug>", exports.measures, name="measures_export"),
    path("massnahmen/feed.<slug:slug>", feeds.measures, name="measures_feed"),
    path("massnahmen/codebuch.csv", exports.codebook, name="codebook"),
    path("massnahmen/<slug:slug>/", measure_page.measure, name="measure"),
    path("massnahmen/<slug:slug>/bild", measure_image.image, name="measure_image"),
    path("karte/", map_page.catalogue_map, name="map"),
    path("modellprojekte/", project_pages.projects, name="projects"),
    path("modellprojekte/<slug:slug>/", project_pages.project, name="project"),
    path("kommunen/", municipality_pages.municipalities, name="municipalities"),
    path("kommunen/<slug:slug>/", municipality_pages.municipality, name="municipality"),
    path("fuer/", town_pages.entry, name="town_entry"),
    path("fuer/vorschlaege/", town_pages.suggestions, name="town_suggestions"),
    path("fuer/so-vergleichen-wir/", town_pages.similarity, name="similarity"),
    path("fuer/<slug:slug>/", town_pages.town, name="town"),
    path("loesungstypen/", vocabulary_pages.solution_types, name="solution_types"),
    path("loesungstypen/<slug:slug>/", vocabulary_pages.solution_type, name="solution_type"),
    path("handlungsfelder/", vocabulary_pages.action_fields, name="action_fields"),
    path("handlungsfelder/<slug:slug>/", vocabulary_pages.action_field, name="action_field"),
    path("merkliste/", shortlist_pages.shortlist, name="shortlist"),
    path("merkliste/export.<slug:slug>", exports.shortlist, name="shortlist_export"),
    path("merkliste/ratsvorlage/", shortlist_pages.council_paper, name="council_paper"),
    path("vergleich/", shortlist_pages.comparison, name="comparison"),
    path("vergleich/export.<slug:slug>", exports.comparison, name="comparison_export"),
    path("vergleich/vergleich.xlsx", shortlist_pages.comparison_file, name="comparison_file"),
    path("statistik/", figures_page.figures, name="figures"),
    path("statistik/<slug:slug>.csv", figures_page.figure_file, name="figure_file"),
    path("vorschlaege/", suggestion_list.suggestions, name="suggestions"),
    path("aenderungen/", changes_page.changes, name="changes"),
    path("aenderungen/feed.<slug:slug>", feeds.changes, name="changes_feed"),
    path("ueber/", about.about, name="about"),
    path("daten/", open_data.open_data, name="open_data"),
    path("datenquellen/", about.data_sources, name="data_sources"),
    path("datenschutz/", privacy.privacy, name="privacy"),
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
