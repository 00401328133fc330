"""Effects on public pages: the table of a measure, the comparison by indicator, the comparison page, API and files."""

import re
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from measures.finding.cards import short_key
from measures.models import Effect, Indicator, SolutionType
from measures.public.shown_effects import Bar, bar_of
from tests.factories import make_draft, make_effect, make_public
from tests.public.past_days import FIRST, republish

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

APP = "/loesungstypen/app/wirkung/"


def text_of(page):
    """Return what can be read on a page, in one line."""
    without_code = re.sub(r"<(svg|script)\b.*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", without_code).replace("\xa0", " ").split())


def number(text):
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("baseline", "target", "value", "bar"),
    [
        ("0", "40", "10", Bar(left=0, length=25, target=100)),
        ("100", "50", "70", Bar(left=70, length=30, target=50)),  # less is better
        (None, "40", "10", Bar(left=0, length=25, target=100)),
        ("10", None, "40", Bar(left=25, length=75, target=None)),
        ("-5", "5", "0", Bar(left=0, length=50, target=100)),
        ("20", "40", None, Bar(left=50, length=0, target=100)),
        (None, None, "7", None),
        ("0", "0", "0", None),
    ],
)
def test_a_bar_goes_from_the_baseline_to_the_value(baseline, target, value, bar):
    assert bar_of(Effect(baseline=number(baseline), target=number(target), value=number(value))) == bar


def test_the_page_of_a_measure_has_its_effects_by_level(client):
    more = {"baseline": Decimal(0), "target": Decimal(40), "date": "2025-03", "url": "https://example.org/zahlen"}
    rows = [make_effect("Sensoren", value=Decimal("1250.5"), **more), make_effect("Stellen", level="input", unit="")]
    page = client.get(make_public(effects=rows).get_absolute_url())
    read = text_of(page)
    first, second = "Input was eingesetzt wurde Stellen", "Output was unmittelbar entstanden ist Sensoren"
    assert read.index(first) < read.index(second)
    assert "Sensoren Geräte 0 40 1.250,5 März 2025, example.org/zahlen" in read
    assert page.content.decode().count('class="effect-bar"') == 1
    assert APP in page.content.decode()


def test_a_measure_without_effects_has_no_heading_for_them(client):
    assert 'id="wirkung"' not in client.get(make_public().get_absolute_url()).content.decode()


def test_values_of_one_indicator_stand_together_highest_first_and_only_public_ones(client):
    app = SolutionType.objects.get(slug="app")
    for name in ("Messgeräte in Betrieb", "Warnungen"):
        Indicator.objects.create(solution_type=app, level="output", name=name, unit="Geräte", name_en=f"{name} EN")
    make_public("Anfang", effects=[make_effect(value=Decimal(9))])
    make_public("Gross", effects=[make_effect("messgeräte in betrieb", value=Decimal(100)), make_effect("Allein")])
    make_public("Andere Einheit", effects=[make_effect(unit="Tausend Geräte")])
    make_public("Anderer Typ", types=("dashboard",), effects=[make_effect(value=Decimal(50))])
    make_draft("Entwurf", effects=[make_effect(value=Decimal(70))])
    read = text_of(client.get(APP))
    shared, _heading, rest = read.partition("Nur von einer Maßnahme genannt")
    single, _heading, waiting = rest.partition("Noch ohne Werte")
    assert re.findall(r"(Gross|Anfang|Andere Einheit|Anderer Typ) Projekt", shared) == ["Gross", "Anfang"]
    assert ("Allein (Geräte)" in single, "(Tausend Geräte)" in single) == (True, True)
    assert ("Warnungen (Geräte)" in waiting, "Messgeräte" in waiting) == (True, False)
    assert "Entwurf" not in read
    assert "Messgeräte in Betrieb EN" in text_of(client.get("/en" + APP))


def test_a_past_day_shows_the_values_of_that_day(client, clock):
    public = make_public("Sensor", effects=[make_effect("Alt", value=Decimal(1))])
    clock.next_day()
    republish(public, None, effects=[make_effect("Neu", value=Decimal(2))])
    clock.next_day()
    assert "Neu" in text_of(client.get(APP))
    for address in (APP, public.get_absolute_url()):
        then = text_of(client.get(address, {"stand": FIRST.isoformat()}))
        assert ("Alt" in then, "Neu" in then) == (True, False), address


def test_measures_side_by_side_share_a_row_for_the_same_indicator(client):
    one = make_public("Eins", effects=[make_effect(value=Decimal(9)), make_effect("Stellen", unit="")])
    other = make_public("Zwei", effects=[make_effect(value=Decimal(12), date="2025")])
    keys = [short_key(edition.measure.slug) for edition in (one, other)]
    read = text_of(client.get(reverse("comparison", query={"m": keys})))
    assert "Messgeräte in Betrieb 9 Geräte 12 Geräte (2025)" in read
    assert "Weitere Wirkungen Stellen: 12 nicht bekannt" in read


def test_api_and_files_have_the_same_effects(client):
    edition = make_public("Sensor", effects=[make_effect(value=Decimal("1250.500"), date="2025-03")])
    effect = {
        "level": "output", "indicator": "Messgeräte in Betrieb", "unit": "Geräte", "baseline": None, "target": None,
        "value": 1250.5, "date": "2025-03", "url": "",
    }  # fmt: skip
    assert client.get(f"/api/v1/measures/{edition.measure.slug}").json()["measure"]["effects"] == [effect]
    line = "Output | Messgeräte in Betrieb | Geräte |  |  | 1.250,5 | 03/2025"
    assert line in client.get(reverse("measures_export", args=["csv"])).getvalue().decode()
    book = openpyxl.load_workbook(BytesIO(client.get(reverse("measures_export", args=["xlsx"])).getvalue()))
    head, row = book["Wirkung"].iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))
    assert (told["Maßnahme"], told["Kennzahl"], told["Wert"]) == ("Sensor", "Messgeräte in Betrieb", 1250.5)
