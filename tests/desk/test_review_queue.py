"""The review queue, and publishing several entries at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from measures import workflow
from measures.models import Edition
from tests.desk.pages import count_queries, state, text_of, url
from tests.factories import make_change, make_draft, make_editor, make_project, make_public, make_submitted
from tests.login import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("which", ["review_queue", "publish_several"])
def test_the_queue_is_for_moderators(client, which, submitted, editor, stranger):
    seen = {"edition": f"{submitted.pk}:2"}
    assert client.get(url("review_queue")).status_code == 302
    assert client.post(url(which), seen).status_code == 403
    for user in (editor, stranger):
        sign_in(client, user)
        assert client.get(url(which)).status_code == client.post(url(which), seen).status_code == 403
    assert state(submitted) == "submitted"


def test_only_a_form_publishes(moderator_client, submitted):
    assert moderator_client.get(url("publish_several")).status_code == 405
    assert moderator_client.post(url("review_queue")).status_code == 405
    assert state(submitted) == "submitted"


def test_the_queue_shows_what_waits_oldest_first(moderator_client, project, editor, moderator):
    public = make_public("Alt", project=project)
    for title, days in (("Gestern", 1), ("Heute", 0), ("Lange", 12)):
        edition = make_submitted(title, project=project, by=editor)
        Edition.objects.filter(pk=edition.pk).update(submitted_at=timezone.now() - timedelta(days=days))
    make_change(public, moderator, title="Eigenes")
    make_draft("Entwurf")
    response = moderator_client.get(url("review_queue"))
    rows = [
        (row.title, row.changes_something, row.needs_reason, str(row.submitted_by)) for row in response.context["page"]
    ]
    assert rows == [
        ("Lange", False, False, "Rike Redlich"),
        ("Gestern", False, False, "Rike Redlich"),
        ("Heute", False, False, "Rike Redlich"),
        ("Eigenes", True, True, str(moderator)),
    ]
    html = text_of(response)
    assert "12" in response.context["page"][0].waiting_time
    assert html.count('type="checkbox"') == 3  # own work needs a reason, so it has no checkbox
    assert "Entwurf" not in html


def test_the_queue_can_be_read_project_by_project(moderator_client, project, editor, submitted):
    other = make_submitted("Anderswo", project=make_project("Zweites"), by=None)
    response = moderator_client.get(url("review_queue"), {"projekt": other.measure.project.slug})
    assert [row.title for row in response.context["page"]] == ["Anderswo"]
    for nonsense in ({"projekt": "\x00"}, {"projekt": "gibt-es-nicht"}, {"seite": "x"}, {"seite": "9" * 500}):
        response = moderator_client.get(url("review_queue"), nonsense)
        assert [row.title for row in response.context["page"]] == ["Mängelmelder", "Anderswo"]
        assert response.context["notices"]


def test_an_empty_queue_says_so(moderator_client):
    response = moderator_client.get(url("review_queue"))
    assert response.status_code == 200
    assert "<table" not in text_of(response)
    assert "checkbox" not in text_of(response)


@pytest.mark.one_database
def test_the_number_of_queries_does_not_grow_with_the_queue(moderator_client, project):
    people = [make_editor(project) for _ in range(10)]

    def with_more(count):
        for number in range(count):
            make_submitted(project=project if number % 2 else make_project(), by=people[number % 10])
        return count_queries(moderator_client, url("review_queue"))

    assert with_more(20) == with_more(180) <= 10
    response = moderator_client.get(url("review_queue"), {"seite": "4"})
    assert (len(response.context["page"]), response.context["pages"].current) == (50, 4)


def test_several_are_published_one_by_one_and_each_refusal_is_told(moderator_client, project, editor, moderator):
    names = ["Gut", "Veraltet", "Eigenes", "Zurückgeholt", "Auch gut"]
    editions = {name: make_submitted(name, project=project, by=editor) for name in names if name != "Eigenes"}
    editions["Eigenes"] = make_submitted("Eigenes", project=project, by=moderator)
    seen = [f"{editions[name].pk}:{editions[name].version}" for name in names]
    stale, back = editions["Veraltet"], editions["Zurückgeholt"]
    for edition in (stale, back):
        workflow.recall(edition=edition, by=editor, version=2)
    workflow.submit(edition=stale, by=editor, version=3)
    response = moderator_client.post(url("publish_several"), {"edition": [*seen, seen[0], "999999:1"]}, follow=True)
    assert response.redirect_chain == [(url("review_queue"), 302)]
    states = {name: state(edition) for name, edition in editions.items()}
    assert states == {
        "Gut": "published",
        "Auch gut": "published",
        "Veraltet": "submitted",
        "Eigenes": "submitted",
        "Zurückgeholt": "draft",
    }
    told = {message.level_tag: [] for message in response.context["messages"]}
    for message in response.context["messages"]:
        told[message.level_tag].append(str(message))
    (success,) = told["success"]
    assert "Gut" in success
    assert "Auch gut" in success
    for name in ("Veraltet", "Eigenes", "Zurückgeholt"):
        assert [name in text for text in told["warning"]].count(True) == 1
        assert name not in success
    assert len(told["warning"]) == 4  # and the one that is not there


@pytest.mark.parametrize(
    "chosen", [[], [""], ["1"], ["x:2"], ["1:x"], ["1:\x00"], ["²:²"], ["9" * 30 + ":1"], ["1:1"] * 1 + ["a"]]
)
def test_a_choice_that_says_nothing_publishes_nothing(moderator_client, submitted, chosen):
    response = moderator_client.post(
        url("publish_several"), {"edition": [f"{submitted.pk}:2", *chosen] if chosen else []}
    )
    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)
    assert state(submitted) == "submitted"
    if chosen:
        assert "checked" in text_of(response)


def test_the_filter_stays_when_several_were_published(moderator_client, submitted):
    query = f"?projekt={submitted.measure.project.slug}"
    response = moderator_client.post(url("publish_several") + query, {"edition": f"{submitted.pk}:2"})
    assert response.url == url("review_queue") + query
