"""No form of the site answers in the words of a machine: all messages that its fields can give are read here."""

import re

import pytest
from django.contrib import admin
from django.core.validators import BaseValidator
from django.forms import BaseForm
from django.test import RequestFactory
from django.utils.translation import gettext, override

from config.reworded_texts import PLURALS, TEXTS
from measures.desk import urls as desk_urls
from municipalities.accounts import urls as account_urls
from municipalities.accounts.models import User

pytestmark = pytest.mark.one_database

MACHINE_WORDS = re.compile(
    r"sicherstellen|gültig|Objekt|Instanz|\bFeld|erforderlich|Bedingung|Constraint|existiert|Option|JSON|Management|"
    r"Inline|Ganzzahl|Encoding|übertragen|eindeutig|\bNone\b|"
    r"\b(?:Enter|Ensure|Select|This|Please|The|Value|Upload)\b|\w+__\w+|\b[a-z]+_[a-z]+_[a-z_]+\b"
)
NUMBERS = {"limit_value": 5, "show_value": 7, "max": 5, "length": 7, "num": 5}
UNREACHABLE = {"invalid_image", "missing_management_form", "incomplete"}  # codes of fields that our forms do not have


def all_forms():
    """Return all classes of forms: our own, those of the admin and their rows."""
    assert desk_urls
    assert account_urls
    forms = set(subclasses(BaseForm))
    request = RequestFactory().get("/admin/")
    request.user = User(pk=1, is_active=True, is_moderator=True)
    for model_admin in admin.site._registry.values():
        forms.add(model_admin.get_form(request, change=False))
        for inline in model_admin.get_inline_instances(request):
            forms.add(inline.get_formset(request).form)
    return [form for form in forms if form.__module__.split(".")[0] in ("measures", "municipalities")]


def subclasses(base):
    for subclass in base.__subclasses__():
        yield subclass
        yield from subclasses(subclass)


def sentences(field):
    """Return what a form field can say: {its code: text}, with made-up numbers."""
    texts = {code: text for code, text in field.error_messages.items() if code not in UNREACHABLE}
    for number, validator in enumerate(field.validators):
        if isinstance(validator, BaseValidator) or hasattr(validator, "message"):
            texts[f"validator {number}"] = validator.message
    return {code: filled(text) for code, text in texts.items()}


def filled(text):
    try:
        return str(text % NUMBERS)
    except (KeyError, TypeError, ValueError):
        return str(text)


def without_values(text):
    """Return a text without its quotations and placeholders, which are not our words."""
    return re.sub(r"„[^“]*“|%\(\w+\)\w", "", text)


@pytest.mark.django_db
def test_no_field_of_a_form_speaks_like_a_machine():
    found, asked = {}, 0
    with override("de"):
        for form in all_forms():
            for name, field in form.base_fields.items():
                for code, text in sentences(field).items():
                    asked += 1
                    if MACHINE_WORDS.search(without_values(text)):
                        found[f"{form.__name__}.{name}, {code}"] = text
    assert asked > 300
    assert found == {}


def test_every_reworded_text_of_django_is_reworded():
    with override("de"):
        texts = [str(text) for text in TEXTS]  # in English, as Django has them
        spoken = {text: gettext(text) for text in texts}
        spoken |= {str(text): filled(text) for text in PLURALS}
    assert {text: said for text, said in spoken.items() if MACHINE_WORDS.search(without_values(said))} == {}
