"""The profile (Steckbrief) of an edition: on its public page, in a preview, in a review."""

from django.db.models import Min

from measures.content import LISTS
from measures.models import Edition
from measures.steckbrief import BY_NAME, names_on
from measures.steckbrief_fields import Page
from municipalities.models import Participation
from municipalities.ordering import sort_key


def profile(edition, *, image_url, named=None, own_page=False):
    """Return the context of measures/profile.html.

    `named` maps relations and "sources" to lists of objects, for content that is not stored; what it leaves out is
    read from the database. `image_url` is the address of the image, "" for none. `own_page`: whether the profile is
    the whole page, which then has breadcrumbs and a link to pass it on.
    """
    named = named_by(edition) if named is None else named_by(edition, **named)
    named["places"] = sorted(named["places"], key=lambda place: sort_key(place.name))
    places, project = named["places"], edition.measure.project
    taking_part = set(Participation.objects.filter(project=project).values_list("municipality_id", flat=True))
    published = Edition.objects.filter(measure=edition.measure_id).aggregate(first=Min("published_at"))
    return {
        "edition": edition,
        "project": project,
        "named": named,
        "places": [place for place in places if not any(place.contains(other) for other in places)],
        "whole_project": len(places) > 1 and {place.pk for place in places} == taking_part,
        "first_published": published["first"],
        "sections": texts_on(Page.SECTION, edition),
        "experience": texts_on(Page.EXPERIENCE, edition),
        "image_url": image_url,
        "own_page": own_page,
    }


def texts_on(page, edition):
    """Return pairs of label and text for the filled fields in one part of the public page."""
    texts = [(BY_NAME[name].label, getattr(edition, name)) for name in names_on(page)]
    return [(label, text) for label, text in texts if text]


def named_by(edition, **instead):
    """Return {relation or "sources": list of its objects}; those given `instead` are not read from the database."""
    return {name: list(instead[name] if name in instead else getattr(edition, name).all()) for name in LISTS}
