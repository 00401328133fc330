"""Tell a WebSub hub that the feeds of the whole catalogue have changed, if MASSWERK_WEBSUB_HUB names one."""

import requests
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from measures.models import CatalogueVersion
from measures.public.languages import ENGLISH, GERMAN
from measures.public.serialisation import absolute

TIMEOUT = 10  # seconds


class HubFailed(Exception):
    """The hub did not take the message. It is told again with the next call."""


def topics() -> list[str]:
    """Return the addresses of the feeds that a hub hears of: those without a filter."""
    found = []
    for language in (GERMAN, ENGLISH):
        with override(language):
            for route in ("measures_feed", "changes_feed"):
                found += [absolute(reverse(route, args=[form])) for form in ("atom", "json")]
    return found


def hub_of(feed: str) -> str:
    """Return the hub that tells of changes of a feed, given by its absolute address, or ""."""
    return settings.MASSWERK_WEBSUB_HUB if settings.MASSWERK_WEBSUB_HUB and feed in topics() else ""


def tell_hub() -> bool:
    """Tell the hub if the catalogue has changed since it was told last. Return whether it was. Raise HubFailed."""
    if not settings.MASSWERK_WEBSUB_HUB:
        return False
    version = CatalogueVersion.objects.get()
    if version.number == version.hub_was_told:
        return False
    data = [("hub.mode", "publish"), *[("hub.url", topic) for topic in topics()]]
    try:
        response = requests.post(settings.MASSWERK_WEBSUB_HUB, data=data, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        raise HubFailed(type(error).__name__) from error
    if not 200 <= response.status_code < 300:
        raise HubFailed(f"status {response.status_code}")
    CatalogueVersion.objects.update(hub_was_told=version.number)
    return True
