"""The titles of measures in mails and at the desk, as visitors see them."""

from collections.abc import Iterable

from measures.models import Edition, Measure


def title_of(measure: Measure) -> str:
    """Return the title that visitors see; "" if the measure has no public page any more."""
    return titles_of([measure.pk]).get(measure.pk, "")


def titles_of(measures: Iterable[int]) -> dict[int, str]:
    """Return the titles that visitors see, by the keys of measures."""
    return dict(Edition.objects.readable().filter(measure__in=measures).values_list("measure", "title"))
