"""From one entry under review to the next: filters that stay, who reviews, what changed since an entry came back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from measures import workflow
from measures.desk import reviewing
from measures.models import Edition, ReturnedContent, TakenReview
from tests.desk.pages import state, text_of, url
from tests.factories import make_change, make_person, make_project, make_public, make_submitted, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(project, editor):
    """Five submitted entries that wait for 40, 30, 20, 10 and 0 days; the third one elsewhere."""
    entries = []
    for number, days in enumerate((40, 30, 20, 10, 0)):
        where = make_project("Anderswo") if number == 2 else project
        edition = make_submitted(f"Eintrag {number}", project=where, by=editor)
        Edition.objects.filter(pk=edition.pk).update(submitted_at=timezone.now() - timedelta(days=days))
        entries.append(edition)
    return entries


def shown(client, **query):
    return [row.title for row in client.get(url("review_queue"), query).context["page"]]


def test_filters_by_kind_age_and_reviewer(moderator_client, moderator, five, project, editor):
    make_change(make_public("Alt", project=project), editor, title="Geändert")
    back = five[4]
    reviewing.return_with_note(edition=back, by=moderator, version=2, note="Kürzer.")
    workflow.submit(edition=back, by=None, version=3)
    reviewing.take(five[0], moderator)
    reviewing.take(five[1], make_user(is_moderator=True))
    assert shown(moderator_client, art="geaendert") == ["Geändert"]
    assert shown(moderator_client, art="wieder") == ["Eintrag 4"]
    assert "Geändert" not in shown(moderator_client, art="neu")
    assert shown(moderator_client, seit="28") == ["Eintrag 0", "Eintrag 1"]
    assert shown(moderator_client, seit="14", projekt=five[2].measure.project.slug) == ["Eintrag 2"]
    assert shown(moderator_client, wer="meine") == ["Eintrag 0"]
    assert shown(moderator_client, wer="frei", seit="7") == ["Eintrag 2", "Eintrag 3"]
    page = moderator_client.get(url("review_queue"), {"wer": "meine", "seit": "28", "art": "geaendert"})
    assert "Kein Eintrag passt zu diesen Filtern." in text_of(page)
    for name in ("art", "seit", "wer"):
        assert moderator_client.get(url("review_queue"), {name: "\x00²"}).context["notices"]


def test_a_decision_leads_to_the_next_entry_of_the_filtered_queue(moderator_client, five):
    project = five[1].measure.project.slug
    query = f"?projekt={project}&seit=7"
    page = moderator_client.get(url("entry_review", five[1]) + query)
    assert (page.context["previous"], page.context["next"]) == (five[0], five[3])  # the third one is elsewhere
    response = moderator_client.post(url("entry_publish", five[1]) + query, {"version": 2}, follow=True)
    assert response.redirect_chain == [(url("entry_review", five[3]) + query, 302)]
    html = text_of(response)
    assert f'href="/massnahmen/{five[1].measure.slug}/">Ansehen</a>' in html
    assert f'href="{url("review_queue")}?projekt={project}&amp;seit=7"' in html
    response = moderator_client.post(url("entry_return", five[3]) + query, {"version": 2, "note": "Kürzer."})
    assert response.url == url("review_queue") + query  # no other waits for a week
    assert state(five[3]) == "returned"


def test_several_published_at_once_keep_the_filters(moderator_client, five):
    project = five[1].measure.project.slug
    page = moderator_client.get(url("review_queue"), {"projekt": project, "alle": "ja"})
    assert len(page.context["chosen"]) == len(re.findall(r"\bchecked\b", text_of(page))) == 4
    assert "seite=1&amp;alle=ja" in text_of(moderator_client.get(url("review_queue")))
    address = url("publish_several") + f"?projekt={project}&alle=ja"
    response = moderator_client.post(address, {"edition": page.context["chosen"][:1]})
    assert response.url == url("review_queue") + f"?projekt={project}"


def test_a_moderator_takes_a_review_gives_it_up_and_publishing_ends_it(moderator_client, moderator, submitted):
    moderator_client.post(url("entry_take", submitted))
    assert "Sie haben die Prüfung" in text_of(moderator_client.get(url("entry_review", submitted)))
    moderator_client.post(url("entry_take", submitted), {"give_up": "ja"})
    assert not TakenReview.objects.exists()
    reviewing.take(submitted, make_user(is_moderator=True, first_name="Mia", last_name="Muster"))
    assert "Mia Muster hat die Prüfung" in text_of(moderator_client.get(url("entry_review", submitted)))
    assert "übernommen von Mia Muster" in text_of(moderator_client.get(url("review_queue")))
    moderator_client.post(url("entry_take", submitted), {"give_up": "ja"})
    assert TakenReview.objects.exists()  # somebody else's
    moderator_client.post(url("entry_take", submitted))
    assert TakenReview.objects.get().by == moderator
    moderator_client.post(url("entry_publish", submitted), {"version": 2})
    assert state(submitted) == "published"
    assert not TakenReview.objects.exists()


def test_an_entry_submitted_again_shows_what_has_changed_since_it_was_returned(moderator_client, submitted, editor):
    note = {"version": 2, "note": "Ziele genauer."}
    workflow.recall(edition=submitted, by=editor, version=2)
    person = make_person("Jana Muster")
    workflow.save_draft(edition=submitted, by=editor, version=3, content=person)
    workflow.submit(edition=submitted, by=editor, version=4)
    moderator_client.post(url("entry_return", submitted), note | {"version": 5})
    assert "Jana" not in str(ReturnedContent.objects.get().texts)
    workflow.save_draft(edition=submitted, by=editor, version=6, content={"goals": "Ordnung und Ruhe"})
    workflow.submit(edition=submitted, by=editor, version=7)
    page = moderator_client.get(url("entry_review", submitted))
    (change,) = page.context["since_return"]
    assert change.name == "goals"
    html = text_of(page)
    assert html.index("Ziele genauer.") < html.index("Was sich seitdem geändert hat") < html.index("und Ruhe")
    moderator_client.post(url("entry_publish", submitted), {"version": 8})
    assert not ReturnedContent.objects.exists()
