"""Users of the editors' pages, their signed-in browsers, and entries in several states."""

import pytest

from measures import workflow
from tests.factories import make_draft, make_editor, make_project, make_public, make_submitted, make_user
from tests.login import sign_in


@pytest.fixture
def project(db):
    return make_project("Ortsnetz")


@pytest.fixture
def editor(project):
    return make_editor(project, first_name="Rike", last_name="Redlich")


@pytest.fixture
def stranger(db):
    return make_editor(make_project())


@pytest.fixture
def moderator(db):
    return make_user(is_moderator=True)


@pytest.fixture
def editor_client(client, editor):
    """A client signed in as the editor."""
    sign_in(client, editor)
    return client


@pytest.fixture
def moderator_client(client, moderator):
    """A client signed in as the moderator."""
    sign_in(client, moderator)
    return client


@pytest.fixture
def draft(project, editor):
    return make_draft("Mängelmelder", project=project, by=editor, summary="Schäden melden.", costs="Zeile 1\nZeile 2")


@pytest.fixture
def submitted(project, editor):
    return make_submitted("Mängelmelder", project=project, by=editor, summary="Meldet Mängel.", goals="Ordnung")


@pytest.fixture
def first(project):
    return make_public("Erste", project=project)


@pytest.fixture
def second(first, editor, moderator):
    """The second edition of the measure: saved, returned once, and published."""
    draft = workflow.start_draft(measure=first.measure, by=editor)
    workflow.save_draft(edition=draft, by=editor, version=1, content={"title": "Zweite"})
    workflow.save_draft(edition=draft, by=editor, version=2, content={"goals": "Ordnung", "sources": []})
    workflow.save_draft(edition=draft, by=editor, version=3, content={"costs": "Wenig"})
    workflow.submit(edition=draft, by=editor, version=4)
    workflow.return_with_note(edition=draft, by=moderator, version=5, note="Bitte\nkürzer.")
    workflow.submit(edition=draft, by=editor, version=6)
    workflow.publish(edition=draft, by=moderator, version=7)
    first.refresh_from_db()
    return draft
