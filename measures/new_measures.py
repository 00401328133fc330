"""The addresses of new measures: made from their titles, each one free."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from measures.models import Measure
from municipalities.slugs import free_slug, german_slug

MOST_CONDITIONS = 200  # in one query; SQLite refuses more than 1,000


def new_measures(beginnings):
    """Create a measure for each triple of project, content and reference, also if others take an address just now."""
    references = [reference for _project, _content, reference in beginnings if reference]
    for attempt in range(5):
        measures = _unsaved_measures(beginnings)
        try:
            with transaction.atomic():
                return Measure.objects.bulk_create(measures)
        except IntegrityError:
            if attempt == 4 or (references and Measure.objects.filter(reference__in=references).exists()):
                raise
    raise AssertionError("unreachable")


def _unsaved_measures(beginnings):
    taken, measures = _similar_slugs([content["title"] for _project, content, _reference in beginnings]), []
    for project, content, reference in beginnings:
        slug = free_slug(content["title"], taken, suffix=project.slug)
        taken.add(slug)
        measures.append(Measure(project=project, slug=slug, reference=reference))
    return measures


def _similar_slugs(titles):
    """Return the slugs of measures that begin like one of `titles`."""
    beginnings, found = sorted({german_slug(title) for title in titles}), set()
    for start in range(0, len(beginnings), MOST_CONDITIONS):
        similar = Q()
        for slug in beginnings[start : start + MOST_CONDITIONS]:
            similar |= Q(slug__startswith=slug)
        found.update(Measure.objects.filter(similar).values_list("slug", flat=True))
    return found
