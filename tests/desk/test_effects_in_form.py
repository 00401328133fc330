"""Effects in the form of an entry: typed without script, kept when they are wrong, checked on submission."""

from decimal import Decimal

import pytest
from django.urls import reverse

from measures import workflow
from measures.content import effects_of
from measures.models import Edition, Indicator, SolutionType
from tests.desk.pages import form_of, text_of, url
from tests.factories import make_effect
from tests.forms import filled

pytestmark = pytest.mark.django_db

ROW = {"effects-0-level": "outcome", "effects-0-indicator": "Besuche", "effects-0-value": "1.250,5"}


@pytest.fixture
def recommended(db):
    app = SolutionType.objects.get(slug="app")
    return Indicator.objects.create(
        solution_type=app,
        level="output",
        name="Installationen der App",
        unit="Installationen",
        description="Seit Beginn.",
    )


def send(client, draft, typed):
    return client.post(url("entry_edit", draft), form_of(client, draft) | typed)


def stored(draft):
    return effects_of(Edition.objects.get(pk=draft.pk))


def test_effects_are_stored_in_their_order_and_shown_again(editor_client, draft):
    more = {"effects-1-level": "input", "effects-1-indicator": "Stellen", "effects-1-target": "0,5"}
    typed = {**ROW, "effects-0-unit": "im Monat", "effects-0-date": "3/2025", "effects-0-url": "example.org/z", **more}
    assert send(editor_client, draft, typed).status_code == 302
    first, second = stored(draft)
    assert (first["value"], first["date"], first["url"]) == (Decimal("1250.5"), "2025-03", "https://example.org/z")
    assert (second["level"], second["target"], second["value"]) == ("input", Decimal("0.5"), None)
    again = form_of(editor_client, draft)
    assert (again["effects-0-value"], again["effects-0-date"], again["effects-1-target"]) == (
        "1.250,5",
        "03/2025",
        "0,5",
    )
    assert send(editor_client, draft, {}).status_code == 302
    assert Edition.objects.get().version == 2  # what was not touched is no change


def test_the_button_for_more_rows_stores_the_draft_and_leads_back_to_them(editor_client, draft):
    assert "effects-2-value" not in form_of(editor_client, draft)
    more = {
        f"effects-1-{name}": text for name, text in {"level": "input", "indicator": "Stellen", "value": "2"}.items()
    }
    response = send(editor_client, draft, {**ROW, **more, "_more": ""})
    assert response.url == url("entry_edit", draft) + "#wirkung"
    assert "effects-3-value" in form_of(editor_client, draft)


def test_an_emptied_row_is_taken_out_and_a_level_alone_is_none(editor_client, draft):
    send(editor_client, draft, {**ROW, "effects-1-level": "impact"})
    assert len(stored(draft)) == 1
    send(editor_client, draft, {"effects-0-indicator": "", "effects-0-value": ""})
    assert stored(draft) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"effects-0-value": "viele"}, "value"),
        ({"effects-0-value": ""}, "value"),
        ({"effects-0-target": "85 %"}, "target"),
        ({"effects-0-date": "13/2025"}, "date"),
        ({"effects-0-level": ""}, "level"),
        ({"effects-0-indicator": ""}, "indicator"),
        ({"effects-0-indicator": "a | b"}, "indicator"),
        ({"effects-0-url": "nirgends hin"}, "url"),
    ],
)
def test_what_is_wrong_is_kept_as_typed_marked_at_its_field_and_not_submitted(editor_client, draft, wrong, field):
    workflow.save_draft(edition=draft, by=None, version=1, content={"effects": [make_effect("Alt")]})
    typed = {**ROW, "effects-0-unit": "", **wrong}
    response = send(editor_client, draft, {**typed, "_submit": ""})
    assert (response.status_code, response.url) == (302, url("entry_edit", draft))
    page = editor_client.get(response.url)
    assert [list(row.errors) for row in page.context["form"].effects][:2] == [[field], []]
    assert typed.items() <= filled(text_of(page), "eintrag").items()
    assert [effect["indicator"] for effect in stored(draft)] == ["Alt"]
    with pytest.raises(workflow.WorkflowError):
        workflow.submit(edition=Edition.objects.get(), by=None, version=Edition.objects.get().version)


def test_a_recommended_indicator_is_offered_and_gives_level_and_unit(editor_client, draft, recommended):
    page = text_of(editor_client.get(url("entry_edit", draft)))
    assert f'<option value="{recommended.name}"></option>' in page
    assert "Seit Beginn." in page
    send(editor_client, draft, {"effects-0-indicator": "installationen  der app", "effects-0-value": "7"})
    [effect] = stored(draft)
    assert (effect["level"], effect["unit"]) == ("output", "Installationen")
    send(editor_client, draft, {"effects-0-level": "impact", "effects-0-unit": "Tausend"})
    [effect] = stored(draft)
    assert (effect["level"], effect["unit"]) == ("impact", "Tausend")


def test_autosave_keeps_effects_though_their_rows_were_empty_when_the_page_was_loaded(editor_client, draft, editor):
    address = reverse("admin:entry_autosave", args=[draft.pk])
    form = form_of(editor_client, draft) | ROW
    for number in range(2):
        response = editor_client.post(address, form | {"summary": f"Stand {number}"})
        assert response.status_code == 200
        form |= {"version": str(Edition.objects.get().version), "base": response.context["base"]}
    assert len(stored(draft)) == 1
    assert editor_client.post(address, form | {"effects-0-value": "12 Tau"}).status_code == 200
    assert form_of(editor_client, draft)["effects-0-value"] == "12 Tau"


def test_a_conflict_shows_both_versions_of_the_effects(editor_client, draft):
    typed = form_of(editor_client, draft) | ROW
    workflow.save_draft(edition=draft, by=None, version=1, content={"effects": [make_effect("Von anderen")]})
    page = editor_client.post(url("entry_edit", draft), typed)
    assert page.status_code == 409
    assert "Von anderen: 12" in text_of(page).replace("\u00a0", " ")
    again = filled(text_of(page), "eintrag")
    assert (again["effects-0-indicator"], again["effects-0-value"]) == ("Besuche", "1.250,5")
    assert editor_client.post(url("entry_edit", draft), again).status_code == 302
    assert [effect["indicator"] for effect in stored(draft)] == ["Besuche"]


def test_one_indicator_stands_in_a_type_once(moderator_client, recommended):
    typed = {"solution_type": recommended.solution_type_id, "level": "output", "unit": "installationen", "order": "10"}
    address = reverse("admin:measures_indicator_add")
    response = moderator_client.post(address, {**typed, "name": "Installationen der  APP"})
    assert (response.status_code, list(response.context["adminform"].form.errors)) == (200, ["name"])
    assert moderator_client.post(address, {**typed, "name": "Besuche"}).status_code == 302
    assert Indicator.objects.count() == 2
