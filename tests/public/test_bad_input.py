"""Invalid public addresses and queries get a page that names the mistake, never a server error (R5)."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.finding.answer import Answer
from tests.factories import make_public
from tests.pages import routes

pytestmark = pytest.mark.django_db

NAMES = st.sampled_from(
    [
        "q",
        "typ",
        "feld",
        "status",
        "land",
        "groesse",
        "projekt",
        "staffel",
        "raum",
        "angebot",
        "offen",
        "sort",
        "seite",
        "art",
        "page",
        "stand",
        "naehe",
        "fields",
        "limit",
        "cursor",
        "since",
        "lang",
        "token",
        "url",
        "typ[]",
        "id__regex",
    ]
)
# Bytes as they may stand in an address: NUL, broken UTF-8, nonsense, very long values, plausible ones.
VALUES = st.one_of(
    st.binary(max_size=40).map(lambda raw: "".join(f"%{byte:02x}" for byte in raw)),
    st.sampled_from(
        ["%00", "%ff%fe", "%ed%a0%80", "app", "BY", "-1", "0", "99999999", "abc", "1e9", "%F0%9F%98%80", "'--",
         "<script>", "%25", "..%2f..", "(((", "a" * 10_000, "9" * 5_000,
         "²", "%D9%A3", "%C2%B2", "[", "\\", "%5cd%2b"]
    ),
    st.text(alphabet=st.characters(codec="ascii", exclude_characters="&#%"), max_size=30),
)  # fmt: skip
QUERIES = st.lists(st.tuples(NAMES, VALUES), max_size=8).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES, name=st.sampled_from(sorted(set(routes.ANONYMOUS) - {"measure_image", "security"})))
def test_no_query_string_breaks_any_page(client, edition, query, name):
    address = routes.addresses(edition)[name]
    response = client.get(address, QUERY_STRING=query)
    assert response.status_code in (200, 302, 400, 404, 410)  # some addresses lead to nothing without a token or file


@pytest.fixture
def edition(db):
    return make_public("Einzige")


@pytest.mark.parametrize(
    "path",
    ["/massnahmen/%00/", "/massnahmen/%ff/", "/kommunen/../../etc/passwd", "/modellprojekte/" + "a" * 5_000 + "/",
     "/loesungstypen/'; DROP TABLE x;--/", "/%", "/massnahmen/einzige/bild/x"],
)  # fmt: skip
def test_no_path_breaks_the_site(client, edition, path):
    assert client.get(path).status_code == 404


def test_too_many_parameters_are_refused_with_words(client, edition):
    response = client.get("/massnahmen/?" + "typ=app&" * 1_001)
    assert response.status_code == 400
    assert "nicht gelesen werden" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("typ=app&typ=quatsch", "Lösungstyp: „quatsch“ ist unbekannt und blieb unberücksichtigt."),
        ("typ=app&land=XY&land=ZZ", "Bundesland: „XY, ZZ“ ist unbekannt und blieb unberücksichtigt."),
        ("typ=app&sort=schön", "Sortieren nach: „schön“ ist unbekannt und blieb unberücksichtigt."),
        ("typ=app&seite=abc", "Eine Seite „abc“ gibt es nicht. Sie sehen Seite 1 von 1."),
        ("typ=app&seite=99999999", "Eine Seite „99999999“ gibt es nicht. Sie sehen Seite 1 von 1."),
        ("typ=app&seite=-1", "Eine Seite „-1“ gibt es nicht. Sie sehen Seite 1 von 1."),
        ("typ=app&q=" + "e" * 10_000, "Der Suchtext wurde nach 200 Zeichen abgeschnitten."),
        ("typ=app&sort=titel&sort=neu", "Sortieren nach: Es gab mehrere Angaben, nur „neu“ zählt."),
        ("typ=app&seite=1&seite=01", "Seite: Es gab mehrere Angaben, nur „01“ zählt."),
        (
            "typ=app&farbe=rot&%3Cb%3E=1",
            "Die Adresse enthält Angaben, die hier unbekannt sind und unberücksichtigt blieben: „&lt;b&gt;, farbe“.",
        ),
        (
            "typ=app&a=1&b=1&c=1&d=1",
            "Die Adresse enthält Angaben, die hier unbekannt sind und unberücksichtigt blieben: „a, b, c, …“.",
        ),
        ("typ=app&q=x&q=y", "Suchen: Es gab mehrere Angaben, nur „y“ zählt."),
        ("typ=app&q=Ein%00zige", "Nicht darstellbare Zeichen im Suchtext blieben unberücksichtigt."),
        ("typ=app&q=%22Einzige", "Ein Anführungszeichen blieb unberücksichtigt, weil es nichts umschließt."),
        ("typ=app&q=Einzige+-+Bus", "Ein allein stehendes Minus blieb unberücksichtigt."),
        ("typ=app&q=" + "+".join(f"w{number}" for number in range(13)), "Gesucht wurde nach den ersten 12 Wörtern."),
    ],
)
def test_what_is_unknown_is_named_and_the_rest_still_filters(client, edition, query, sentence):
    make_public("Anderer Typ", types=["dashboard"])
    response = client.get(f"/massnahmen/?{query}")
    assert response.status_code == 200
    assert sentence in response.content.decode()
    answer = Answer(QueryDict(query))
    assert answer.asked["typ"] == ["app"]
    if "q=" not in query:
        assert [found.title for found in answer.page] == ["Einzige"]


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/massnahmen/", "land=BY"),
        ("/modellprojekte/", "land=BY"),
        ("/kommunen/", "land=BY"),
        ("/gescheitert-und-gelernt/", "ursache=geld"),
    ],
)
def test_unknown_names_are_told_on_every_list_with_filters(client, edition, path, known):
    sentence = "unbekannt sind und unberücksichtigt blieben: „farbe“."
    assert sentence in client.get(f"{path}?farbe=rot").content.decode()
    for query in ("", "?seite=1", f"?{known}", f"?seite=1&{known.split('=')[0]}="):
        assert "unberücksichtigt" not in client.get(path + query).content.decode()


def test_what_is_right_is_not_complained_about(client, edition):
    query = "q=%E2%80%9EEinzige%E2%80%9C+-Bus+%22a+b%22&q=&typ=app&typ=dashboard&sort=titel&seite=1"
    assert Answer(QueryDict("typ=app&typ=dashboard&land=&sort=&q=Einzige+%E2%80%93+Bus")).notices == []
    assert Answer(QueryDict(query.replace("&q=", ""))).notices == []


def test_nonsense_is_shown_shortened_and_escaped(client, edition):
    html = client.get("/massnahmen/?typ=" + "<script>" * 100).content.decode()
    assert "&lt;script&gt;" in html
    assert "<script>&" not in html
    assert html.count("&lt;script&gt;") <= 5
    html = client.get('/massnahmen/?q="><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in html


def test_control_characters_in_the_search_text_do_not_matter(client, edition):
    query = "q=%00Einzige%0d%0a%ff"
    answer = Answer(QueryDict(query))
    assert (answer.asked["q"], answer.total) == ("Einzige", 1)
    # In an address, a byte that is no UTF-8 means that all of it is Latin-1: config/query_strings.py.
    assert "<mark>Einzige</mark>" in client.get("/massnahmen/?q=%00Einzige%0d%0a").content.decode()
