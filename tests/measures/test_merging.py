"""Merging values of a vocabulary: every edition names the other value, and old names still lead to it."""

import re

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from measures import merging, workflow
from measures.desk.entry_form import EditionForm
from measures.finding.answer import Answer
from measures.finding.current import current
from measures.finding.question import MeasureFilter
from measures.form_fields import RowsField, ValuesField
from measures.intake.table_files import allowed_values
from measures.models import (
    ActionField,
    AuditEntry,
    CatalogueVersion,
    Edition,
    Solution,
    SolutionType,
    SpatialScope,
)
from measures.vocabulary_values import by_name
from tests.database import assert_refused
from tests.factories import make_draft, make_public, make_solution, make_user
from tests.finding import orm_answers
from tests.intake.catalogue_folder import run, write

pytestmark = pytest.mark.django_db
VOCABULARIES = {
    SolutionType: "solution_types", ActionField: "action_fields", SpatialScope: "spatial_scopes", Solution: "solutions",
}  # fmt: skip


def make_values(model):
    """Create software: other than those of the other vocabularies, its values do not come with the migrations."""
    if model is Solution:
        for name in ("Consul", "CONSUL", "DIPAS"):
            make_solution(name)


def value(slug, model=SolutionType):
    return model.objects.get(slug=slug)


def merge(old, new, model=SolutionType):
    return merging.merge(value=value(old, model), into=value(new, model), by=make_user(is_moderator=True))


def types_of(edition):
    return sorted(edition.solution_types.values_list("slug", flat=True))


def asked(query):
    return Answer(QueryDict(query))


@pytest.mark.parametrize("model", VOCABULARIES)
def test_every_edition_names_the_other_value_once_in_every_state(model):
    relation = VOCABULARIES[model]
    make_values(model)
    old, new, other = model.objects.order_by("pk")[:3]
    named = {"old": [old], "both": [old, new], "new": [new], "old and other": [old, other], "other": [other], "": []}
    for words, values in named.items():
        public = make_public(f"Offen {words}", types=[], fields=[], **{relation: values})
        workflow.start_draft(measure=public.measure, by=None)
        make_draft(f"Entwurf {words}", types=[], fields=[], **{relation: values})
        gone = make_public(f"Weg {words}", types=[], fields=[], **{relation: values})
        workflow.withdraw(edition=gone, by=None, version=gone.version, reason="Darum")
    expected = {
        edition.pk: {new if item == old else item for item in getattr(edition, relation).all()}
        for edition in Edition.objects.all()
    }
    versions = dict(Edition.objects.values_list("pk", "version"))
    assert merging.usage(old) == {"editions": 12, "public": 3}

    moved = merging.merge(value=old, into=new, by=make_user())

    assert moved == 12
    naming, _ = merging.naming_of(model)
    assert {edition.pk: set(getattr(edition, relation).all()) for edition in Edition.objects.all()} == expected
    assert naming.objects.count() == sum(len(values) for values in expected.values())
    assert model.objects.get(slug=old.slug).merged_into == new
    assert not model.objects.current().filter(slug=old.slug).exists()
    # Who has the form open is not told of a conflict.
    assert dict(Edition.objects.values_list("pk", "version")) == versions


def test_other_vocabularies_stay_as_they_are():
    edition = make_public(types=["app"], fields=["mobilitaet"])
    before = [list(model.objects.values_list("slug", flat=True)) for model in (ActionField, SpatialScope)]
    merge("app", "dashboard")
    assert [list(model.objects.values_list("slug", flat=True)) for model in (ActionField, SpatialScope)] == before
    assert [field.slug for field in edition.action_fields.all()] == ["mobilitaet"]


def test_counts_and_results_follow():
    for types in (["app"], ["app", "dashboard"], ["dashboard"], []):
        make_public(types=types)
    make_draft(types=["app"])
    assert (asked("typ=app").total, asked("typ=dashboard").total) == (2, 2)
    before = CatalogueVersion.objects.get().number

    merge("app", "dashboard")

    assert CatalogueVersion.objects.get().number == before + 1
    counts = {item.value: item.count for item in asked("").facets[0].values if item.count}
    assert counts == {"dashboard": 3}
    assert asked("typ=dashboard").total == orm_answers.editions(MeasureFilter(QueryDict("typ=dashboard"))).count() == 3


def test_old_links_to_the_list_mean_the_other_value():
    make_public("Eine", types=["app"])
    make_public("Andere", types=["dashboard"])
    make_public("Dritte", types=["plattform"])
    merge("app", "dashboard")
    for query in ("typ=app", "typ=app&typ=dashboard", "typ=dashboard"):
        answer = asked(query)
        assert (answer.total, answer.query, answer.notices) == (2, "?typ=dashboard", [])
    assert asked("feld=app").notices != []  # of another vocabulary


def test_a_value_merged_twice_leads_to_the_last_one():
    edition = make_public(types=["app"])
    first = value("app").pk
    merge("app", "dashboard")
    second = value("dashboard").pk
    last = value("plattform")
    merge("dashboard", "plattform")
    assert types_of(edition) == ["plattform"]
    merged = SolutionType.objects.merged().values_list("pk", "merged_into")
    assert dict(merged) == {first: last.pk, second: last.pk}
    assert asked("typ=app").query == asked("typ=dashboard").query == "?typ=plattform"


