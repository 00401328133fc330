"""What the profile (Steckbrief) of an edition shows: on its public page, in a preview, in a review."""

from django.db.models import Min

from measures.content import LISTS
from measures.models import Edition
from municipalities.models import Participation
from municipalities.ordering import sort_key

SECTIONS = ("goals", "target_groups", "partners", "costs", "funding", "operation")


def profile(edition, *, image_url, named=None, own_page=False):
    """Return the context of measures/profile.html.

    `named` maps relations and "sources" to lists of objects, for an edition that is not stored like this; what is
    not in it comes from the database. `image_url` is where the image is served, "" for none. On its `own_page` the
    profile says where it stands and can be passed on.
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
        "sections": [
            (edition._meta.get_field(name).verbose_name, getattr(edition, name))
            for name in SECTIONS
            if getattr(edition, name)
        ],
        "image_url": image_url,
        "own_page": own_page,
    }


def named_by(edition, **instead):
    """Return {relation or "sources": list of what the edition names there}, or what is given `instead`."""
    return {name: list(instead[name] if name in instead else getattr(edition, name).all()) for name in LISTS}
