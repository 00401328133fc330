"""Every content field of an edition has a row in the Steckbrief, and appears wherever its row says."""

import html
import re
from datetime import timedelta

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from measures import workflow
from measures.completeness import completeness
from measures.content import CONTENT, IMAGE_SIZE, LISTS, PERSON, RELATIONS
from measures.desk.comparison import compare
from measures.intake.cells import named_places, texts
from measures.models import ActionField, Edition, Offer, Solution, SolutionType, SpatialScope
from measures.public.profile import named_by
from measures.steckbrief import BY_NAME, FIELDS, GROUPS, lines_of
from measures.steckbrief_fields import Column, Omitted, Page, Personal
from tests.factories import make_draft, make_editor, make_municipality, make_picture, make_project
from tests.forms import filled
from tests.login import sign_in

NAMES = [row.name for row in FIELDS]
# All that an edition has apart from its content: identity, decisions, and what follows from other fields
BOOKKEEPING = {
    "id", "measure", "number", "state", "version", "created_at", "created_by", "edited_at", "edited_by",
    "submitted_at", "submitted_by", "returned_at", "returned_by", "return_note", "published_at", "published_by",
    "publish_reason", "superseded_at", "confirmed_at", "confirmed_by", "closed_at", "closed_by", "close_reason",
    "archived_at", "is_out_of_past",
    "person_warned_for", "has_source_code", "unfinished", "comments", *IMAGE_SIZE,
}  # fmt: skip


def word(name):
    """Return a word that is in no other field."""
    return f"kanari{name.replace('_', '')}"


def typed(row, values):
    """Return what a browser sends for a field, different for each of them. `values` are those of the relations."""
    field = row.model_field
    if row.name in values:
        return [str(values[row.name].pk)]
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateField):
        days = 30 if row.name == "person_until" else -100 - FIELDS.index(row)
        return (timezone.localdate() + timedelta(days=days)).isoformat()
    if isinstance(field, models.IntegerField):
        return str(1991 + FIELDS.index(row))
    if isinstance(field, models.URLField):
        return f"https://example.org/{word(row.name)}"
    if isinstance(field, models.EmailField):
        return f"{word(row.name)}@example.org"
    return word(row.name)


def as_read(edition, name):
    """Return the text in which a reader of an edition sees the value of a field."""
    if name in RELATIONS:
        return getattr(edition, name).get().name
    if name == "sources":
        return edition.sources.get().url
    if name == "effects":
        return edition.effects.get().indicator
    value, field = getattr(edition, name), BY_NAME[name].model_field
    if field.choices:
        return str(getattr(edition, f"get_{name}_display")())
    return date_format(value) if isinstance(field, models.DateField) else str(value)


@pytest.fixture
def values(db):
    """One value for each relation, with a name of its own."""
    kinds = {"solution_types": SolutionType, "action_fields": ActionField, "spatial_scopes": SpatialScope}
    kinds |= {"solutions": Solution, "offers": Offer}
    made = {name: kind.objects.create(slug=word(name), name=word(name)) for name, kind in kinds.items()}
    return {**made, "places": make_municipality(word("places"))}


@pytest.fixture
def edition(client, values):
    """A public edition in which every field was filled through the form."""
    project = make_project(municipalities=[values["places"]])
    editor = make_editor(project)
    draft = make_draft(project=project, by=editor, types=(), fields=())
    sign_in(client, editor)
    address = reverse("admin:entry_edit", args=[draft.pk])
    page = client.get(address).content.decode()
    assert [name for name in NAMES if f'name="{name}"' not in page and f'name="{name}-0-url"' not in page] == []
    form = filled(page, "eintrag")
    special = {"image": make_picture()["image"], "person_consent_text": form["person_consent_text"]}
    for name in NAMES:
        if BY_NAME[name].group:
            form[name] = special.get(name) or typed(BY_NAME[name], values)
    form |= {"effects-0-level": "output", "effects-0-indicator": word("effects"), "effects-0-value": "1.250,5"}
    form["sources-0-url"] = f"https://example.org/{word('sources')}"
    response = client.post(address, form)
    assert response.status_code == 302, re.findall(r'class="errorlist".*', response.content.decode())
    client.logout()
    draft.refresh_from_db()
    workflow.submit(edition=draft, by=None, version=draft.version)
    workflow.publish(edition=draft, by=None, version=draft.version)
    return Edition.objects.get(pk=draft.pk)


