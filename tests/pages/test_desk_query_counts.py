"""R14: the editors' pages take as many queries for 2,000 entries as for 20."""

from datetime import date
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures.models import AuditEntry, Edition, Measure, OpenQuestion, SolutionType
from measures.models.relations import EditionPlace, EditionSolutionType
from tests.drills import rounds
from tests.factories import make_draft, make_editor, make_person, make_project, make_user
from tests.login import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FEW, MANY = 20, rounds(300, 2_000)  # a list has 100 rows on a page
numbers = count(1)
NOW = timezone.now()
DATED = {"submitted_at": NOW, "published_at": NOW, "superseded_at": NOW}
DATES = {
    "draft": [],
    "submitted": ["submitted_at"],
    "published": ["submitted_at", "published_at"],
    "superseded": [*DATED],
}


def make_rows(number, project, person):
    """Make entries of `project` in bulk: drafts, waiting and public ones, each with what a row shows."""
    measures = Measure.objects.bulk_create(
        Measure(project=project, maintainer=project, slug=f"massnahme-{next(numbers)}") for _ in range(number)
    )
    states = ["draft", "submitted", "published"]
    store([new(measure, person, states[index % 3]) for index, measure in enumerate(measures)], project, person)


def new(measure, person, state, number=1):
    people = {"created_by": person, "edited_by": person, "submitted_by": None if state == "draft" else person}
    dates = {name: DATED[name] for name in DATES[state]}
    named = {} if state == "superseded" else make_person()
    title = f"Titel {next(numbers)}"
    return Edition(measure=measure, number=number, title=title, state=state, **people, **dates, **named)


def store(editions, project, person):
    editions = Edition.objects.bulk_create(editions)
    place, kind = project.municipalities.get(), SolutionType.objects.first()
    EditionPlace.objects.bulk_create(EditionPlace(edition=edition, municipality=place) for edition in editions)
    EditionSolutionType.objects.bulk_create(
        EditionSolutionType(edition=edition, solutiontype=kind) for edition in editions
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(
            by=person, verb="save", project=project, measure_key=edition.measure_id, edition_key=edition.pk,
            edition_number=edition.number, state=edition.state, fields=["title"],
        )
        for edition in editions
    )  # fmt: skip


def make_questions(number):
    """Add questions that were asked often enough to be shown."""
    first = OpenQuestion.objects.count()
    OpenQuestion.objects.bulk_create(
        OpenQuestion(key=f"{first + index}", text=f"Frage {first + index}", week=date(2026, 6, 1), hours=3)
        for index in range(number)
    )


def make_past(number, measure, project, person):
    """Add editions to one measure, below the one that is being worked on."""
    first = measure.editions.count() + 1_000
    store([new(measure, person, "superseded", first + index) for index in range(number)], project, person)


@pytest.fixture
def desk(db):
    project = make_project("Musterstadt")
    editor = make_editor(project)
    return {"project": project, "person": editor, "moderator": make_user(is_moderator=True)}


def pages(draft, waiting):
    def of(name, edition=None):
        return reverse(f"admin:{name}", args=[edition.pk] if edition else [])

    everybody = {
        "overview": reverse("admin:index"),
        "list": of("measures_edition_changelist"),
        "list searched": of("measures_edition_changelist") + "?q=Titel&state__exact=draft&o=1",
        "form": of("entry_edit", draft),
        "preview": of("entry_preview", draft),
        "history": of("entry_history", draft),
        "show": of("entry_show", waiting),
        "removing a person": of("entry_remove_person", draft),
        "compare": of("entry_compare", draft) + f"?von={draft.pk}&mit={draft.pk}",
        "new": of("entry_add"),
        "table": of("table_upload"),
        "export": of("table_export") + "?format=csv",
    }
    deciding = {
        "queue": of("review_queue"),
        "persons": of("named_persons"),
        "projects and editors": of("projects_overview"),
        "one project": reverse("admin:project_overview", args=[draft.measure.project_id]),
        "questions": of("open_questions"),
        "review": of("entry_review", waiting),
        "withdraw": of("entry_withdraw", waiting),
        "audit": reverse("admin:measures_auditentry_changelist"),
        "projects": reverse("admin:municipalities_modelproject_changelist"),
        "users": reverse("admin:accounts_user_changelist"),
    }
    return {"person": everybody, "moderator": {**everybody, **deciding}}


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_desk(desk):
    project, person = desk["project"], desk["person"]
    make_rows(FEW, project, person)
    make_questions(FEW)
    draft = make_draft("Langes Leben", project=project, by=person)
    make_past(FEW, draft.measure, project, person)
    waiting = Edition.objects.filter(state="submitted").first()
    clients = {role: Client() for role in ("person", "moderator")}
    for role, client in clients.items():
        sign_in(client, desk[role])

    def counted():
        return {(role, name): queries(clients[role], url) for role, urls in pages(draft, waiting).items()
                for name, url in urls.items()}  # fmt: skip

    counted()  # content types and sites are read once
    few = counted()
    make_rows(MANY - FEW, project, person)
    make_questions(MANY - FEW)
    make_past(200, draft.measure, project, person)
    assert Edition.objects.filter(number=1).count() == MANY + 1
    assert counted() == few
    assert max(few.values()) <= 42  # a relation of an entry takes two in its form: the choices, and what is ticked
    print(few)  # noqa: T201 - shown with pytest -s
