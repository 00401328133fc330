"""What is asked: six scenarios, each with many questions, so that remembering one of them helps nobody.

Facet values are those of randomly drawn measures, so frequent ones are asked for more often, as in life, and every
question has an answer. Words are taken from their texts and counted in PostgreSQL, not in the index.
"""

import re
from random import Random
from urllib.parse import urlencode

from django.db import connection

from measures.finding.documents import read_documents
from measures.models import Edition
from tests.bench.facets import FACETS
from tests.bench.scenarios import FREQUENT, FREQUENT_AND_TWO, NONE, ONE, RARE, SCENARIOS, THREE

DRAWN = 400  # measures that questions are made from
FREQUENT_SHARE = (0.12, 0.6)  # of all measures


def questions(number, seed=1):
    """Return {scenario: [question]} with up to `number` different questions as MeasureFilter cleans them."""
    random = Random(seed)  # noqa: S311
    total = Edition.objects.public().count()
    keys = list(Edition.objects.public().order_by("pk").values_list("pk", flat=True))
    drawn = Edition.objects.filter(pk__in=random.sample(keys, min(DRAWN, total)))
    documents = read_documents(drawn)
    random.shuffle(documents)
    frequent, rare = words(drawn, total, number, random)

    def facets(document, count):
        names = random.sample([name for name in FACETS if document.values[name]], count)
        return {name: [random.choice(document.values[name])] for name in names}

    def two_values(chosen):
        """Add a second value to one of the facets: OR within a facet is a part of the work."""
        name = random.choice(list(chosen))
        others = [value for document in documents[:50] for value in document.values[name]]
        return {**chosen, name: sorted({*chosen[name], random.choice(others or chosen[name])})}

    # With each measure that facets are taken from comes the next of the words, from the first again at the end.
    with_words = [(document, frequent[place % len(frequent)]) for place, document in enumerate(documents)]
    made = {
        NONE: [{}],
        ONE: [facets(document, 1) for document in documents],
        THREE: [two_values(facets(document, 3)) for document in documents],
        FREQUENT: [{"q": word} for word in frequent],
        FREQUENT_AND_TWO: [{"q": word, **facets(document, 2)} for document, word in with_words],
        RARE: [{"q": word} for word in rare],
    }
    return {scenario: [cleaned(one) for one in different(made[scenario])[:number]] for scenario in SCENARIOS}


def words(editions, total, number, random):
    """Return frequent and rare words of the texts, in their own spelling."""
    texts = " ".join(" ".join(row) for row in editions.values_list("title", "summary", "description"))
    found = sorted(set(re.findall(r"[^\W\d_]{5,}", texts)))
    random.shuffle(found)
    frequent, rare = {}, {}
    lowest, highest = (share * total for share in FREQUENT_SHARE)
    with connection.cursor() as cursor:
        for word in found[:2000]:
            if len(frequent) >= number and len(rare) >= number:
                break
            cursor.execute("SELECT plainto_tsquery('german', %s)::text", [word])
            root = cursor.fetchone()[0]  # two forms of one word would be the same question
            cursor.execute("SELECT count(*) FROM measures_edition WHERE bench_words @@ %s::tsquery", [root])
            documents = cursor.fetchone()[0]
            if lowest <= documents <= highest:
                frequent.setdefault(root, word)
            elif 0 < documents <= max(3, total // 2000):
                rare.setdefault(root, word)
    return list(frequent.values())[:number], list(rare.values())[:number]


def different(made):
    return list({address(one): one for one in made}.values())


def cleaned(chosen):
    return {"q": "", "sort": "", **{name: [] for name in FACETS}, **chosen}


def address(question):
    """Return a question as the query string of its page."""
    return urlencode({name: value for name, value in question.items() if value}, doseq=True)