def test_every_content_field_of_the_model_has_one_row():
    fields = {field.name for field in (*Edition._meta.concrete_fields, *Edition._meta.many_to_many)}
    lists = {relation.name for relation in Edition._meta.related_objects if relation.one_to_many}
    assert sorted(NAMES) == sorted((fields | lists) - BOOKKEEPING)
    assert {*CONTENT, *LISTS} == {*NAMES, *IMAGE_SIZE}


def test_every_row_is_in_one_group_of_the_form():
    grouped = [name for group in GROUPS for line in lines_of(group) for name in line]
    assert grouped == [name for name in NAMES if name not in ("effects", "sources")]


def test_a_text_without_a_length_is_typed_in_a_text_area():
    texts = [row.name for row in FIELDS if isinstance(row.model_field, models.TextField)]
    assert [name for name in texts if not BY_NAME[name].rows] == []


def test_every_field_can_be_typed_in_the_form(edition):
    empty = [name for name in NAMES if not (named_by(edition)[name] if name in LISTS else getattr(edition, name))]
    assert empty == []


def profile_of(client, edition, prefix=""):
    page = html.unescape(client.get(prefix + edition.get_absolute_url()).content.decode())
    return page[page.index("<article") : page.index("</article>")]


def test_every_field_can_be_read_on_the_public_page(client, edition):
    article = profile_of(client, edition)
    public = [row.name for row in FIELDS if not isinstance(row.page, Omitted) and row.name != "image"]
    assert [name for name in public if as_read(edition, name) not in article] == ["title_en", "summary_en"]
    in_english = profile_of(client, edition, "/en")
    assert [name for name in public if as_read(edition, name) not in in_english] == []
    (image,) = re.findall(r'<img[^>]+src="([^"]+)"', article)
    assert client.get(image).headers["Content-Type"].startswith("image/")


def test_what_is_omitted_from_the_public_page_is_not_on_it(client, edition):
    article = profile_of(client, edition)
    omitted = [row.name for row in FIELDS if isinstance(row.page, Omitted)]
    assert set(omitted) - set(PERSON) == {"keywords"}
    assert [name for name in omitted if as_read(edition, name) in article] == []


def test_every_field_is_in_the_sheets_or_says_why_not(edition):
    cells = texts(edition, named_places(edition.places.all()))
    in_sheets = [row.name for row in FIELDS if isinstance(row.column, Column)]
    assert list(cells) == in_sheets
    assert [name for name, text in cells.items() if not text] == []
    assert [row.name for row in FIELDS if isinstance(row.column, Omitted) and not row.column.reason] == []


def test_no_personal_data_of_a_named_person_is_in_sheets_or_search():
    named = [row for row in FIELDS if row.name.startswith("person_")]
    assert [row.name for row in named] == PERSON
    assert [row.name for row in named if isinstance(row.column, Column) or row.zone is not None] == []


def test_every_field_is_compared(edition):
    empty = make_draft("Leer", types=(), fields=())
    workflow.save_draft(edition=empty, by=None, version=1, content={"places": []})
    changes = compare(Edition.objects.get(pk=empty.pk), edition)
    assert [change.name for change in changes] == NAMES


def test_the_search_looks_into_the_fields_that_have_a_zone_and_no_others(client, edition):
    def is_found(name):
        page = client.get(reverse("measures"), {"q": word(name)}).content.decode()
        return f'href="{edition.get_absolute_url()}"' in page

    assert not is_found("nowhere")
    words = [name for name in NAMES if word(name) in as_read(edition, name)]
    assert {row.name for row in FIELDS if row.zone is not None} <= set(words)
    assert [name for name in words if is_found(name)] == [name for name in words if BY_NAME[name].zone is not None]


def test_completeness_asks_for_every_field_that_has_a_worth():
    full = dict.fromkeys(NAMES, "x")
    assert completeness(full).percent == 100
    worth = [row for row in FIELDS if row.worth]
    assert [completeness({**full, row.name: ""}).missing for row in worth] == [row.name for row in worth]
    assert [row.name for row in worth if not completeness({**full, row.name: ""}).percent < 100] == []


def test_every_contact_may_hold_a_person():
    contacts = [row for row in FIELDS if row.name.startswith("contact_")]
    assert {row.personal for row in contacts} == {Personal.OFFICE}
    assert all(row.page == Page.FACTS for row in contacts)
