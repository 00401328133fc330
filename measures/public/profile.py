"""The context of a profile (Steckbrief), which is shown on public pages, in previews and in reviews."""

from datetime import datetime
from functools import partial

from django.db.models import Min

from measures.content import LISTS
from measures.models import Edition, Source
from measures.steckbrief import BY_NAME, names_on
from measures.steckbrief_fields import Page
from municipalities.models import Participation
from municipalities.ordering import sort_key


def profile(edition: Edition, *, image_url: str, named: dict | None = None, own_page: bool = False) -> dict:
    """Return the context of measures/profile.html.

    Arguments:
        image_url: the address of the image; "" if there is none.
        named: for unsaved content, a mapping of relations and "sources" to lists of objects. Relations that it does
            not contain are read from the database.
        own_page: whether the profile is the whole page, which has breadcrumbs and a link to share.
    """
    named = named_by(edition, **(named or {}))
    named["places"] = sorted(named["places"], key=lambda place: sort_key(place.name))
    places = named["places"]
    project = edition.measure.project
    taking_part = set(Participation.objects.filter(project=project).values_list("municipality_id", flat=True))
    # A place that contains another one is not shown: that the measure is in the district is clear from its town.
    innermost = [place for place in places if not any(place.contains(other) for other in places)]
    return {
        "edition": edition,
        "project": project,
        "named": named,
        "places": innermost,
        "whole_project": len(places) > 1 and {place.pk for place in places} == taking_part,
        "first_published": first_publication(edition),
        "cited": partial(numbers_of, named["sources"]),
        "labels": {name: field.label for name, field in BY_NAME.items()},
        "sections": texts_on(Page.SECTION, edition),
        "experience": texts_on(Page.EXPERIENCE, edition),
        "image_url": image_url,
        "own_page": own_page,
    }


def first_publication(edition: Edition) -> datetime | None:
    """Return when the first edition of the same measure was published; None if none has been."""
    return Edition.objects.filter(measure=edition.measure_id).aggregate(first=Min("published_at"))["first"]


def texts_on(page: Page, edition: Edition) -> list[tuple]:
    """Return (name, label, text) for the fields in one part of the public page that are not empty."""
    texts = [(name, BY_NAME[name].label, getattr(edition, name)) for name in names_on(page)]
    return [row for row in texts if row[-1]]


def numbers_of(sources: list[Source], *names: str) -> list[int]:
    """Return the numbers of the sources that support one of these fields, as they are counted on the page from 1."""
    return [number for number, source in enumerate(sources, start=1) if set(source.fields) & set(names)]


def named_by(edition: Edition, **instead: list) -> dict[str, list]:
    """Return {relation or "sources": list of its objects}. Those in `instead` are not read from the database."""
    named = {}
    for name in LISTS:
        objects = instead[name] if name in instead else getattr(edition, name).all()
        named[name] = list(objects)
    return named
