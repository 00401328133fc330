"""Create measures with free addresses, made from their titles."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from measures.models import Measure
from municipalities.slugs import free_slug, german_slug

TRIES = 5


def new_measures(beginnings):
    """Create and return a measure for each triple of project, content and reference.

    If somebody else takes one of the addresses at the same moment, others are tried. Raises IntegrityError if a
    reference is in use.
    """
    references = [reference for _project, _content, reference in beginnings if reference]
    for number in range(1, TRIES + 1):
        measures = _unsaved_measures(beginnings)
        try:
            with transaction.atomic():
                return Measure.objects.bulk_create(measures)
        except IntegrityError:
            reference_taken = references and Measure.objects.filter(reference__in=references).exists()
            if number == TRIES or reference_taken:
                raise
    raise AssertionError("unreachable")


def _unsaved_measures(beginnings):
    taken = _similar_slugs({german_slug(content["title"]) for _project, content, _reference in beginnings})
    measures = []
    for project, content, reference in beginnings:
        slug = free_slug(content["title"], taken, suffix=project.slug)
        taken.add(slug)
        measures.append(Measure(project=project, slug=slug, reference=reference))
    return measures


def _similar_slugs(bases):
    """Return the slugs in use that begin with one of `bases`: only these could be in the way."""
    similar = Q()
    for base in bases:
        similar |= Q(slug__startswith=base)
    return set(Measure.objects.filter(similar).values_list("slug", flat=True))
