"""The page with the form of an entry: its heading, its sections with their state, and who edited it last."""

import re

import pytest

from measures.desk.help_page import STEPS
from tests.desk.pages import text_of, url
from tests.factories import make_draft
from tests.forms import filled

pytestmark = pytest.mark.django_db


def test_the_sections_stand_beside_the_form_with_the_state_of_each(editor_client, draft):
    draft.costs = ""
    draft.save()
    page = text_of(editor_client.get(url("entry_edit", draft)))
    nav = page.partition('class="entry-sections"')[2].partition("</nav>")[0]
    states = re.findall(r'class="section-(\w+)">\s*<a href="#([\w-]+)">', nav)
    assert [anchor for _state, anchor in states][-1] == "quellen"
    assert {"missing", "optional"} <= {state for state, _anchor in states}
    for _state, anchor in states:
        assert f'id="{anchor}"' in page
    assert re.search(r"<h1[^>]*>Mängelmelder</h1>", page)
    editor_client.post(url("entry_edit", draft), {**filled(page, "eintrag"), "contact_email": "kein Postfach"})
    page = text_of(editor_client.get(url("entry_edit", draft)))
    assert "section-problem" in page
    assert "eine Angabe prüfen" in " ".join(page.split())


def test_the_page_says_who_edited_the_draft_last(editor_client, draft, project):
    assert "zuletzt bearbeitet von Rike Redlich (heute)" in one_line(editor_client, draft)
    imported = make_draft("Eingelesen", project=project)
    assert "Rike Redlich (heute)" not in one_line(editor_client, imported)
    assert "eingelesen (heute)" in one_line(editor_client, imported)


def one_line(client, edition):
    return " ".join(text_of(client.get(url("entry_edit", edition))).split())


def test_browsers_may_fill_in_the_office_but_never_a_person(editor_client, draft):
    page = text_of(editor_client.get(url("entry_edit", draft)))
    fields = dict(re.findall(r'name="(\w+)"[^>]*autocomplete="([\w-]+)"', page))
    assert fields["contact_name"] == "organization"
    assert fields["contact_email"] == "email"
    assert {fields[name] for name in ("title", "person_name", "person_email")} == {"off"}


def test_the_help_has_six_pictures_with_texts_and_says_whom_to_ask(editor_client, settings):
    settings.MASSWERK_CONTACT = "redaktion@example.org"
    page = text_of(editor_client.get(url("editors_help")))
    pictures = re.findall(r'<img src="/static/help/([\w.-]+)"[^>]* alt="([^"]+)"', page)
    assert [name.split(".")[0] for name, _alt in pictures] == [step.picture.split(".")[0] for step in STEPS]
    assert len(pictures) == 6
    for step in STEPS:
        assert (settings.BASE_DIR / "static" / "help" / step.picture).exists()
    assert "redaktion@example.org" in page
