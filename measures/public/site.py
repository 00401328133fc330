"""What every template may say about the site."""

from django.conf import settings


def about_this_site(request):
    return {
        "unofficial": settings.MASSWERK_UNOFFICIAL,
        "site_contact": settings.MASSWERK_CONTACT,
        "controller": settings.MASSWERK_CONTROLLER,
        "imprint_url": settings.MASSWERK_IMPRINT_URL,
        "privacy_url": settings.MASSWERK_PRIVACY_URL,
        "accessibility_url": settings.MASSWERK_ACCESSIBILITY_URL,
    }
