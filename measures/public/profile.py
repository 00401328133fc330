"""The context of a profile (Steckbrief), which is shown on public pages, in previews and in reviews."""

from datetime import datetime
from functools import partial

from django.db.models import Min, prefetch_related_objects
from django.utils import timezone

from measures.content import LISTS
from measures.finding.current import past_day
from measures.models import Edition, Source
from measures.public import outcome, reuse_answers
from measures.public.shown_effects import by_level
from measures.public.source_order import best_first
from measures.steckbrief import BY_NAME, names_on
from measures.steckbrief_fields import Page
from municipalities.models import Participation
from municipalities.ordering import sort_key

# Read before the experience; what is not named here follows it in the order of the Steckbrief.
FIRST = ("goals", "description", "target_groups")


def profile(edition: Edition, *, image_url: str, named: dict | None = None, own_page: bool = False) -> dict:
    """Return the context of measures/profile.html.

    Arguments:
        image_url: the address of the image; "" if there is none.
        named: for unsaved content, a mapping of relations, "effects" and "sources" to lists of objects. What it does
            not contain is read from the database.
        own_page: whether the profile is the whole page, which has breadcrumbs and a link to share.
    """
    named = named_by(edition, **(named or {}))
    percent, missing = reuse_answers.filled_in(edition, named)
    named["sources"] = best_first(named["sources"])
    named["places"] = sorted(named["places"], key=lambda place: sort_key(place.name))
    places = named["places"]
    project = edition.measure.project
    taking_part = set(Participation.objects.filter(project=project).values_list("municipality_id", flat=True))
    # A place that contains another one is not shown: that the measure is in the district is clear from its town.
    innermost = [place for place in places if not any(place.contains(other) for other in places)]
    prefetch_related_objects(innermost, "states")
    sections = [row for row in texts_on(Page.SECTION, edition) if not reuse_answers.is_said_in_short(edition, row[0])]
    return {
        "edition": edition,
        "project": project,
        "named": named,
        "places": innermost,
        "whole_project": len(places) > 1 and {place.pk for place in places} == taking_part,
        "first_published": first_publication(edition),
        "cited": partial(numbers_of, named["sources"]),
        "effects": by_level(named["effects"]),
        "labels": {name: field.label for name, field in BY_NAME.items()},
        "whereabouts": reuse_answers.whereabouts(innermost),
        "last_checked": reuse_answers.last_checked(edition),
        "doubts": reuse_answers.doubts(edition, past_day() or timezone.localdate()),
        "open_source_claimed": reuse_answers.open_source_claimed(edition),
        "short_costs": reuse_answers.short_costs(edition),
        "way_to_ask": reuse_answers.way_to_ask(edition),
        "percent": percent,
        "missing": missing,
        "shortened": False,
        "town": None,
        "enquiries": None,
        "answers": (),
        "reuses": None,
        "distance": None,
        "link_query": "",
        "sections": [row for row in sections if row[0] in FIRST],
        "more_sections": [row for row in sections if row[0] not in FIRST],
        "checked": {},
        "publiccode": None,
        "experience": texts_on(Page.EXPERIENCE, edition),
        "has_outcome": outcome.has_outcome(edition),
        "outcome_texts": [row for row in texts_on(Page.OUTCOME, edition) if row[0] in outcome.TEXTS],
        "successor": outcome.successor_of(edition),
        "image_url": image_url,
        "own_page": own_page,
    }


def first_publication(edition: Edition) -> datetime | None:
    """Return when the first edition of the same measure was published; None if none has been."""
    return Edition.objects.filter(measure=edition.measure_id).aggregate(first=Min("published_at"))["first"]


def texts_on(page: Page, edition: Edition) -> list[tuple]:
    """Return (name, label, text) for the fields in one part of the public page that are not empty."""
    texts = [(name, BY_NAME[name].label, getattr(edition, name)) for name in in_reading_order(names_on(page))]
    return [row for row in texts if row[-1]]


def in_reading_order(names: list[str]) -> list[str]:
    """Return names of fields in the order in which somebody who wants to re-use a measure reads them."""
    return [name for name in FIRST if name in names] + [name for name in names if name not in FIRST]


def numbers_of(sources: list[Source], *names: str) -> list[int]:
    """Return the numbers of the sources that support one of these fields, as they are counted on the page from 1."""
    return [number for number, source in enumerate(sources, start=1) if set(source.fields) & set(names)]


def named_by(edition: Edition, **instead: list) -> dict[str, list]:
    """Return {name in LISTS: list of its objects}. Those in `instead` are not read from the database."""
    named = {}
    for name in LISTS:
        objects = instead[name] if name in instead else getattr(edition, name).all()
        named[name] = list(objects)
    return named
