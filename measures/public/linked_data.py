"""Describe the site, its data and its measures as linked data (schema.org), for search engines and other catalogues."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from measures.licences import licence_name, licence_page
from measures.models import Edition
from measures.public.languages import GERMAN
from measures.public.serialisation import absolute, address
from municipalities.models import Municipality
from municipalities.ordering import sort_key

SCHEMA = "https://schema.org"
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "geojson": "application/geo+json"}
TITLE = gettext_lazy("Measures of the Smart Cities model projects in Germany")
DESCRIPTION = gettext_lazy(
    "What the municipalities of the federal programme “Modellprojekte Smart Cities” build: one entry for each measure, "
    "with solution type, action field, status, period, places, costs, experience and sources."
)


def describe(edition: Edition, first_published: datetime) -> dict:
    """Return the schema.org description of an edition, without empty values.

    Arguments:
        first_published: when the first edition of the measure was published.
    """
    project = edition.measure.project
    with override(GERMAN):
        identity = absolute(edition.get_absolute_url())  # the same in both languages
    description = {
        "@context": SCHEMA,
        "@type": "CreativeWork",
        "@id": identity,
        "url": absolute(edition.get_absolute_url()),
        "name": edition.title,
        "inLanguage": "de",
        "abstract": edition.summary,
        "genre": [value.local_name for value in edition.solution_types.all()],
        "about": [value.local_name for value in edition.action_fields.all()],
        "creativeWorkStatus": edition.get_status_display() if edition.status else "",
        "temporalCoverage": period(edition),
        "datePublished": timezone.localdate(first_published).isoformat(),
        "dateModified": edition.as_of.isoformat() if edition.as_of else "",
        "sameAs": edition.website,
        "isBasedOn": describe_software(edition),
        "citation": [source.url for source in edition.sources.all()],
        "license": settings.MASSWERK_DATA_LICENCE_URL,
        "isAccessibleForFree": True,
        "creator": {
            "@type": "Organization",
            "name": project.official_name or project.name,
            "url": absolute(project.get_absolute_url()),
        },
        "spatialCoverage": describe_places(edition.places.all()),
        "isPartOf": {"@type": "DataCatalog", "name": "Maßwerk", "url": address("measures")},
    }
    return {name: value for name, value in description.items() if value}


def describe_site() -> dict:
    """Return the description of the site, with the address of its search."""
    return {
        "@context": SCHEMA,
        "@type": "WebSite",
        "@id": address("start"),
        "url": address("start"),
        "name": "Maßwerk",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": address("measures") + "?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }


def describe_data() -> dict:
    """Return the description of the whole catalogue as a dataset, with its files."""
    return {
        "@context": SCHEMA,
        "@type": "Dataset",
        "@id": address("open_data"),
        "url": address("open_data"),
        "name": str(TITLE),
        "description": str(DESCRIPTION),
        "inLanguage": "de",
        "license": settings.MASSWERK_DATA_LICENCE_URL,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": settings.MASSWERK_PUBLISHER, "url": address("about")},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": "Maßwerk", "url": address("measures")},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": address("measures_export", form)}
            for form, media_type in MEDIA_TYPES.items()
        ],
    }


def describe_software(edition: Edition) -> dict:
    """Return the description of the source code and its licence; {} if the edition has no source code."""
    if not edition.source_code_url:
        return {}
    described = {"@type": "SoftwareSourceCode", "codeRepository": edition.source_code_url}
    if edition.licence:
        own = {"@type": "CreativeWork", "name": licence_name(edition.licence)}
        described["license"] = licence_page(edition.licence) or own
    return described


def describe_places(places: Iterable[Municipality]) -> list[dict]:
    return [describe_place(place) for place in sorted(places, key=lambda place: sort_key(place.name))]


def describe_place(place: Municipality) -> dict:
    """Return the description of a municipality, with its coordinates if they are known."""
    described = {
        "@type": "AdministrativeArea",
        "name": place.name,
        "identifier": place.ars,
        "url": absolute(place.get_absolute_url()),
    }
    if place.latitude is not None:
        described["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    return {name: value for name, value in described.items() if value}


def period(edition: Edition) -> str:
    """Return the years as an ISO 8601 interval, with ".." for an unknown end; "" if both are unknown."""
    if not edition.start_year and not edition.end_year:
        return ""
    return f"{edition.start_year or '..'}/{edition.end_year or '..'}"
