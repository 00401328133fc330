"""The index follows the database: by what has changed, whole, and without ever leaving readers alone."""

import random

import pytest
from django.db import DatabaseError
from django.utils import timezone

from measures import workflow
from measures.finding import current as following
from measures.finding.current import current, index
from measures.finding.documents import FACETS, public_documents
from measures.finding.results import Found
from measures.finding.snapshot import Snapshot
from measures.models import CatalogueVersion, Edition, SolutionType
from tests.factories import make_project, make_public

pytestmark = pytest.mark.django_db

WORDS = ["Bürger", "Plattform", "Sensor", "Straße", "Zwilling", "Messnetz", "Beteiligung", "Garten"]


def withdraw(edition):
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", closed_at=timezone.now(), close_reason="Irrtum")
    workflow.catalogue_changed(edition.measure)


def answers(snapshot):
    """Everything that some questions get from a snapshot."""
    questions = [{}, {"typ": ["app"]}, {"sort": "titel"}, {"sort": "projekt"}, *({"q": word} for word in WORDS)]
    found = [Found(snapshot, question) for question in questions]
    return [(one.total, one.editions(0, 50), [present(one.counts(facet)) for facet in FACETS]) for one in found]


def present(counts):
    return {value: number for value, number in counts.items() if number}


def test_a_snapshot_made_from_changes_answers_like_one_made_afresh():
    chance = random.Random(7)  # noqa: S311 - the same story every time
    projects = [make_project(), make_project()]
    public = [make_public(f"{chance.choice(WORDS)} {n}", project=chance.choice(projects)) for n in range(10)]
    first = current()
    for step in range(30):
        deed = chance.choice(["publish", "republish", "withdraw"])
        if deed == "publish" or not public:
            public.append(
                make_public(
                    f"{chance.choice(WORDS)}{chance.choice(WORDS).lower()} neu {step}",
                    project=chance.choice(projects),
                    types=chance.sample(["app", "dashboard", "reallabor"], 2),
                )
            )
        elif deed == "republish":
            old = public.pop(chance.randrange(len(public)))
            draft = workflow.start_draft(measure=old.measure, by=None)
            workflow.save_draft(edition=draft, by=None, version=1, content={"title": chance.choice(WORDS)})
            workflow.submit(edition=draft, by=None, version=draft.version)
            workflow.publish(edition=draft, by=None, version=draft.version)
            public.append(draft)
        else:
            withdraw(public.pop(chance.randrange(len(public))))
        snapshot = current()
        assert snapshot.documents[: len(first.documents)] == first.documents, "made afresh, not from the change"
        assert len(snapshot) == len(public)
        assert answers(snapshot) == answers(Snapshot(0, public_documents(), snapshot.choices))


def test_anything_else_that_changes_makes_a_fresh_snapshot():
    make_public("Bus", types=["app"])
    before = current()
    SolutionType.objects.filter(slug="app").update(name="Anwendung")
    workflow.catalogue_changed()
    assert current() is not before
    assert dict(current().choices.values["typ"])["app"] == "Anwendung"
    assert Found(current(), {"q": "Anwendung"}).total == 1


def test_many_withdrawn_documents_make_a_fresh_snapshot(monkeypatch):
    monkeypatch.setattr(Snapshot, "stale", property(lambda self: len(self.documents) - len(self.alive) > 1))
    public = [make_public() for _ in range(4)]
    current()
    for edition in public[:2]:
        withdraw(edition)
        assert len(current().documents) == 4
    withdraw(public[2])
    assert len(current().documents) == len(current()) == 1


def test_what_has_not_changed_is_not_made_again():
    make_public()
    assert current() is current()


def test_a_broken_build_keeps_the_old_catalogue_and_says_so(client, monkeypatch):
    make_public("Alt")
    index.catch_up()

    def broken(*args):
        raise DatabaseError("gone")

    monkeypatch.setattr(following, "read_documents", broken)
    monkeypatch.setattr(following, "public_documents", broken)
    make_public("Neu")
    with pytest.raises(DatabaseError):
        index.catch_up()
    assert [document.zones[3] for document in index._snapshot.documents] == ["Alt"]

    monkeypatch.setattr(following.connections, "close_all", lambda: None)
    monkeypatch.setattr(following.time, "sleep", end_of_round)
    with pytest.raises(EndOfRoundError):
        index._keep_following()
    assert "DatabaseError" in index.failure
    monkeypatch.setattr(index, "catch_up", lambda: None)
    assert client.get("/healthz").json()["status"] == "degraded"


class EndOfRoundError(Exception):
    pass


def end_of_round(seconds):
    raise EndOfRoundError


def test_versions_without_gaps_tell_each_change():
    make_public()
    before = CatalogueVersion.objects.get().number
    make_public()
    workflow.catalogue_changed()
    assert CatalogueVersion.objects.get().number == before + 2
