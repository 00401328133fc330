"""The first solution type and the first action field are the main ones: their order is kept everywhere."""

import csv
import io

import pytest
from django.urls import reverse

from measures import merging, workflow
from measures.content import changed_names
from measures.desk.comparison import compare
from measures.finding.current import current
from measures.intake import table_files
from measures.models import ActionField, Edition, SolutionType
from tests.factories import make_draft, make_editor, make_project, make_public, make_user
from tests.forms import filled
from tests.intake.catalogue_folder import MEASURES, public, run, write
from tests.intake.sheet_files import carry_out, plan, problems
from tests.login import sign_in

pytestmark = pytest.mark.django_db

ORDER = ["plattform", "app", "dashboard"]  # not the order of the vocabulary, nor of the names backwards
NAMES = ["Plattform", "App", "Dashboard"]


def values(*slugs, model=SolutionType):
    return [model.objects.get(slug=slug) for slug in slugs]


def slugs(edition, name="solution_types"):
    return [value.slug for value in getattr(Edition.objects.get(pk=edition.pk), name).all()]


def prefetched(edition):
    found = Edition.objects.prefetch_related("solution_types", "action_fields").get(pk=edition.pk)
    return [value.slug for value in found.solution_types.all()]


def make(**content):
    return make_draft(types=(), **{"solution_types": values(*ORDER), **content})


def save(edition, *order):
    edition.refresh_from_db()
    workflow.save_draft(edition=edition, by=None, version=edition.version, content={"solution_types": values(*order)})


def test_the_order_is_not_that_of_the_vocabulary():
    vocabulary = [value.slug for value in SolutionType.objects.current() if value.slug in ORDER]
    assert vocabulary not in (ORDER, ORDER[::-1])


def test_the_order_is_stored_for_both_vocabularies():
    fields = values("verwaltung", "mobilitaet", "bildung", model=ActionField)
    edition = make(fields=(), action_fields=fields)
    assert slugs(edition) == prefetched(edition) == ORDER
    assert slugs(edition, "action_fields") == [field.slug for field in fields]


@pytest.mark.parametrize(
    "order",
    [
        ["app", "plattform", "dashboard"],
        ["dashboard", "plattform", "app"],
        ["dashboard", "datenplattform", "app"],
        ["app"],
        ["datenplattform", "plattform", "app", "dashboard"],
        [],
    ],
)
def test_a_new_order_is_a_change_and_replaces_the_old_one(order):
    edition = make()
    assert changed_names(edition, {"solution_types": values(*order)}) == ["solution_types"]
    save(edition, *order)
    assert slugs(edition) == order
    assert Edition.objects.get(pk=edition.pk).version == 2


def test_the_order_of_places_is_no_change():
    edition = make()
    assert changed_names(edition, {"solution_types": values(*ORDER)}) == []
    places = list(make_project(municipalities=None).municipalities.all()) + list(edition.places.all())
    workflow.save_draft(edition=edition, by=None, version=1, content={"places": places})
    edition.refresh_from_db()
    assert changed_names(edition, {"places": places[::-1]}) == []


def test_a_copied_draft_keeps_the_order():
    edition = make_public(types=(), solution_types=values(*ORDER))
    assert slugs(workflow.start_draft(measure=edition.measure, by=None)) == ORDER


@pytest.mark.parametrize(
    ("old", "into", "order"),
    [
        ("plattform", "datenplattform", ["datenplattform", "app", "dashboard"]),
        ("plattform", "dashboard", ["dashboard", "app"]),
        ("dashboard", "plattform", ["plattform", "app"]),
        ("app", "datenplattform", ["plattform", "datenplattform", "dashboard"]),
        ("app", "dashboard", ["plattform", "dashboard"]),
    ],
)
def test_a_merged_value_keeps_its_place(old, into, order):
    edition = make()
    (value,), (other,) = values(old), values(into)
    assert merging.merge(value=value, into=other, by=make_user(is_moderator=True)) == 1
    assert slugs(edition) == order


def test_cards_and_the_profile_show_the_main_one_first(client):
    edition = make_public("Bus", types=(), solution_types=values(*ORDER))
    (document,) = current().documents
    assert [str(name) for name in document.card.solution_types] == NAMES
    for address in (reverse("measures"), edition.get_absolute_url()):
        body = client.get(address).content.decode()
        shown = body[body.index("<article") :]
        places = [shown.index(f">{name}<") for name in NAMES]
        assert places == sorted(places), address


