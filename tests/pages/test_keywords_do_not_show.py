"""Search words find an entry, but nobody reads them except editors and moderators."""

import csv
import io
import re
import zipfile

import pytest
from django.urls import reverse

from measures import workflow
from measures.finding.current import current
from measures.intake import table_files
from tests.factories import make_change, make_editor, make_project, make_public, make_submitted, make_user
from tests.login import sign_in
from tests.pages import routes

WORD = "Quastenflosser"
KEYWORDS = f"{WORD}; Kescher am Steg"

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(db):
    return make_public("Hafenkamera", project=make_project("Musterstadt"), summary="Zählt Boote.", keywords=KEYWORDS)


def read(client, address):
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):  # a workbook
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return response.status_code, body.decode(errors="replace")


def test_no_public_address_shows_keywords(client, edition):
    slug = edition.measure.slug
    found = {name: read(client, address) for name, address in routes.addresses(edition).items()}
    found["kept"] = read(client, f"{reverse('comparison')}?m={current().documents[0].card.key}")
    found["kept, as a file"] = read(client, f"{reverse('comparison_file')}?m={current().documents[0].card.key}")
    assert [name for name in ("measure", "measures", "kept", "kept, as a file") if slug not in found[name][1]] == []
    assert [name for name, (_status, body) in found.items() if WORD in body or "Kescher" in body] == []


@pytest.mark.parametrize("query", [WORD, WORD.lower(), "Quastenflossern", "Kescher", '"Kescher am Steg"'])
def test_a_search_finds_keywords_and_shows_no_snippet_of_them(client, edition, query):
    status, body = read(client, f"{reverse('measures')}?q={query.replace(' ', '+')}")
    results = body[body.index("<main") :]
    assert (status, edition.get_absolute_url() in results) == (200, True)
    assert "<mark>" not in results
    shown = results[results.index(edition.get_absolute_url()) :]
    shown = re.sub(r'href="[^"]*"', "", shown)  # links repeat the question
    assert "Steg" not in shown[: shown.index("</main>")]


def test_a_phrase_does_not_go_from_one_keyword_into_the_next(client, edition):
    status, body = read(client, f'{reverse("measures")}?q="{WORD}+Kescher"')
    assert (status, edition.get_absolute_url() in body) == (200, False)


def test_keywords_are_not_suggested(client, edition):
    for text in ("Quasten", WORD, "Kesch"):
        assert edition.get_absolute_url() not in read(client, f"{reverse('suggestions')}?q={text}")[1]
    assert edition.get_absolute_url() in read(client, f"{reverse('suggestions')}?q=Hafen")[1]


def test_editors_see_and_edit_them_and_have_them_in_their_table(client, edition):
    editor = make_editor(edition.measure.project)
    sign_in(client, editor)
    draft = workflow.start_draft(measure=edition.measure, by=editor)
    workflow.save_draft(edition=draft, by=editor, version=draft.version, content={"keywords": f"{WORD}; neu"})
    assert f"{WORD}; neu" in read(client, reverse("admin:entry_edit", args=[draft.pk]))[1]
    rows = table_files.export_rows(editor)
    table = list(csv.DictReader(io.StringIO(table_files.as_csv(rows).decode("utf-8-sig")), delimiter=";"))
    assert [row["Suchwörter"] for row in table] == [f"{WORD}; neu"]


def test_moderators_read_the_keywords_of_a_new_entry_and_of_a_change(client, edition):
    sign_in(client, make_user(is_moderator=True))
    new = make_submitted("Neu", keywords=KEYWORDS)
    changed = make_change(edition, None, keywords="Angelschein")
    assert WORD in read(client, reverse("admin:entry_review", args=[new.pk]))[1]
    assert "Angelschein" in read(client, reverse("admin:entry_review", args=[changed.pk]))[1]
