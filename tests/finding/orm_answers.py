"""What the question language means, in plain database queries: what the index must agree with.

The text search differs from that of the index: every word must occur as it is written, somewhere in an edition. The
regular expressions ignore case for umlauts too, on both databases, which LIKE on SQLite does not.
"""

import re

from django.db.models import Case, Count, F, Q, Value, When

from measures.finding.facet_rows import FACETS
from measures.finding.question import Order
from measures.models import Edition
from municipalities.ordering import GermanOrder

MOST_WORDS = 12
TEXTS = (
    "title",
    "summary",
    "description",
    "measure__project__name",
    "measure__project__official_name",
)
NAMES = ("solution_types__name", "action_fields__name", "places__name")
PATHS = {facet.name: facet.path for facet in FACETS}


def editions(filters, *, without=()):
    """Return the public editions that meet a MeasureFilter, in its order; facets in `without` do not count."""
    asked, found = filters.asked, filters.queryset
    for name, path in PATHS.items():
        if asked.get(name) and name not in without:
            # As a subquery instead of a join: an edition with two of the values is still one edition.
            found = found.filter(pk__in=Edition.objects.filter(**{f"{path}__in": asked[name]}).values("pk"))
    return ordered(matching(found, asked["q"]), asked["sort"], asked["q"])


def counts(facet, editions):
    """Return {value: number} of the values of a facet among `editions`."""
    path = PATHS[facet]
    rows = Edition.objects.filter(pk__in=editions.order_by().values("pk")).order_by()
    rows = rows.values_list(path).annotate(Count("pk", distinct=True))
    return {str(value): number for value, number in rows if value not in (None, "")}


def ordered(editions, order, text):
    if order == Order.TITLE:
        return editions.order_by(GermanOrder("title"), "pk")
    if order == Order.PROJECT:
        return editions.order_by(GermanOrder("measure__project__name"), GermanOrder("title"), "pk")
    if order == Order.NEWEST or not text:
        return editions.newest_first()
    return most_relevant_first(editions, text)


def words(text):
    """Return the words to look for, at most MOST_WORDS."""
    return text.split()[:MOST_WORDS]


def occurs(field, word):
    return Q(**{f"{field}__iregex": re.escape(word)})


def matching(editions, text):
    """Return those of `editions` in which every word of `text` occurs."""
    for word in words(text):
        anywhere = Q()
        for field in TEXTS:
            anywhere |= occurs(field, word)
        for field in NAMES:
            # One subquery each, so that the joins do not multiply each other.
            anywhere |= Q(pk__in=Edition.objects.filter(occurs(field, word)).values("pk"))
        editions = editions.filter(anywhere)
    return editions


def most_relevant_first(editions, text):
    """Order: all words in the title, then all in title or summary, then elsewhere; ties newest first."""
    in_title = Q()
    in_summary = Q()
    for word in words(text):
        in_title &= occurs("title", word)
        in_summary &= occurs("title", word) | occurs("summary", word)
    rank = Case(When(in_title, then=Value(0)), When(in_summary, then=Value(1)), default=Value(2))
    return editions.order_by(rank, F("published_at").desc(), F("start_year").desc(nulls_last=True), "title", "pk")
