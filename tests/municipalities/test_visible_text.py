"""Invisible characters and decomposed letters do not get into the database, by any form field or model field."""

from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.test import RequestFactory
from django.utils.module_loading import import_string

from measures.desk.entry_form import NewMeasureForm
from measures.finding.tolerant_fields import SearchField
from measures.intake.reading import clean
from measures.models import Edition, SynonymGroup
from municipalities.accounts.models import User
from municipalities.mail_addresses import canonical
from municipalities.visible_text import visible
from tests.factories import make_draft, make_project, make_public, make_user

HYPHENATED = "Bu\u0308rger\u00adbetei\u200bligung\ufeff \u202eim\u2069 Ort"
PLAIN = "Bürgerbeteiligung im Ort"

# Fields whose values are not read by people and compared byte for byte, or that only the program writes.
EXACT = {
    "accounts.Attempt.account_hash",
    "accounts.Attempt.kind",
    "accounts.Attempt.network_hash",
    "accounts.InstitutionLogin.issuer",
    "accounts.InstitutionLogin.subject",
    "accounts.Invitation.token_hash",
    "accounts.Mail.error",
    "accounts.Mail.return_path",
    "accounts.Mail.subject",
    "accounts.Mail.text",
    "accounts.Mail.unsubscribe_url",
    "accounts.RecoveryCodes.name",
    "accounts.User.password",
    "measures.CheckedLink.problem",
    "measures.CheckedLink.url",
    "measures.EditionVectors.model",
    "measures.FrozenCatalogue.licence_url",
    "measures.MendedText.said",
    "measures.OpenQuestion.key",
    "measures.PublicCode.development",
    "measures.PublicCode.problem",
    "measures.PublicCode.repository",
}
# Form fields for passwords, codes, what is only handed through, and the address at the sign-in (see `canonical`).
AS_TYPED = {
    "again", "base", "code", "leave_empty", "new_password1", "new_password2", "old_password", "own_password", "page",
    "password", "token", "username",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HYPHENATED, PLAIN),
        ("Zeile\nzwei\u00a0km", "Zeile\nzwei\u00a0km"),
        ("👩\u200d💻 und ❤\ufe0f\u200d🔥", "👩\u200d💻 und ❤\ufe0f\u200d🔥"),
        ("Stadt\u200dteil", "Stadtteil"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_what_stays_and_what_goes(text, expected):
    assert visible(text) == expected


def own_models():
    return [
        model for name in ("municipalities", "accounts", "measures") for model in apps.get_app_config(name).get_models()
    ]


def text_fields():
    for model in own_models():
        for field in model._meta.concrete_fields:
            if field.model not in own_models():  # inherited from a library
                continue
            is_text = isinstance(field, (models.CharField, models.TextField)) and not field.generated
            if is_text and not isinstance(field, (models.SlugField, models.EmailField)):
                yield field


@pytest.mark.parametrize(
    "field", [pytest.param(field, id=f"{field.model._meta.label}.{field.name}") for field in text_fields()]
)
def test_each_text_field_of_a_model(field):
    name = f"{field.model._meta.label}.{field.name}"
    assert (field.get_prep_value(HYPHENATED) == PLAIN) == (name not in EXACT)
    assert (field.to_python(HYPHENATED) == PLAIN) == (name not in EXACT)


def own_forms():
    """Return all form classes of this project, and those that the admin makes of its models."""
    for path in Path().glob("*/**/*.py"):
        if path.parts[0] in ("measures", "municipalities") and not {"migrations", "commands"} & set(path.parts):
            import_string(".".join(path.with_suffix("").parts) + ".__name__")
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found.update(
            child for child in children if child.__module__.partition(".")[0] in ("measures", "municipalities")
        )
    request = RequestFactory().get("/")
    request.user = User(is_moderator=True)
    for model, model_admin in admin.site._registry.items():
        if model in own_models() and model_admin.has_change_permission(request):
            found.add(model_admin.get_form(request, fields=None if model_admin.fields else "__all__"))
            found.update(inline.get_formset(request).form for inline in model_admin.get_inline_instances(request))
    return found


@pytest.mark.django_db
def test_each_text_field_of_a_form():
    fields = [
        (form.__name__, name, field)
        for form in own_forms()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, (forms.SlugField, forms.EmailField, forms.URLField, forms.JSONField))
    ]
    assert {name for _form, name, _field in fields} >= {
        "title",
        "note",
        "reason",
        "terms",
        "first_name",
        "official_name",
    }
    others = {name for _form, name, field in fields if cleaned(field) != PLAIN}
    assert others <= AS_TYPED


def cleaned(field):
    return field.clean(HYPHENATED) if isinstance(field, SearchField) else field.to_python(HYPHENATED)


def test_addresses_and_cells():
    assert canonical("Ju\u00adle@exa\u200bmple.org") == "jule@example.org"
    assert clean(HYPHENATED) == PLAIN


@pytest.mark.django_db
def test_a_title_is_stored_compared_and_addressed_like_its_plain_spelling():
    edition = make_draft(HYPHENATED)
    edition.refresh_from_db()
    assert edition.title == PLAIN
    assert Edition.objects.filter(title=HYPHENATED).exists()


@pytest.mark.django_db
def test_stored_in_bulk_too():
    groups = SynonymGroup.objects.bulk_create([SynonymGroup(terms=HYPHENATED)])
    assert groups[0].terms == PLAIN
    SynonymGroup.objects.filter(pk=groups[0].pk).update(terms=f"{HYPHENATED}, Rat\u00adhaus")
    assert SynonymGroup.objects.get(pk=groups[0].pk).terms == f"{PLAIN}, Rathaus"


@pytest.mark.django_db
def test_found_by_a_question_with_invisible_characters(client):
    make_public(PLAIN)
    page = client.get("/massnahmen/", {"q": "Bu\u0308rger\u00adbeteiligung"}).content.decode()
    assert PLAIN.split()[0] in page
    assert "Bürgerbeteiligung" in page


@pytest.mark.django_db
def test_form_of_a_new_measure():
    project = make_project()
    form = NewMeasureForm({"project": project.pk, "title": HYPHENATED}, user=make_user(is_moderator=True))
    assert form.is_valid()
    edition = make_draft(form.cleaned_data["title"], project=project)
    assert (edition.title, edition.measure.slug) == (PLAIN, "buergerbeteiligung-im-ort")
    assert not NewMeasureForm({"project": project.pk, "title": "\u200b"}, user=make_user(is_moderator=True)).is_valid()
