"""The profile and the exports say which source supports which statement; the desk keeps that honest."""

import csv
import io
import json

import pytest
from django.urls import reverse

from measures.content import sources_of
from measures.models import Edition
from tests.factories import make_draft, make_editor, make_project, make_public
from tests.forms import filled
from tests.login import sign_in

pytestmark = pytest.mark.django_db

WHOLE = {"url": "https://example.org/ganz", "kind": "press", "confidence": "high", "fields": []}
SINGLE = {"url": "https://example.org/ziele", "kind": "", "confidence": "", "fields": ["status", "goals", "lessons"]}
CONTENT = {"summary": "Kurz.", "status": "eingestellt", "goals": "Ein Ziel.", "costs": "1 €", "lessons": "Zu teuer."}


def page_of(client, edition):
    return client.get(edition.get_absolute_url()).content.decode()


def exported(client, form):
    return client.get(reverse("measures_export", args=[form])).getvalue().decode("utf-8-sig")


def test_a_statement_links_to_its_source_and_back(client):
    edition = make_public("Sensor", **CONTENT, status_note="Stand 2025.", sources=[WHOLE, SINGLE])
    page = page_of(client, edition)
    assert page.count('<a href="#quelle-2">Quelle 2</a>') == 3  # status, goals, lessons
    assert '<a href="#quelle-1">' not in page
    assert page.index("Ein Ziel.") < page.index('href="#quelle-2"', page.index("Ein Ziel.")) < page.index("1 €")
    assert page.index('id="quelle-1"') < page.index('id="quelle-2"')
    assert "Stand 2025." in page
    assert "Bearbeitungsstand, Ziele, Was nicht gelungen ist" in page[page.index('id="quelle-2"') :]


def test_exports_say_what_a_source_supports(client):
    make_public("Sensor", **CONTENT, sources=[WHOLE, SINGLE])
    [entry] = json.loads(exported(client, "json"))["measures"]
    assert entry["sources"] == [WHOLE, SINGLE]

    [row] = csv.DictReader(io.StringIO(exported(client, "csv")))
    address = SINGLE["url"]
    assert row["Belege"] == f"Bearbeitungsstand: {address}; Ziele: {address}; Was nicht gelungen ist: {address}"


def test_who_edits_sees_what_a_source_supports_and_a_new_value_loses_it(client):
    project = make_project()
    editor = make_editor(project)
    draft = make_draft("Sensor", project=project, by=editor, **CONTENT, sources=[WHOLE, SINGLE])
    sign_in(client, editor)
    address = reverse("admin:entry_edit", args=[draft.pk])
    page = client.get(address).content.decode()
    assert "Bearbeitungsstand, Ziele, Was nicht gelungen ist" in page

    form = filled(page, "eintrag")
    client.post(address, form)
    assert (Edition.objects.get().version, sources_of(draft)) == (1, [WHOLE, SINGLE])

    preview = reverse("admin:entry_preview", args=[draft.pk])
    assert client.post(preview, form).content.decode().count('href="#quelle-2"') == 3
    form["goals"] = "Ein anderes Ziel."
    assert client.post(preview, form).content.decode().count('href="#quelle-2"') == 2
    assert client.post(address, form).status_code == 302
    assert sources_of(draft) == [WHOLE, {**SINGLE, "fields": ["status", "lessons"]}]
