"""What became of a measure: the part of its page about operation after funding, or about why it was stopped."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from measures.models import Edition
from measures.steckbrief import BY_NAME, names_on
from measures.steckbrief_fields import Page

TEXTS = [name for name in names_on(Page.OUTCOME) if BY_NAME[name].has_markup]


@dataclass(frozen=True)
class Successor:
    """What continues a measure. `title` is that of another measure of this catalogue, or "" for any other page."""

    address: str
    title: str = ""


def has_outcome(edition: Edition) -> bool:
    """Return whether the entry says anything about what became of the measure."""
    return any(getattr(edition, name) for name in names_on(Page.OUTCOME))


def successor_of(edition: Edition) -> Successor | None:
    """Return the successor that the entry names, or None."""
    if not edition.successor:
        return None
    slug = slug_of(edition.successor)
    other = Edition.objects.readable().filter(measure__slug=slug).select_related("measure").first() if slug else None
    if other is None:
        return Successor(edition.successor)
    return Successor(other.get_absolute_url(), other.title)


def slug_of(address: str) -> str:
    """Return the slug of the measure whose page on this site has this address, or ""."""
    parts = urlsplit(address)
    if parts.netloc.lower() != urlsplit(settings.MASSWERK_URL).netloc.lower():
        return ""
    try:
        found = resolve(parts.path)
    except Resolver404:
        return ""
    return found.kwargs.get("slug", "") if found.url_name == "measure" else ""
