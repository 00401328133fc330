"""The pages that show an old edition and compare two editions."""

import re

import pytest

from measures import workflow
from tests.desk.pages import text_of, url
from tests.factories import make_public
from tests.login import sign_in

pytestmark = pytest.mark.django_db


def compare_url(edition, **parameters):
    return url("entry_compare", edition), {name: getattr(value, "pk", value) for name, value in parameters.items()}


def test_an_editor_reads_any_edition_of_an_entry(editor_client, first, second):
    for edition in (first, second):
        html = text_of(editor_client.get(url("entry_show", edition)))
        assert re.search(rf"<h2>{edition.title}</h2>", html)
        assert "mailto:?subject" not in html


def test_two_editions_are_compared_from_the_older_to_the_newer(editor_client, first, second):
    for address in (
        compare_url(second, mit=first),
        compare_url(first, mit=second),
        compare_url(first, von=second, mit=first),
    ):
        response = editor_client.get(*address)
        assert (response.context["old"], response.context["new"]) == (first, second)
        assert [change.name for change in response.context["changes"]] == ["title", "goals", "costs"]
    assert editor_client.get(*compare_url(first, mit=first)).context["changes"] == []


def test_editions_of_two_entries_are_never_compared(client, moderator, first, second):
    other = make_public()
    sign_in(client, moderator)
    for parameters in (
        {"mit": other}, {"von": other, "mit": first}, {"von": first, "mit": other}, {}, {"mit": ""}, {"mit": "x"},
        {"mit": "\x00"}, {"mit": "9" * 5000}, {"von": "", "mit": first}, {"mit": f" {first.pk}"},
    ):  # fmt: skip
        assert client.get(*compare_url(second, **parameters)).status_code == 404


def test_text_typed_by_editors_is_escaped(editor_client, first, editor):
    attack = "<script>alert(1)</script>"
    draft = workflow.start_draft(measure=first.measure, by=editor)
    content = {"title": attack, "goals": attack, "sources": [{"url": f"https://example.org/{attack}"}]}
    workflow.save_draft(edition=draft, by=editor, version=1, content=content)
    workflow.submit(edition=draft, by=editor, version=2)
    workflow.return_with_note(edition=draft, by=None, version=3, note=attack)
    for page, parameters in (("entry_history", {}), ("entry_show", {}), ("entry_compare", {"mit": first.pk})):
        html = text_of(editor_client.get(url(page, draft), parameters))
        assert "&lt;script&gt;alert(1)" in html
        assert attack not in html
