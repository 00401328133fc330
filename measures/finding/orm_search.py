"""Search by plain database conditions: every word must occur somewhere in an edition.

The regular expressions ignore case for umlauts too, on both databases, which LIKE on SQLite does not.
"""

import re

from django.db.models import Case, F, Q, Value, When

from measures.models import Edition

MOST_WORDS = 12
TEXTS = (
    "title",
    "summary",
    "description",
    "measure__project__name",
    "measure__project__official_name",
)
NAMES = ("solution_types__name", "action_fields__name", "places__name")


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
