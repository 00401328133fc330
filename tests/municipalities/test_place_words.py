"""Names of places as people type them: each finds its place, on both databases."""

import pytest

from measures.finding.current import current
from measures.finding.results import Search
from municipalities.models import Municipality
from municipalities.place_words import stored_words
from municipalities.regions import index_words, regions, regions_of
from tests.factories import make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db

TYPED = [
    ("Düster-Münde", "Duester Muende"),
    ("Düster-Münde", "duestermuende"),
    ("Duenenau", "Dünenau"),
    ("Weißfurt", "Weissfurt"),
    ("Weißfurt", "WEISSFURT"),
    ("Łužyn", "Luzyn"),
    ("Halde (Aare)", "Halde Aare"),
    ("Halde (Aare)", "Halde an der Aare"),
    ("Halde (Aare)", "Halde/Aare"),
    ("Mühlhof/Thüringen", "Muehlhof Thüringen"),
    ("St. Gunda", "Sankt Gunda"),
    ("Sankt Gunda", "St. Gunda"),
    ("Sankt Gunda", "St.Gunda"),
    ("Neuburg a.d.Aare", "Neuburg an der Aare"),
    ("Neuburg an der Aare", "Neuburg a. d. Aare"),
    ("Weidach i.d.OPf.", "Weidach in der Oberpfalz"),
    ("Weidach in der Oberpfalz", "Weidach i. d. OPf."),
    ("Furt am Main", "Furt/Main"),
    ("Furt am Main", "Furt a. M."),
    ("Furt (Oder)", "Furt/Oder"),
    ("Rothof ob der Tauber", "Rothof o. d. T."),
    ("Bad Quellen", "Quellen"),
    ("Bad Quellen", "Badquellen"),
    ("Neu-Erl", "Neu Erl"),
    ("Frauenstein/Erzgeb.", "Frauenstein Erzgebirge"),
]


def found(text):
    return list(Municipality.objects.matching(text).best_first(text).values_list("name", flat=True))


@pytest.mark.parametrize(("name", "typed"), TYPED)
def test_a_place_is_found_as_it_is_typed(name, typed):
    make_municipality(name)
    make_municipality("Anderswo")
    assert found(typed) == [name]
    assert found(typed.upper()) == [name]


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "\\", "...", "Nirgends", "Halde Nirgends", "x" * 5000, "'", "["])
def test_other_texts_find_nothing(typed):
    make_municipality("Halde (Aare)")
    assert found(typed) == []


def test_the_place_of_the_name_comes_first_and_places_that_are_gone_last():
    make_municipality("Großulm")
    make_municipality("Ulm", gone_since="2024-01-01")
    make_municipality("Ahorn", district="Landkreis Ulm")
    make_municipality("Ulm")
    make_municipality("Neu-Ulm")
    assert found("ulm") == ["Ulm", "Neu-Ulm", "Ahorn", "Ulm"]
    assert found("Ulm")[0] == "Ulm"
    assert Municipality.objects.matching("Ulm").best_first("Ulm")[0].gone_since is None


def test_short_words_match_at_the_beginning_of_a_word_longer_ones_anywhere():
    make_municipality("Großulmen")
    assert found("ulm") == []
    assert found("ulme") == ["Großulmen"]


def test_districts_and_regions_lead_to_their_places():
    make_municipality("Oberdorf", ars="071310001001", state="RP", district="Ahrkreis", travel_region="Eifel und Ahr")
    make_municipality("Kohlfeld", ars="120710001001", state="BB")
    make_municipality("Zechenau", ars="059130000000")
    make_municipality("Anderswo", ars="051110000000")
    assert [found(text) for text in ("Ahrkreis", "eifel", "Lausitz", "Ruhrgebiet", "ruhrpott")] == [
        ["Oberdorf"],
        ["Oberdorf"],
        ["Kohlfeld"],
        ["Zechenau"],
        ["Zechenau"],
    ]


def test_projects_are_found_by_their_names_and_by_their_places():
    place = make_municipality("Düsterhof", travel_region="Eifel")
    project = make_project("Kluge Höfe", official_name="Smart Hofkreis", municipalities=[place])
    make_project("Anderes")
    model = type(project)
    for text in ("Kluge Hoefe", "hofkreis", "Duesterhof", "Eifel"):
        assert list(model.objects.matching(text)) == [project]


def test_what_is_stored_follows_the_name():
    place = make_municipality("Alt")
    place.name = "Neu"
    place.save(update_fields=["name"])
    assert (found("Alt"), found("Neu")) == ([], ["Neu"])


def test_the_list_of_regions_names_keys_and_a_source():
    assert len({name for name, _keys in regions()}) == len(regions())
    assert all(keys and all(key.isdigit() and 3 <= len(key) <= 5 for key in keys) for _name, keys in regions())
    assert regions_of("057580004004") == ["Ostwestfalen-Lippe", "OWL"]
    assert regions_of("") == []


@pytest.mark.parametrize(
    ("region", "words"),
    [
        ("Eifel und Region Aachen", ("eifel",)),
        ("Mosel-Saar", ("mosel", "saar")),
        ("Bayerischer Wald", ("bayerischerwald",)),
        ("Schwäbische Alb", ("schwabischealb", "alb")),
        ("Halle, Saale, Unstrut", ("saale", "unstrut")),
        ("Köln und Rhein-Erft-Kreis", ()),
        ("Stadt Leipzig", ()),
        ("", ()),
    ],
)
def test_the_index_knows_the_words_of_a_region_that_mean_nothing_else(region, words):
    assert index_words(region) == words


def test_measures_are_found_by_the_region_of_their_places():
    place = make_municipality("Oberdorf", travel_region="Bayerischer Wald")
    other = make_municipality("Lausitzdorf", ars="120710001009", state="BB", travel_region="Spreewald")
    make_public("Eins", project=make_project(municipalities=[place]), summary="Am Rand")
    make_public("Zwei", project=make_project(municipalities=[other]), summary="Am Rand")

    def titles(text):
        results = Search(current(), {"q": text})
        return [document.card.title for document in results.documents(0, 9)]

    assert [titles(text) for text in ("Bayerischer Wald", "Lausitz", "spreewald")] == [["Eins"], ["Zwei"], ["Zwei"]]
    make_public("Drei", project=make_project(), summary="Ein Wald")
    assert titles("Wald")[0] == "Drei"


def test_words_of_a_name_are_stored_in_both_spellings():
    assert " . uelzen . ulzen . " in stored_words("Uelzen")
