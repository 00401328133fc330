"""The model that comes with the software."""

import numpy as np
import pytest

from measures.finding import embedders
from measures.finding.embedders import PackagedModel, load, query_vector


@pytest.fixture(scope="module")
def model():
    return PackagedModel()


def test_it_finds_what_is_meant_in_german_and_english(model):
    passages = model.passages(
        ["Sensoren melden freie Parkplätze", "Tablet-Kurse für Seniorinnen", "Warnung vor Starkregen und Hochwasser"]
    )
    assert passages.shape == (3, model.dimensions)
    assert np.abs(np.linalg.norm(passages, axis=1) - 1).max() < 1e-3
    asked = ["Wo kann ich mein Auto abstellen?", "older people learning the internet", "early flood warning"]
    assert [int(np.argmax(passages @ model.query(text))) for text in asked] == [0, 1, 2]


@pytest.mark.one_database
def test_a_hostile_text_does_no_harm(model):
    for text in ["ﷺ" * 200, "\ud800\udfff", "\0" * 50, " ", "🏙️" * 100]:
        assert np.isfinite(model.query(text)).all()
    assert np.isfinite(model.passages(["ﷺ" * 5_000, ""])).all()


def test_the_same_question_is_computed_once(model):
    assert query_vector(model, "Hitze im Sommer") is query_vector(model, "Hitze im Sommer")


def test_a_processor_without_avx2_switches_it_off(monkeypatch, caplog):
    monkeypatch.setattr(embedders, "lacks_avx2", lambda: True)
    load.cache_clear()
    assert load("measures.finding.embedders.PackagedModel") is None
    assert "no AVX2" in caplog.text
    load.cache_clear()
