"""A hit in keywords ranks below every hit elsewhere."""

import pytest

from tests.finding.test_index_matching import found, make_document, make_snapshot

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Pegel"},
        {"title": "Pegelmessung"},
        {"title": "Hochwasserpegel"},
        {"summary": "Der Pegel steigt."},
        {"summary": "Viele Pegelstände."},
        {"names": "Pegel"},
        {"text": "Am Pegel."},
        {"title": "Wasserstand"},
        {"summary": "Ein Wasserstand."},
        {"summary": "Der Wasserstandsmelder."},
        {"text": "Ein Wasserstand."},
    ],
)
def test_below_titles_summaries_names_texts_and_synonyms(other):
    by_keyword = make_document(2, keywords="Pegel")  # the newer one, which comes first of equals
    snapshot = make_snapshot(make_document(1, **other), by_keyword, synonyms=[("pegel", "wasserstand")])
    assert len(found(snapshot, "Pegel")) == 2
    assert found(snapshot, "Pegel")[-1] == 2


def test_several_words_in_a_text_come_before_the_same_words_as_keywords():
    snapshot = make_snapshot(make_document(1, text="Pegel am Bach"), make_document(2, keywords="Pegel; Bach"))
    assert found(snapshot, "Pegel Bach") == [1, 2]


def test_a_keyword_and_a_word_elsewhere_meet_a_question_together():
    assert found(make_snapshot(make_document(1, summary="Am Bach.", keywords="Pegel")), "Pegel Bach") == [1]


def test_a_synonym_in_the_title_counts_though_the_word_itself_is_a_keyword():
    both = make_document(1, "Wasserstand", keywords="Pegel")
    snapshot = make_snapshot(both, make_document(2, keywords="Pegel"), synonyms=[("pegel", "wasserstand")])
    assert found(snapshot, "Pegel") == ["Wasserstand", 2]
