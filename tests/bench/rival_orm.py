"""Django's ORM answers, as the FilterSet defines it: one aggregate query for each facet."""

from django.http import QueryDict

from measures.finding.question import MeasureFilter
from tests.bench.answers import ROWS, Answer
from tests.bench.facets import FACETS
from tests.bench.questions import address
from tests.finding import orm_answers


def orm(question):
    filters = MeasureFilter(QueryDict(address(question)))
    editions = orm_answers.editions(filters)
    counts = {name: orm_answers.counts(name, orm_answers.editions(filters, without=(name,))) for name in FACETS}
    return Answer(editions.count(), list(editions.values_list("pk", flat=True)[:ROWS]), counts)
