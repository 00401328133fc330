"""Effects belong to their edition: copied, compared, erased and checked with it. Indicators are named by their text."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from measures import workflow
from measures.content import effects_of
from measures.intake.recommended_indicators import SHIPPED
from measures.links.checking import dead_links, store
from measures.merging import merge
from measures.models import Edition, Effect, Indicator, SolutionType
from measures.models.effects import compared_by
from measures.persons.erasing.erasing import erase
from measures.persons.erasing.person_matcher import PersonMatcher
from tests.factories import make_draft, make_effect, make_public, make_user

pytestmark = pytest.mark.django_db


def again(edition):
    return Edition.objects.get(pk=edition.pk)


def test_a_new_draft_has_the_effects_of_the_public_edition_and_leaves_them_alone():
    rows = [make_effect("B", value=Decimal("1250.500")), make_effect("A", level="input", date="2025-03")]
    public = make_public("Sensor", effects=rows)
    draft = workflow.start_draft(measure=public.measure, by=None)
    assert effects_of(again(draft)) == rows
    changed = workflow.save_draft(edition=again(draft), by=None, version=1, content={"effects": rows[:1]})
    assert changed == ["effects"]
    assert (effects_of(again(draft)), effects_of(again(public))) == (rows[:1], rows)


def test_equal_effects_are_no_change_and_their_order_is_one():
    rows = [make_effect("A", value=Decimal("1.500")), make_effect("B")]
    draft = make_draft("Sensor", effects=rows)
    same = [{**rows[0], "value": Decimal("1.5")}, rows[1]]
    assert workflow.save_draft(edition=again(draft), by=None, version=1, content={"effects": same}) == []
    assert workflow.save_draft(edition=again(draft), by=None, version=1, content={"effects": rows[::-1]}) == ["effects"]


def test_only_an_effect_counts_as_one():
    with pytest.raises(ValueError, match="not an effect"):
        make_draft(effects=[{"indicator": "Sensoren"}])


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"level": "wirkung"}, "effect_has_level_and_indicator"),
        ({"indicator": ""}, "effect_has_level_and_indicator"),
        ({"value": None}, "effect_has_number"),
    ],
)
def test_the_database_refuses_half_an_effect(values, constraint):
    edition = make_draft(effects=[make_effect()])
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Effect.objects.filter(edition=edition).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"level": "x"}, "indicator_has_level_and_name"),
        ({"name": ""}, "indicator_has_level_and_name"),
        ({"name": "A", "unit": "Stück"}, "indicator_unique|name, measures_indicator.unit"),
    ],
)
def test_the_database_refuses_a_wrong_indicator(values, constraint):
    app = SolutionType.objects.get(slug="app")
    Indicator.objects.create(solution_type=app, level="output", name="A", unit="Stück")
    other = Indicator.objects.create(solution_type=app, level="output", name="B", unit="Stück")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Indicator.objects.filter(pk=other.pk).update(**values)


@pytest.mark.one_database
def test_indicators_are_the_same_in_whatever_spelling_but_not_with_another_unit():
    assert compared_by("Messgeräte  in Betrieb", "Geräte") == compared_by("messgerate in betrieb", "GERÄTE")
    assert compared_by("Messgeräte", "Geräte") != compared_by("Messgeräte", "Tausend Geräte")


def test_a_person_is_erased_from_effects_and_indicators():
    name = "Jana Muster"
    make_public(effects=[make_effect(f"Gezählt von {name}", unit=name, url=f"https://example.org/?von={name}")])
    app = SolutionType.objects.get(slug="app")
    Indicator.objects.create(solution_type=app, level="output", name="Anrufe", description=f"Fragen Sie {name}.")
    assert erase(PersonMatcher(name), texts=True).remaining == []
    [effect] = Effect.objects.all()
    assert (effect.indicator, effect.unit) == ("Gezählt von [entfernt]", "[entfernt]")
    assert Indicator.objects.get().description == "Fragen Sie [entfernt]."


def test_a_dead_source_of_an_effect_is_found():
    edition = make_public(effects=[make_effect(url="https://example.org/weg"), make_effect()])
    for _attempt in range(3):
        store("https://example.org/weg", "404")
    [link] = dead_links(Edition.objects.all())
    assert (link.edition, link.field, link.label) == (edition, "effects", "Wirkung")


def test_a_merged_type_gives_its_indicators_to_the_other():
    app, dashboard = (SolutionType.objects.get(slug=slug) for slug in ("app", "dashboard"))
    for kind, name in ((app, "Besuche"), (app, "Meldungen"), (dashboard, "besuche")):
        Indicator.objects.create(solution_type=kind, level="output", name=name)
    merge(value=app, into=dashboard, by=make_user(is_moderator=True))
    assert sorted(dashboard.indicators.values_list("name", flat=True)) == ["Meldungen", "besuche"]
    assert not app.indicators.exists()


def test_the_shipped_indicators_are_loaded_once(capsys):
    call_command("import_indicators")
    call_command("import_indicators")
    number = Indicator.objects.count()
    assert number == len(SHIPPED.read_text("utf-8").splitlines()) - 1
    assert capsys.readouterr().out.splitlines() == [
        f"recommended indicators: {number} created, 0 unchanged",
        f"recommended indicators: 0 created, {number} unchanged",
    ]
    assert set(Indicator.objects.values_list("solution_type__slug", flat=True)) == set(
        SolutionType.objects.values_list("slug", flat=True)
    )
    assert not Indicator.objects.filter(name_en="").exists()


@pytest.mark.parametrize(
    "row", ["nirgends,output,A,,,,,", "app,wirkung,A,,,,,", "app,output,,,,,,", "app,output,A|B,,,,,"]
)
def test_a_wrong_row_stops_the_loading(tmp_path, row):
    path = tmp_path / "indicators.csv"
    path.write_text(SHIPPED.read_text("utf-8").splitlines()[0] + "\napp,output,Gut,,,,,\n" + row + "\n", "utf-8")
    with pytest.raises(CommandError, match="Line 3"):
        call_command("import_indicators", path)
    assert not Indicator.objects.exists()
