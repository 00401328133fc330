"""Describe a measure as linked data (schema.org), for search engines and other catalogues."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from measures.models import Edition
from measures.public.languages import GERMAN
from municipalities.models import Municipality


def describe(
    edition: Edition,
    places: Iterable[Municipality],
    first_published: datetime,
    absolute: Callable[[str], str],
) -> dict:
    """Return the schema.org description of an edition, without empty values.

    Arguments:
        places: the places of the edition.
        first_published: when the first edition of the measure was published.
        absolute: a function that returns the absolute URL of a path.
    """
    project = edition.measure.project
    with override(GERMAN):
        identity = absolute(edition.get_absolute_url())  # the same in both languages
    description = {
        "@context": "https://schema.org",
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
        "creator": {
            "@type": "Organization",
            "name": project.official_name or project.name,
            "url": absolute(project.get_absolute_url()),
        },
        "spatialCoverage": [describe_place(place, absolute) for place in places],
        "isPartOf": {"@type": "DataCatalog", "name": "Maßwerk", "url": absolute(reverse("measures"))},
    }
    return {name: value for name, value in description.items() if value}


def describe_software(edition: Edition) -> dict:
    """Return the description of the source code and its licence; {} if the edition has no source code."""
    if not edition.source_code_url:
        return {}
    described = {"@type": "SoftwareSourceCode", "codeRepository": edition.source_code_url}
    if edition.licence:
        described["license"] = f"https://spdx.org/licenses/{edition.licence}"
    return described


def describe_place(place: Municipality, absolute: Callable[[str], str]) -> dict:
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
