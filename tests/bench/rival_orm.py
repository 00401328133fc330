"""Django's ORM answers, as the FilterSet defines it: one aggregate query for each facet."""

from django.http import QueryDict

from measures.finding.question import MeasureFilter
from tests.bench.answers import ROWS, Answer
from tests.bench.questions import address


def orm(question):
    filters = MeasureFilter(QueryDict(address(question)))
    editions = filters.editions()
    counts = {name: facet.counts(filters.editions(without=(name,))) for name, facet in filters.facets.items()}
    return Answer(editions.count(), list(editions.values_list("pk", flat=True)[:ROWS]), counts)
