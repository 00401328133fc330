"""Words of the desk that once came from the machine: names of fields in English, "sign in" for who is signed in."""

import pytest
from django.apps import apps
from django.urls import reverse

from measures.models import SynonymGroup
from tests.desk.pages import text_of
from tests.forms import filled

pytestmark = pytest.mark.django_db


def test_the_history_of_an_account_names_its_fields_in_german(moderator_client, editor):
    page = reverse("admin:accounts_user_change", args=[editor.pk])
    typed = filled(text_of(moderator_client.get(page)), "user_form")
    del typed["is_active"]
    assert moderator_client.post(page, typed).status_code == 302
    history = text_of(moderator_client.get(reverse("admin:accounts_user_history", args=[editor.pk])))
    assert "Geändert: " in history
    assert "Aktiv" in history
    assert "Active" not in history


def test_one_group_of_synonyms_is_one(moderator_client):
    SynonymGroup.objects.all().delete()
    SynonymGroup.objects.create(terms="Bus, Omnibus")
    page = text_of(moderator_client.get(reverse("admin:measures_synonymgroup_changelist")))
    heading = " ".join(page.split("<h1>")[1].split("</h1>")[0].split())
    assert heading == "1 Synonymgruppe"


def test_the_footer_asks_nobody_to_sign_in_who_is(editor_client, client):
    assert "Für Redaktionen: Anmelden" in text_of(client.__class__().get("/"))
    assert "Für Redaktionen: Anmelden" not in text_of(editor_client.get(reverse("admin:index")))


def test_a_number_that_no_database_holds_is_refused_in_words(moderator_client):
    typed = {"email": "neu@example.org", "projects": ["9" * 21], "ends_on": ""}
    response = moderator_client.post(reverse("admin:accounts_invitation_add"), typed)
    assert response.status_code == 200
    assert "steht nicht zur Wahl" in text_of(response)


@pytest.mark.parametrize("model", [model for model in apps.get_models() if model._meta.constraints])
def test_what_the_database_forbids_is_told_without_the_name_of_its_rule(model):
    told = [rule.get_violation_error_message() for rule in model._meta.constraints]
    assert [text for text in told if "_" in text] == []
