"""Questions in English find German entries, by terms that moderators edit."""

import pytest
from django.http import QueryDict

from measures import workflow
from measures.finding.answer import Answer
from measures.models import SynonymGroup
from tests.factories import make_public

pytestmark = pytest.mark.django_db


def titles(text):
    return [card.title for card in Answer(asked(text)).cards]


def asked(text):
    parameters = QueryDict(mutable=True)
    parameters["q"] = text
    return parameters


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("citizen participation", "Bürgerbeteiligung"),
        ("digital twins", "Digitaler Zwilling"),
        ("air quality sensors", "Luftqualität mit Sensoren"),
        ("flood", "Hochwassermelder"),
        ("which cities have smart parking", "Parkplätze"),
        ("street lights", "Straßenbeleuchtung"),
        ("libraries", "Stadtbibliothek"),
        ("playground for children", "Spielplatz für Kinder"),
        ("public transport", "Nahverkehr"),
        ("heavy rain early warning", "Starkregen: Frühwarnsystem"),
        ("cemetery", "Friedhof"),
        ("drinking fountains", "Trinkbrunnen"),
    ],
)
def test_english_terms_find_german_entries(text, title):
    make_public("Etwas anderes")
    make_public(title)
    assert titles(text) == [title]


def test_the_terms_are_many_and_change_nothing_for_questions_in_german():
    groups = SynonymGroup.objects.filter(terms__contains=SynonymGroup.ONE_WAY)
    english = {term.strip() for group in groups for term in group.terms.split(">")[0].split(",")}
    assert len(english) >= 200
    make_public("Wertstoffe für alle")
    SynonymGroup.objects.create(terms="recyclables > Wertstoffe, Altpapier")
    make_public("Altpapier")
    assert titles("recyclables") == ["Altpapier", "Wertstoffe für alle"]
    assert titles("Altpapier") == ["Altpapier"]
    make_public("Recyclables")
    assert titles("Wertstoffe") == ["Wertstoffe für alle"]


def test_a_moderator_changes_a_term():
    make_public("Wertstoffhof")
    assert titles("civic amenity site") == []
    group = SynonymGroup.objects.create(terms="civic amenity site > Wertstoffhof")
    workflow.catalogue_changed()
    assert titles("civic amenity site") == ["Wertstoffhof"]
    group.delete()
    workflow.catalogue_changed()
    assert titles("civic amenity site") == []
