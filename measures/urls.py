from django.conf import settings
from django.urls import path

from measures.views import (
    about,
    catalogue,
    images,
    measure,
    municipalities,
    privacy,
    projects,
    start,
    suggestions,
    vocabularies,
)

urlpatterns = [
    path("", start.start, name="start"),
    path("massnahmen/", catalogue.measures, name="measures"),
    path("massnahmen/<slug:slug>/", measure.measure, name="measure"),
    path("massnahmen/<slug:slug>/bild", images.image, name="measure_image"),
    path("modellprojekte/", projects.projects, name="projects"),
    path("modellprojekte/<slug:slug>/", projects.project, name="project"),
    path("kommunen/", municipalities.municipalities, name="municipalities"),
    path("kommunen/<slug:slug>/", municipalities.municipality, name="municipality"),
    path("loesungstypen/", vocabularies.solution_types, name="solution_types"),
    path("loesungstypen/<slug:slug>/", vocabularies.solution_type, name="solution_type"),
    path("handlungsfelder/", vocabularies.action_fields, name="action_fields"),
    path("handlungsfelder/<slug:slug>/", vocabularies.action_field, name="action_field"),
    path("vorschlaege/", suggestions.suggestions, name="suggestions"),
    path("ueber/", about.about, name="about"),
    path("datenquellen/", about.data_sources, name="data_sources"),
    path("datenschutz/", privacy.privacy, name="privacy"),
    path("healthz", about.health, name="health"),
]
if settings.DEBUG:
    from measures.views import components

    urlpatterns.append(path("ui/", components.components, name="components"))
