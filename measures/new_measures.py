"""Create measures with unique addresses made from their titles."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from measures.models import Measure
from municipalities.models import ModelProject
from municipalities.slugs import free_slug, german_slug

MOST_CONDITIONS = 200  # in one query; SQLite refuses more than 1,000
MOST_ATTEMPTS = 5


def new_measures(beginnings: list[tuple[ModelProject, dict, str]], slugs: tuple[str, ...] = ()) -> list[Measure]:
    """Create a measure for each (project, content, reference), and return them in the same order.

    `slugs` are addresses that they had in another catalogue; without them, addresses are made of the titles.

    Another transaction may take one of the addresses between our look-up and our insert. Then all addresses are made
    again. Raise IntegrityError if one of the references is already in use, or if the last attempt fails, too.
    """
    references = [reference for _project, _content, reference in beginnings if reference]
    for attempt in range(1, MOST_ATTEMPTS + 1):
        measures = _unsaved_measures(beginnings, slugs)
        try:
            with transaction.atomic():  # a savepoint, so that the transaction survives the IntegrityError
                return Measure.objects.bulk_create(measures)
        except IntegrityError:
            is_reference_taken = references and Measure.objects.filter(reference__in=references).exists()
            if is_reference_taken or attempt == MOST_ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _unsaved_measures(beginnings, slugs):
    if slugs:
        return [
            Measure(project=project, maintainer=project, slug=slug, reference=reference)
            for (project, _content, reference), slug in zip(beginnings, slugs, strict=True)
        ]
    taken = _similar_slugs([content["title"] for _project, content, _reference in beginnings])
    measures = []
    for project, content, reference in beginnings:
        slug = free_slug(content["title"], taken, suffix=project.slug)
        taken.add(slug)
        measures.append(Measure(project=project, maintainer=project, slug=slug, reference=reference))
    return measures


def _similar_slugs(titles):
    """Return the slugs in use that begin with the slug of one of `titles`: only these can collide."""
    beginnings = sorted({german_slug(title) for title in titles})
    found = set()
    for start in range(0, len(beginnings), MOST_CONDITIONS):
        similar = Q()
        for slug in beginnings[start : start + MOST_CONDITIONS]:
            similar |= Q(slug__startswith=slug)
        found.update(Measure.objects.filter(similar).values_list("slug", flat=True))
    return found