def test_a_merge_is_recorded_with_its_user():
    make_public(types=["app"])
    audited = AuditEntry.objects.count()
    old, new, moderator = value("app"), value("dashboard"), make_user(is_moderator=True)
    key = old.pk
    merging.merge(value=old, into=new, by=moderator)
    entries = LogEntry.objects.order_by("action_flag")
    assert [(row.user, row.object_id, row.action_flag) for row in entries] == [
        (moderator, str(new.pk), CHANGE),
        (moderator, str(key), DELETION),
    ]
    assert all(word in entries[0].change_message for word in (old.name, "(app)", "1"))
    assert all(word in entries[1].change_message for word in (new.name, "1"))
    assert AuditEntry.objects.count() == audited


def test_a_value_is_not_merged_with_itself_nor_with_one_that_is_gone_or_of_another_kind():
    edition = make_public(types=["app"])
    old, new = value("app"), value("dashboard")
    SolutionType.objects.filter(pk=new.pk).delete()
    before = CatalogueVersion.objects.get().number
    for pair in ((old, old), (old, new), (new, old), (old, ActionField.objects.first())):
        with pytest.raises(merging.MergeError):
            merging.merge(value=pair[0], into=pair[1], by=make_user())
    assert (types_of(edition), CatalogueVersion.objects.get().number) == (["app"], before)
    assert not LogEntry.objects.exists()


def test_a_failed_merge_is_rolled_back(monkeypatch):
    edition = make_public(types=["app"])
    monkeypatch.setattr(merging, "_log", lambda *words: 1 / 0)
    before = CatalogueVersion.objects.get().number
    with pytest.raises(ZeroDivisionError):
        merge("app", "dashboard")
    assert (types_of(edition), CatalogueVersion.objects.get().number) == (["app"], before)
    assert not SolutionType.objects.merged().exists()


def test_a_draft_saved_with_a_value_seen_before_names_what_it_has_become():
    edition, seen = make_draft(types=["dashboard"]), [value("app"), value("dashboard")]
    merge("app", "dashboard")
    workflow.save_draft(edition=edition, by=None, version=1, content={"solution_types": seen[:1]})
    assert types_of(edition) == ["dashboard"]
    content = {"title": "Neu", "solution_types": seen}
    new = workflow.create_measure(project=edition.measure.project, by=None, content=content)
    assert types_of(new) == ["dashboard"]


def test_a_value_that_is_gone_for_good_is_left_out():
    edition, seen = make_draft(types=[]), list(SolutionType.objects.filter(slug__in=["app", "dashboard"]))
    value("app").delete()
    workflow.save_draft(edition=edition, by=None, version=1, content={"solution_types": seen})
    assert types_of(edition) == ["dashboard"]


def test_a_form_that_was_open_takes_the_old_key():
    field = ValuesField(SolutionType.objects.all(), required=False)
    old, other, new = value("app"), value("plattform"), value("dashboard")
    posted = [str(old.pk), str(other.pk)]
    merge("app", "dashboard")
    assert set(field.clean(posted)) == {new, other}
    assert set(field.clean([*posted, str(new.pk)])) == {new, other}
    assert (list(field.clean([])), list(field.clean(None))) == ([], [])
    for nonsense in ("x", "\0", "9" * 30, "-1", "²", "٣" * 30, ""):
        with pytest.raises(ValidationError):
            field.clean([nonsense])
        with pytest.raises(ValidationError):
            RowsField(SolutionType.objects.all()).clean([nonsense])


def test_an_import_whose_files_name_the_old_value_changes_nothing(tmp_path):
    folder = write(tmp_path, {})
    run(folder)
    edition = Edition.objects.public().filter(solution_types__slug="app").get()
    merge("app", "sonstiges")
    editions = Edition.objects.count()
    assert "nothing was written" in run(folder)
    assert (Edition.objects.count(), types_of(edition)) == (editions, ["beteiligungstool", "sonstiges"])


@pytest.mark.parametrize("model", VOCABULARIES)
def test_a_value_is_never_merged_into_itself(model):
    make_values(model)
    some = model.objects.first()
    assert_refused(
        lambda: model.objects.filter(pk=some.pk).update(merged_into=some),
        f"{model._meta.model_name}_not_merged_into_itself",
    )


def test_names_are_unique_among_current_values_only():
    merge("app", "dashboard")
    name = value("app").name
    SolutionType.objects.create(slug="app-2", name=name)
    assert_refused(lambda: SolutionType.objects.create(slug="app-3", name=name), "solutiontype_name_unique")
    assert by_name(SolutionType)[name] == value("app-2")


def names_of_tiles(response):
    return set(re.findall('class="tile-name">(.*?)<', response.content.decode()))


def test_a_merged_value_is_offered_nowhere(client):
    make_public(types=["app"])
    merge("app", "dashboard")
    merged = value("app")
    draft = make_draft(types=[])
    offered = {
        "form": {choice.pk for choice in EditionForm(instance=draft).fields["solution_types"].queryset},
        "tables": set(allowed_values(make_user(is_moderator=True))["Lösungstypen"]),
        "facet": dict(current().choices.values["typ"]).keys(),
        "suggestions": {name.value for name in current().choices.names},
        "list": names_of_tiles(client.get("/loesungstypen/")),
        "start": names_of_tiles(client.get("/")),
    }
    for place, values in offered.items():
        assert values, place
        assert values.isdisjoint({merged.pk, merged.slug, merged.name}), place


def test_saving_costs_the_same_for_many_values_as_for_one():
    edition, counts = make_draft(types=["sonstiges"]), []
    for number, keys in enumerate((1, 5), start=1):
        content = {"solution_types": list(SolutionType.objects.all()[:keys])}
        with CaptureQueriesContext(connection) as queries:
            workflow.save_draft(edition=edition, by=None, version=number, content=content)
        counts.append(len(queries))
    assert counts[0] == counts[1]
