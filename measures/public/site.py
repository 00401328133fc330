"""A context processor with the settings that all templates can show."""

from django.conf import settings


def about_this_site(request):
    """Return the settings. `request` may be None, since the page for error 500 is rendered without it."""
    return {
        "unofficial": settings.MASSWERK_UNOFFICIAL,
        "site_contact": settings.MASSWERK_CONTACT,
        "controller": settings.MASSWERK_CONTROLLER,
        "site_url": settings.MASSWERK_URL,
        "data_licence": settings.MASSWERK_DATA_LICENCE,
        "data_licence_url": settings.MASSWERK_DATA_LICENCE_URL,
        "publisher": settings.MASSWERK_PUBLISHER,
        "govdata_contributor": settings.MASSWERK_GOVDATA_CONTRIBUTOR,
        "imprint_url": settings.MASSWERK_IMPRINT_URL,
        "privacy_url": settings.MASSWERK_PRIVACY_URL,
        "accessibility_url": settings.MASSWERK_ACCESSIBILITY_URL,
    }