def test_a_new_order_reaches_the_cards():
    edition = make_public(types=(), solution_types=values(*ORDER))
    current()
    draft = workflow.start_draft(measure=edition.measure, by=None)
    save(draft, *ORDER[::-1])
    draft.refresh_from_db()
    workflow.submit(edition=draft, by=None, version=draft.version)
    workflow.publish(edition=draft, by=None, version=draft.version)
    assert [str(name) for name in current().documents[0].card.solution_types] == NAMES[::-1]


@pytest.fixture
def form(client):
    """(address, the edition, what a browser would send) of the form of an entry."""
    project = make_project()
    editor = make_editor(project)
    edition = make(project=project, by=editor)
    sign_in(client, editor)
    address = reverse("admin:entry_edit", args=[edition.pk])
    return address, edition, filled(client.get(address).content.decode(), "eintrag")


def keys(*order):
    return [str(value.pk) for value in values(*order)]


@pytest.mark.parametrize(
    ("ticked", "first", "order"),
    [
        (ORDER, "", ORDER),
        (ORDER, "dashboard", ["dashboard", "plattform", "app"]),
        (["app", "dashboard"], "", ["app", "dashboard"]),
        (ORDER, "datenplattform", ["datenplattform", *ORDER]),
        ([*ORDER, "datenplattform"], "", [*ORDER, "datenplattform"]),
    ],
)
def test_the_form_keeps_the_order_and_changes_the_first(client, form, ticked, first, order):
    address, edition, sent = form
    assert (sent["solution_types"], sent["solution_types-first"]) == (keys(*ORDER), "")
    sent |= {"solution_types": keys(*ticked), "solution_types-first": "".join(keys(first)) if first else ""}
    assert client.post(address, sent).status_code == 302
    assert slugs(edition) == order
    again = filled(client.get(address).content.decode(), "eintrag")
    sent_again = again["solution_types"]
    assert (sent_again if isinstance(sent_again, list) else [sent_again]) == keys(*order)


@pytest.mark.parametrize("first", ["99999", "x", "-1", "9" * 40, "١"])
def test_a_first_value_that_does_not_exist_is_named(client, form, first):
    address, edition, sent = form
    response = client.post(address, sent | {"solution_types-first": first})
    assert (response.status_code, "solution_types" in response.context["form"].errors) == (400, True)
    assert slugs(edition) == ORDER


def test_a_table_keeps_and_changes_the_order():
    project = make_project("Musterstadt")
    edition, editor = make(project=project, title="Bus"), make_editor(project)
    text = table_files.as_csv(table_files.export_rows(editor)).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert row["Lösungstypen"] == "; ".join(NAMES)
    unchanged = plan([list(row), list(row.values())], editor)
    assert (problems(unchanged), unchanged.counts["unchanged"]) == ([], 1)
    row["Lösungstypen"] = "; ".join(NAMES[::-1])
    carry_out([list(row), list(row.values())], editor)
    assert slugs(edition) == ORDER[::-1]


def test_an_import_keeps_the_order_and_the_keywords(tmp_path):
    cells = {"solution_type": "Plattform;App", "action_field": "Verwaltung; Mobilität", "keywords": " Bus;; Bahn ;Rad"}
    run(write(tmp_path, {(MEASURES, 0): cells}))
    assert (slugs(public("ulm-01")), public("ulm-01").keywords) == (["plattform", "app"], "Bus; Bahn; Rad")
    assert slugs(public("ulm-01"), "action_fields") == ["verwaltung", "mobilitaet"]
    run(write(tmp_path, {(MEASURES, 0): {**cells, "solution_type": "App;Plattform"}}))
    assert slugs(public("ulm-01")) == ["app", "plattform"]
    before = Edition.objects.count()
    run(write(tmp_path, {(MEASURES, 0): {**cells, "solution_type": "App;Plattform"}}))
    assert Edition.objects.count() == before


@pytest.mark.parametrize(
    ("order", "added", "removed", "text"),
    [
        (["app", "plattform", "dashboard"], [], [], "App, Plattform, Dashboard"),
        (["datenplattform", *ORDER], [], [], "Datenplattform, Plattform, App, Dashboard"),
        ([*ORDER, "datenplattform"], ["Datenplattform"], [], None),
        (["plattform", "dashboard"], [], ["App"], None),
        (["datenplattform"], ["Datenplattform"], NAMES, None),
    ],
)
def test_a_comparison_shows_another_order(order, added, removed, text):
    (change,) = compare(make(title="A"), make(title="A", solution_types=values(*order)))[:1]
    assert (change.name, change.added, change.removed) == ("solution_types", added, removed)
    assert [piece.text for piece in change.pieces if piece.kind == "added"] == ([text] if text else [])
