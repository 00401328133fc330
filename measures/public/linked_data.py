"""A measure as linked data (schema.org), for search engines and other catalogues."""

from django.urls import reverse
from django.utils import timezone


def describe(edition, places, first_published, absolute):
    """Return the schema.org description as a dict.

    `first_published` is when the measure first became public; `absolute` turns a path into a whole address.
    """
    project = edition.measure.project
    described = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": absolute(edition.get_absolute_url()),
        "url": absolute(edition.get_absolute_url()),
        "name": edition.title,
        "inLanguage": "de",
        "abstract": edition.summary,
        "genre": [value.name for value in edition.solution_types.all()],
        "about": [value.name for value in edition.action_fields.all()],
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
    return {name: value for name, value in described.items() if value}


def describe_software(edition):
    """Return the source code and its licence; {} without an address of it."""
    if not edition.source_code_url:
        return {}
    described = {"@type": "SoftwareSourceCode", "codeRepository": edition.source_code_url}
    if edition.licence:
        described["license"] = f"https://spdx.org/licenses/{edition.licence}"
    return described


def describe_place(place, absolute):
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


def period(edition):
    """Return the years as an ISO 8601 interval, open where only one end is known; "" without any."""
    if not edition.start_year and not edition.end_year:
        return ""
    return f"{edition.start_year or '..'}/{edition.end_year or '..'}"
