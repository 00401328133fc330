"""The optimisations of the index give the same results as the plain computation."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from measures.finding import results
from measures.finding.facet_rows import FACETS
from measures.finding.results import Search
from measures.finding.word_matching import beginning_with, containing, known, run
from measures.finding.words import BEGINNING, bare, keeps_beginning, stem
from municipalities.folding import fold, fold_letter
from tests.finding.test_index_matching import make_document, make_snapshot

pytestmark = pytest.mark.one_database

SYLLABLES = ["auf", "ge", "nomm", "en", "haus", "ae", "mue", "see", "innen", "ung", "zentr", "museen", "s", "er", "ps"]
german = some.lists(some.sampled_from(SYLLABLES), min_size=1, max_size=5).map("".join)


@pytest.fixture(scope="module")
def catalogue():
    """300 documents with random values and compounds."""
    chance = Random(5)  # noqa: S311 - the same every time
    documents = []
    for key in range(300):
        words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(4)]
        document = make_document(key, " ".join(words))
        document.values = {facet.name: tuple(chance.sample("abcde", chance.randint(0, 3))) for facet in FACETS}
        documents.append(document)
    return make_snapshot(*documents)


@given(german)
def test_a_stem_begins_like_its_word(word):
    if len(word) >= BEGINNING and keeps_beginning(word):
        assert stem(word)[:BEGINNING] in (word[:BEGINNING], word[: BEGINNING - 1])


@given(german)
def test_what_cannot_be_known_is_not(catalogue, word):
    assert known(catalogue, word) == (len(word) >= 4 and stem(word) in catalogue.stems)


@given(german)
def test_fours_of_letters_lose_no_form(catalogue, word):
    part = bare(word)
    if len(part) >= 4:
        have = {form for form in catalogue.forms if part in form[2:]}
        assert have <= set(catalogue.forms_that_may_contain(part))
        assert containing(catalogue, word, part) <= have


@given(german)
def test_a_run_of_forms_is_all_that_begin_so(catalogue, word):
    for first in (word[:1], word[:3], word):
        assert run(catalogue.forms, first) == [form for form in catalogue.forms if form.startswith(first)]
        assert beginning_with(catalogue, first) == set(run(catalogue.forms, first))


@pytest.mark.parametrize(
    "asked", [{}, {"q": "haus"}, {"typ": ["a"]}, {"q": "museen", "typ": ["a", "b"], "land": ["c"]}]
)
def test_few_are_counted_like_many(catalogue, monkeypatch, asked):
    few, many = counts(catalogue, asked, monkeypatch, 10**6), counts(catalogue, asked, monkeypatch, -1)
    assert few == many
    assert any(few.values())


def counts(snapshot, asked, monkeypatch, limit):
    monkeypatch.setattr(results, "FEW", limit)
    monkeypatch.setattr(results, "FEW_OF", 10**9 if limit < 0 else 1)
    found = Search(snapshot, asked)
    return {facet.name: present(found.counts(facet.name)) for facet in FACETS}


def present(counts):
    return {value: number for value, number in counts.items() if number}


@given(some.text())
def test_a_text_folds_as_its_letters_do(text):
    assert fold(text) == (text.lower() if text.isascii() else "".join(map(fold_letter, text)))
