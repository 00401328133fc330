"""What became of an entry, as its editors and moderators read it, and the audit that moderators read."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures import workflow
from measures.models import AuditEntry, Edition
from tests.entering import sign_in
from tests.factories import make_draft, make_editor, make_project, make_public, make_user

pytestmark = pytest.mark.django_db

AUDIT = "admin:measures_auditentry_changelist"


def url(page, edition):
    return reverse(f"admin:measures_edition_{page}", args=[edition.pk])


def compare_url(edition, **parameters):
    return url("compare", edition), {name: getattr(value, "pk", value) for name, value in parameters.items()}


def text_of(response):
    return response.content.decode()


def lines(response):
    """{number of the edition: [(verb, who, labels, note)]} as the page got them."""
    return {
        edition.number: [(line.verb.value, line.by, line.labels, line.note) for line in found]
        for edition, found in response.context["editions"]
    }


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
def first(project):
    return make_public("Erste", project=project)


@pytest.fixture
def second(first, editor, moderator):
    """A second edition that went to and fro and is public now."""
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


@pytest.fixture
def at_desk(client, editor):
    sign_in(client, editor)
    return client


# Who may


@pytest.mark.parametrize("which", ["history", "show", "compare", "restore"])
def test_who_works_on_the_project_may_see_its_past_and_others_learn_nothing(
    client, which, second, editor, moderator, stranger
):
    address = url(which, second) + (f"?mit={second.pk}" if which == "compare" else "")
    asked = client.post if which == "restore" else client.get
    assert asked(address).status_code in (302, 403)
    sign_in(client, stranger)
    assert client.get(address).status_code == client.post(address).status_code == 404
    for user in (editor, moderator):
        sign_in(client, user)
        assert asked(address, {"mit": second.pk, "newest": second.pk}).status_code == (
            302 if which == "restore" else 200
        )
        Edition.objects.working().delete()
    assert client.get(url("restore", second)).status_code == 405
    assert client.post(url("show", second)).status_code == 405


def test_a_membership_that_ended_shows_no_past(at_desk, editor, second):
    editor.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    for page in ("history", "show"):
        assert at_desk.get(url(page, second)).status_code == 302  # to the sign-in


@pytest.mark.parametrize("key", ["x", "0", "-1", "9" * 30, "_5B", "²", "1_2F", "%00"])
def test_a_key_that_is_none_is_not_found(at_desk, key):
    for page in ("history", "show", "compare"):
        address = reverse("admin:measures_edition_changelist") + f"{key}/{page}/"
        assert at_desk.get(address).status_code in (302, 404)  # Django takes "x/show/" for a key of its own


# The history


def test_the_history_tells_who_did_what_and_why(at_desk, second, editor, moderator):
    response = at_desk.get(url("history", second))
    told = lines(response)
    assert list(told) == [2, 1]
    assert told[2] == [
        ("publish", moderator, [], ""),
        ("submit", editor, [], ""),
        ("return", moderator, [], "Bitte\nkürzer."),
        ("submit", editor, [], ""),
        ("save", editor, ["Titel", "Ziele", "Kosten"], ""),  # three savings in a row
        ("start", editor, [], ""),
    ]
    assert told[1] == [
        ("supersede", moderator, [], ""),
        ("publish", None, [], ""),
        ("submit", None, [], ""),
        ("create", None, [], ""),
    ]
    html = text_of(response)
    assert "Rike Redlich" in html
    assert "kürzer." in html


def test_the_history_of_any_edition_is_that_of_the_measure(at_desk, first, second):
    of_first, of_second = (lines(at_desk.get(url("history", edition))) for edition in (first, second))
    assert of_first == of_second


def test_what_the_audit_never_saw_is_told_from_the_edition(at_desk, second, moderator):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # its guard knows DELETE, but not TRUNCATE
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE measures_auditentry")
        else:
            cursor.execute("DELETE FROM measures_auditentry")
    told = lines(at_desk.get(url("history", second)))
    assert [line[0] for line in told[2]] == ["publish", "submit", "return", "create"]
    assert [line[0] for line in told[1]] == ["supersede", "publish", "submit", "create"]
    assert told[2][2][3] == "Bitte\nkürzer."
    workflow.archive(edition=second, by=moderator, version=8, reason="Ende.")
    assert lines(at_desk.get(url("history", second)))[2][0] == ("archive", moderator, [], "Ende.")


def test_a_discarded_draft_leaves_its_lines(at_desk, second, editor):
    draft = workflow.start_draft(measure=second.measure, by=editor)
    workflow.discard(edition=draft, by=editor, version=1)
    (left,) = at_desk.get(url("history", second)).context["discarded"]
    assert [(line.verb.value, line.number) for line in left] == [("discard", 3), ("start", 3)]


def test_the_number_of_queries_does_not_grow_with_the_past(at_desk, second, editor, moderator):
    def queries():
        at_desk.get("/admin/password_change/")  # prolongs the session, if that is due
        with CaptureQueriesContext(connection) as captured:
            assert at_desk.get(url("history", second)).status_code == 200
        return len(captured)

    few = queries()
    for _ in range(4):
        draft = workflow.start_draft(measure=second.measure, by=make_user())
        workflow.submit(edition=draft, by=make_user(), version=1)
        workflow.publish(edition=draft, by=moderator, version=2)
    assert queries() == few


# One edition, two editions


def test_any_edition_can_be_read_as_it_was(at_desk, first, second):
    for edition in (first, second):
        html = text_of(at_desk.get(url("show", edition)))
        assert re.search(rf"<h2>{edition.title}</h2>", html)
        assert "mailto:?subject" not in html


def test_two_editions_are_compared_from_the_older_to_the_newer(at_desk, first, second):
    for address in (
        compare_url(second, mit=first),
        compare_url(first, mit=second),
        compare_url(first, von=second, mit=first),
    ):
        response = at_desk.get(*address)
        assert (response.context["old"], response.context["new"]) == (first, second)
        assert [change.name for change in response.context["changes"]] == ["title", "goals", "costs"]
    assert at_desk.get(*compare_url(first, mit=first)).context["changes"] == []


def test_editions_of_two_entries_are_never_compared(client, moderator, first, second):
    other = make_public()
    sign_in(client, moderator)
    for parameters in (
        {"mit": other}, {"von": other, "mit": first}, {"von": first, "mit": other}, {}, {"mit": ""}, {"mit": "x"},
        {"mit": "\x00"}, {"mit": "9" * 5000}, {"von": "", "mit": first}, {"mit": f" {first.pk}"},
    ):  # fmt: skip
        assert client.get(*compare_url(second, **parameters)).status_code == 404


def test_what_editors_wrote_stays_text(at_desk, first, editor):
    attack = "<script>alert(1)</script>"
    draft = workflow.start_draft(measure=first.measure, by=editor)
    content = {"title": attack, "goals": attack, "sources": [{"url": f"https://example.org/{attack}"}]}
    workflow.save_draft(edition=draft, by=editor, version=1, content=content)
    workflow.submit(edition=draft, by=editor, version=2)
    workflow.return_with_note(edition=draft, by=None, version=3, note=attack)
    for page, parameters in (("history", {}), ("show", {}), ("compare", {"mit": first.pk})):
        html = text_of(at_desk.get(url(page, draft), parameters))
        assert "&lt;script&gt;alert(1)" in html
        assert attack not in html


# Restoring


def test_an_old_edition_becomes_a_new_draft(at_desk, first, second, editor):
    response = at_desk.post(url("restore", first), {"newest": second.pk})
    draft = Edition.objects.working().get()
    assert (response.status_code, response.url) == (302, url("change", draft))
    assert (draft.title, draft.number, draft.created_by) == ("Erste", 3, editor)
    assert list(draft.solution_types.all()) == list(first.solution_types.all())
    second.refresh_from_db()
    assert second.state == "published"


def test_a_withdrawn_entry_can_be_taken_up_again(at_desk, second, moderator):
    workflow.withdraw(edition=second, by=moderator, version=8, reason="Falsch.")
    assert url("restore", second) in text_of(at_desk.get(url("history", second)))
    at_desk.post(url("restore", second), {"newest": second.pk})
    assert Edition.objects.working().get().title == "Zweite"


def test_who_did_not_see_the_newest_edition_restores_nothing(at_desk, first, second, editor, moderator):
    page = text_of(at_desk.get(url("history", second)))
    assert page.count(f'name="newest" value="{second.pk}"') == 2
    third = workflow.start_draft(measure=second.measure, by=editor)
    workflow.submit(edition=third, by=editor, version=1)
    workflow.publish(edition=third, by=moderator, version=2)
    response = at_desk.post(url("restore", first), {"newest": second.pk})
    assert response.status_code == 409
    assert f'name="newest" value="{third.pk}"' in text_of(response)  # now she sees it, and can choose again
    for nonsense in ({}, {"newest": ""}, {"newest": "x"}, {"newest": "\x00"}, {"newest": "9" * 5000}, {"newest": "²"}):
        response = at_desk.post(url("restore", first), nonsense)
        assert response.status_code == 400
        assert 'role="alert"' in text_of(response)
    assert not Edition.objects.working().exists()
    assert at_desk.post(url("restore", first), {"newest": third.pk}).status_code == 302


def test_while_somebody_works_on_an_entry_nothing_is_restored(at_desk, first, second, editor):
    draft = workflow.start_draft(measure=second.measure, by=editor)
    assert url("restore", first) not in text_of(at_desk.get(url("history", second)))
    response = at_desk.post(url("restore", first), {"newest": second.pk})
    assert response.status_code == 409
    assert 'role="alert"' in text_of(response)
    assert url("change", draft) in text_of(response)
    assert list(Edition.objects.working()) == [draft]


# The audit


@pytest.fixture
def own_work(project, moderator):
    edition = make_draft("Eigenes", project=project, by=moderator)
    workflow.submit(edition=edition, by=moderator, version=1)
    workflow.publish(edition=edition, by=moderator, version=2, reason="Alle anderen sind krank.")
    return edition


def rows(client, **parameters):
    response = client.get(reverse(AUDIT), parameters)
    assert response.status_code == 200
    return [(entry.verb, entry.title) for entry in response.context["cl"].result_list]


def test_moderators_read_the_audit_and_nobody_writes_it(client, second, editor, moderator):
    entry = AuditEntry.objects.first()
    pages = {name: reverse(f"admin:measures_auditentry_{name}", args=[entry.pk]) for name in ("change", "delete")}
    pages |= {name: reverse(f"admin:measures_auditentry_{name}") for name in ("changelist", "add")}
    sign_in(client, editor)
    assert {client.get(address).status_code for address in pages.values()} == {403}
    sign_in(client, moderator)
    seen = {name: client.get(address).status_code for name, address in pages.items()}
    assert seen == {"change": 200, "changelist": 200, "add": 403, "delete": 403}
    for address in pages.values():
        client.post(
            address, {"note": "anders", "action": "delete_selected", "_selected_action": entry.pk, "post": "yes"}
        )
    assert list(AuditEntry.objects.filter(pk=entry.pk).values("note", "verb")) == [{"note": "", "verb": "publish"}]


def test_the_audit_is_filtered_by_verb_project_and_reason(client, second, own_work, moderator, project):
    make_public("Anderswo")
    sign_in(client, moderator)
    assert rows(client, verb__exact="return") == [("return", "Zweite")]
    assert ("publish", "Anderswo") in rows(client)
    assert {title for _, title in rows(client, projekt=project.slug)} == {"Erste", "Zweite", "Eigenes"}
    assert rows(client, begruendet="ja") == [("publish", "Eigenes")]
    assert rows(client, begruendet="ja", verb__exact="publish", projekt=project.slug) == [("publish", "Eigenes")]
    everything = rows(client)
    for nonsense in ({"projekt": "\x00"}, {"projekt": "x"}, {"begruendet": "x"}):
        assert rows(client, **nonsense) == everything
    for lookup in ("note__regex=(", "by__password__startswith=p", "project__name=x", "verb__exact=x", "fields__0=x"):
        assert client.get(reverse(AUDIT), QUERY_STRING=lookup).status_code in (302, 400)


def test_the_audit_names_what_changed_and_asks_no_more_for_more_rows(client, second, moderator):
    sign_in(client, moderator)

    def queries():
        client.get("/admin/password_change/")  # prolongs the session, if that is due
        with CaptureQueriesContext(connection) as captured:
            html = text_of(client.get(reverse(AUDIT)))
        assert "Quellen" not in html  # they did not change
        assert "Ziele" in html
        return len(captured)

    few = queries()
    for _ in range(10):
        make_draft(project=second.measure.project, by=make_user())
    assert queries() == few


# What can be done from the page of an edition


def steps(client, edition):
    """The pages that the page of this edition leads to, besides the history."""
    html = text_of(client.get(url("show", edition)))
    found = re.findall(r'(?:href|action)="/admin/measures/edition/(\d+)/(\w+)/"', html)
    return {(int(key), name) for key, name in found} - {(edition.pk, "history")}


def test_the_page_of_an_edition_offers_what_its_state_allows(at_desk, first, second, editor, moderator):
    assert steps(at_desk, second) == {(second.pk, "start"), (second.pk, "confirm")}
    assert steps(at_desk, first) == {(first.pk, "restore")}
    draft = workflow.start_draft(measure=second.measure, by=editor)
    assert steps(at_desk, draft) == steps(at_desk, first) == {(draft.pk, "change")}
    assert steps(at_desk, second) == {(second.pk, "start"), (second.pk, "confirm")}  # which leads to the draft
    workflow.submit(edition=draft, by=editor, version=1)
    assert steps(at_desk, draft) == {(draft.pk, "recall")}
    sign_in(at_desk, moderator)
    assert steps(at_desk, draft) == {(draft.pk, "recall"), (draft.pk, "review")}
    assert {(second.pk, "archive"), (second.pk, "withdraw")} < steps(at_desk, second)
