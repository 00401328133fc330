"""The index follows the database: changed rows are read again, and readers never wait."""

import random
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures import workflow
from measures.finding import current as following
from measures.finding.current import current, index
from measures.finding.documents import TITLE, public_documents
from measures.finding.facet_rows import FACETS
from measures.finding.results import Search
from measures.finding.snapshot import Snapshot
from measures.models import CatalogueVersion, Edition, SolutionType
from municipalities.models import ModelProject, Municipality
from tests.factories import make_project, make_public

pytestmark = pytest.mark.django_db

WORDS = ["Bürger", "Plattform", "Sensor", "Straße", "Zwilling", "Messnetz", "Beteiligung", "Garten"]


def withdraw(edition):
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", closed_at=timezone.now(), close_reason="Irrtum")
    workflow.catalogue_changed()


def answers(snapshot):
    """Everything that some questions get from a snapshot."""
    questions = [{}, {"typ": ["app"]}, {"sort": "titel"}, {"sort": "projekt"}, *({"q": word} for word in WORDS)]
    found = [Search(snapshot, question) for question in questions]
    return [
        (
            one.total,
            [document.edition for document in one.documents(0, 50)],
            [present(one.counts(facet.name)) for facet in FACETS],
        )
        for one in found
    ]


def present(counts):
    return {value: number for value, number in counts.items() if number}


def republish(edition, **content):
    draft = workflow.start_draft(measure=edition.measure, by=None)
    workflow.save_draft(edition=draft, by=None, version=1, content=content)
    workflow.submit(edition=draft, by=None, version=draft.version)
    workflow.publish(edition=draft, by=None, version=draft.version)
    return draft


def comparable(documents):
    """Return documents with their forms as sets: the order of these means nothing."""
    return [replace(document, forms=tuple(map(set, document.forms))) for document in documents]


def test_an_index_that_followed_many_changes_is_like_one_built_afresh():
    chance = random.Random(7)  # noqa: S311 - the same changes every time
    projects = [make_project(), make_project()]
    public = [make_public(f"{chance.choice(WORDS)} {n}", project=chance.choice(projects)) for n in range(10)]
    current()
    for step in range(30):
        action = chance.choice(["publish", "republish", "withdraw"])
        if action == "publish" or not public:
            public.append(
                make_public(
                    f"{chance.choice(WORDS)}{chance.choice(WORDS).lower()} neu {step}",
                    project=chance.choice(projects),
                    types=chance.sample(["app", "dashboard", "reallabor"], 2),
                )
            )
        elif action == "republish":
            public.append(republish(public.pop(chance.randrange(len(public))), title=chance.choice(WORDS)))
        else:
            withdraw(public.pop(chance.randrange(len(public))))
        snapshot = current()
        assert len(snapshot) == len(public)
        assert comparable(snapshot.documents) == comparable(public_documents())
        assert answers(snapshot) == answers(Snapshot(0, public_documents(), snapshot.choices))


def test_only_the_texts_of_editions_that_have_changed_are_read_again():
    public = [make_public() for _ in range(20)]
    before = {document.edition: document for document in current().documents}
    new = republish(public[0], title="Nachher")

    with CaptureQueriesContext(connection) as queries:
        after = {document.edition: document for document in current().documents}

    reading_texts = [query["sql"] for query in queries if '"goals"' in query["sql"]]
    assert len(reading_texts) == 1
    assert f"IN ({new.pk})" in reading_texts[0]
    assert after.keys() == {new.pk, *(edition.pk for edition in public[1:])}
    assert all(after[edition.pk] is before[edition.pk] for edition in public[1:])


def test_a_new_version_of_the_same_edition_is_read_again():
    edition = make_public("Bus", goals="Jana Muster fragen")
    assert Search(current(), {"q": "Muster"}).total == 1
    with transaction.atomic():
        workflow.catalogue_changed()
        workflow.erase(edition=edition, by=None, values={"goals": ""})
    assert Search(current(), {"q": "Muster"}).total == 0


def rename_type():
    SolutionType.objects.filter(slug="app").update(name="Umbenannt")


def rename_project():
    ModelProject.objects.update(name="Umbenannt")


def rename_place():
    Municipality.objects.update(name="Umbenannt")


def name_another_type():
    Edition.objects.get().solution_types.add(SolutionType.objects.create(slug="neu", name="Umbenannt"))


def move_to_saxony():
    Municipality.objects.get().states.set(["SN"])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (rename_type, "umbenannt"),
        (rename_project, "umbenannt"),
        (rename_place, "umbenannt"),
        (name_another_type, "umbenannt"),
        (move_to_saxony, "sachsen"),
    ],
)
def test_what_changes_without_a_new_version_of_an_edition_is_read_anew(change, word):
    make_public("Bus")
    assert Search(current(), {"q": word}).total == 0
    change()
    workflow.catalogue_changed()
    assert Search(current(), {"q": word}).total == 1
    assert answers(current()) == answers(Snapshot(0, public_documents(), current().choices))


def test_facet_values_are_read_anew():
    edition = make_public(types=["app"])
    assert current().total("typ", "app") == 1
    SolutionType.objects.filter(slug="app").update(slug="anwendung")
    Municipality.objects.update(population=500_000)
    Edition.objects.filter(pk=edition.pk).update(status="geplant")
    workflow.catalogue_changed()
    totals = current().totals
    assert (totals["typ"], totals["groesse"], totals["status"]) == ({"anwendung": 1}, {"grossstadt": 1}, {"geplant": 1})
    assert str(dict(current().choices.values["typ"])["anwendung"]) == "App"


def test_what_has_not_changed_is_not_made_again():
    make_public()
    assert current() is current()


def test_a_broken_build_keeps_the_old_catalogue_and_says_so(client, monkeypatch):
    make_public("Alt")
    index.catch_up()

    def broken(*args):
        raise DatabaseError("gone")

    monkeypatch.setattr(following, "read_choices", broken)
    make_public("Neu")
    with pytest.raises(DatabaseError):
        index.catch_up()
    assert [document.zones[TITLE] for document in index._snapshot.documents] == ["Alt"]

    monkeypatch.setattr(following.connections, "close_all", lambda: None)
    monkeypatch.setattr(following.time, "sleep", end_of_round)
    with pytest.raises(EndOfRoundError):
        index._keep_following()
    assert "DatabaseError" in index.failure
    monkeypatch.setattr(index, "catch_up", lambda: index._snapshot)
    assert client.get("/healthz").json()["status"] == "degraded"


class EndOfRoundError(Exception):
    pass


def end_of_round(seconds):
    raise EndOfRoundError


def test_every_change_moves_the_version_by_one():
    make_public()
    before = CatalogueVersion.objects.get().number
    make_public()
    workflow.catalogue_changed()
    assert CatalogueVersion.objects.get().number == before + 2
