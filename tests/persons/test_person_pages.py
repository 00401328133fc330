"""Named persons on the pages: in the form, for visitors, removed with one click, and listed for moderators."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.finding.current import current
from measures.models import Edition, UnfinishedText
from measures.persons import person_rules
from tests.factories import make_draft, make_editor, make_person, make_project, make_public, make_user
from tests.finding.orm_answers import matching
from tests.forms import filled
from tests.login import sign_in

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()  # when the tests begin: midnight may pass meanwhile
TYPED = {
    "person_name": "Jana Muster",
    "person_email": "jana.muster@example.org",
    "person_basis": "consent",
    "person_consent_on": TODAY.isoformat(),
    "person_consent_text": person_rules.NEWEST_CONSENT,
    "person_until": (TODAY + timedelta(days=400)).isoformat(),
}


@pytest.fixture
def project(db):
    return make_project("Musterstadt", slug="musterstadt")


@pytest.fixture
def editor(project):
    return make_editor(project)


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client


def page(name, edition):
    return reverse(f"admin:{name}", args=[edition.pk])


def form_of(client, edition):
    return filled(client.get(page("entry_edit", edition)).content.decode(), "eintrag")


# In the form


def test_an_editor_names_a_person_with_basis_and_end(editor_client, project, editor):
    draft = make_draft(project=project, by=editor)
    html = editor_client.get(page("entry_edit", draft)).content.decode()
    assert '<details class="form-folded" >' in html
    assert person_rules.CONSENT_TEXTS[person_rules.NEWEST_CONSENT] in html
    assert editor_client.post(page("entry_edit", draft), form_of(editor_client, draft) | TYPED).status_code == 302
    draft.refresh_from_db()
    assert {name: str(getattr(draft, name)) for name in TYPED} == TYPED
    assert '<details class="form-folded" open>' in editor_client.get(page("entry_edit", draft)).content.decode()
    # What was not touched has not changed, and emptied fields name nobody.
    assert editor_client.post(page("entry_edit", draft), form_of(editor_client, draft)).status_code == 302
    assert Edition.objects.get().version == 2
    emptied = dict.fromkeys(set(TYPED) - {"person_consent_text"}, "")
    assert editor_client.post(page("entry_edit", draft), form_of(editor_client, draft) | emptied).status_code == 302
    draft.refresh_from_db()
    assert (draft.person_name, draft.person_consent_text, draft.person_until) == ("", "", None)


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"person_name": ""}, ["person_name"]),
        ({"person_basis": ""}, ["person_basis"]),
        ({"person_basis": "erfunden"}, ["person_basis"]),
        ({"person_until": ""}, ["person_until"]),
        ({"person_until": "bald"}, ["person_until"]),
        ({"person_until": (TODAY - timedelta(days=30)).isoformat()}, ["person_until"]),
        ({"person_until": (person_rules.last_day() + timedelta(days=30)).isoformat()}, ["person_until"]),
        ({"person_consent_on": ""}, ["person_consent_on"]),
        ({"person_consent_on": (TODAY + timedelta(days=30)).isoformat()}, ["person_consent_on"]),
        ({"person_consent_text": ""}, ["person_consent_text"]),
        ({"person_consent_text": "1999"}, ["person_consent_text"]),
        ({"person_email": "keine Adresse"}, ["person_email"]),
        ({"person_basis": "task"}, ["person_consent_on"]),
        ({"person_name": "", "person_basis": "", "person_until": ""}, ["person_name", "person_basis", "person_until"]),
    ],
)
def test_half_a_person_is_kept_apart_and_errors_are_shown_at_their_fields(
    editor_client, project, editor, wrong, fields
):
    draft = make_draft(project=project, by=editor)
    typed = TYPED | wrong
    response = editor_client.post(page("entry_edit", draft), form_of(editor_client, draft) | typed)
    assert response.status_code == 302
    response = editor_client.get(response.url)
    form = response.context["form"]
    assert list(form.errors) == fields
    assert {name: form[name].value() for name in TYPED if name.startswith("person")} == {
        name: text for name, text in typed.items() if name.startswith("person")
    }
    assert '<details class="form-folded" open>' in response.content.decode()
    assert not Edition.objects.naming_persons().exists()
    workflow.remove_person(measure=draft.measure, by=editor)
    assert not UnfinishedText.objects.exists()


def test_a_mailbox_that_looks_like_a_person_is_hinted_at_and_stored(editor_client, project, editor):
    draft = make_draft(project=project, by=editor)
    hint = person_rules.hint_about("contact_email", "jana.muster@stadt.example.org")
    assert hint not in editor_client.get(page("entry_edit", draft)).content.decode()
    form = form_of(editor_client, draft) | {"contact_email": "jana.muster@stadt.example.org"}
    assert editor_client.post(page("entry_edit", draft), form).status_code == 302
    assert hint in editor_client.get(page("entry_edit", draft)).content.decode()


# For visitors


@pytest.mark.parametrize(("days", "shown"), [(0, True), (-1, False)])
def test_readers_see_a_person_up_to_the_last_day(client, days, shown):
    public = make_public("Altstadtbus", **make_person(days=days))
    html = client.get(public.get_absolute_url()).content.decode()
    assert ("Jana Muster" in html, "jana.muster@example.org" in html) == (shown, shown)
    linked_data = re.search(r"<script type=.application/ld\+json.>(.*?)</script>", html, re.DOTALL)[1]
    assert "Muster" not in linked_data


def test_the_name_of_a_person_is_not_searched(client):
    make_public("Altstadtbus", **make_person("Jana Quastenflosser"))
    assert "Altstadtbus" not in client.get("/massnahmen/?q=Quastenflosser").content.decode()
    assert "Quasten" not in client.get("/vorschlaege/?q=Quasten").content.decode().replace("q=Quasten", "")
    assert not matching(Edition.objects.all(), "Quastenflosser").exists()
    assert not [form for form in current().forms if "quasten" in form]


def test_a_cached_page_is_not_confirmed_after_the_last_day(client, monkeypatch):
    public = make_public(**make_person(days=0))
    url = public.get_absolute_url()
    response = client.get(url)
    known = {"if-none-match": response["ETag"]}
    assert client.get(url, headers=known).status_code == 304
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    response = client.get(url, headers=known)
    assert (response.status_code, "Jana" in response.content.decode()) == (200, False)


def test_a_cached_page_is_not_confirmed_after_the_removal(client):
    public = make_public(**make_person())
    url = public.get_absolute_url()
    known = {"if-none-match": client.get(url)["ETag"]}
    workflow.remove_person(measure=public.measure, by=None)
    response = client.get(url, headers=known)
    assert (response.status_code, "Jana" in response.content.decode()) == (200, False)


def test_a_preview_shows_a_person_with_an_end_only(editor_client, project, editor):
    draft = make_draft(project=project, by=editor)
    form = form_of(editor_client, draft) | TYPED
    assert "Jana Muster" in editor_client.post(page("entry_preview", draft), form).content.decode()
    assert (
        "Jana Muster"
        not in editor_client.post(page("entry_preview", draft), form | {"person_until": "2001-01-01"}).content.decode()
    )


# Removing a person


@pytest.mark.parametrize("state", ["draft", "submitted", "published"])
def test_an_editor_removes_a_person_at_once(editor_client, client, project, editor, state):
    edition = make_draft("Altstadtbus", project=project, by=editor, **make_person())
    if state != "draft":
        workflow.submit(edition=edition, by=editor, version=1)
    if state == "published":
        workflow.publish(edition=edition, by=make_user(is_moderator=True), version=2)
    address = page("entry_remove_person", edition)
    for url in (
        reverse("admin:index"),
        editor_client.get(page("entry_edit", edition), follow=True).request["PATH_INFO"],
    ):
        assert address in editor_client.get(url).content.decode(), url
    question = editor_client.get(address).content.decode()
    assert "Jana Muster" in question
    assert Edition.objects.naming_persons().exists()
    assert editor_client.post(address).status_code == 302
    assert not Edition.objects.naming_persons().exists()
    if state == "published":
        assert "Jana" not in client.get(edition.get_absolute_url()).content.decode()
    assert address not in editor_client.get(reverse("admin:index")).content.decode()
    assert editor_client.post(address, follow=True).status_code == 200  # a second click does no harm


def test_other_users_cannot_remove_a_person(project, editor):
    edition = make_public(project=project, **make_person())
    foreign = Client()
    foreign.force_login(make_editor(make_project()))
    for method in (foreign.get, foreign.post):
        assert method(page("entry_remove_person", edition)).status_code == 404
    assert Client().post(page("entry_remove_person", edition)).status_code == 403
    assert Edition.objects.naming_persons().count() == 1


def test_removing_a_person_loses_no_typed_text(editor_client, project, editor):
    draft = make_draft(project=project, by=editor, **make_person())
    form = form_of(editor_client, draft) | {"summary": "Meine Fassung."}
    workflow.remove_person(measure=draft.measure, by=None)
    response = editor_client.post(page("entry_edit", draft), form)
    again = filled(response.content.decode(), "eintrag")
    assert (response.status_code, again["summary"], again["person_name"]) == (409, "Meine Fassung.", "")


# For moderators


@pytest.fixture
def moderator_client(project):
    client = Client()
    sign_in(client, make_user(is_moderator=True))
    return client


def test_moderators_see_all_named_persons_ordered_by_their_end(moderator_client, project):
    address = reverse("admin:named_persons")
    assert 'class="empty"' in moderator_client.get(address).content.decode()
    consent = {"person_basis": "consent", "person_consent_on": TODAY, "person_consent_text": "2026-11"}
    late = make_public("Später", project=project, **make_person("Lea Spät", days=300, **consent))
    soon = make_draft("Bald", **make_person("Bodo Bald", days=5))
    over = make_public("Vorbei", **make_person("Vera Vorbei", days=-1))
    make_public("Ohne")
    response = moderator_client.get(address)
    assert [edition.pk for edition in response.context["page"]] == [over.pk, soon.pk, late.pk]
    html = response.content.decode()
    for text in ("Lea Spät", "Bodo Bald", "Vera Vorbei", "2026-11", page("entry_remove_person", soon)):
        assert text in html
    response = moderator_client.get(address + "?projekt=musterstadt")
    assert [edition.pk for edition in response.context["page"]] == [late.pk]
    for query in ("?projekt=gibt-es-nicht", "?seite=99", "?seite=x", "?projekt=%00"):
        assert moderator_client.get(address + query).status_code == 200
    assert address in moderator_client.get(reverse("admin:index")).content.decode()


def test_the_list_takes_the_same_queries_for_few_and_many_persons(moderator_client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert moderator_client.get(reverse("admin:named_persons")).status_code == 200
        return len(captured)

    make_public(**make_person())
    queries()
    few = queries()
    for _ in range(12):
        make_public(**make_person())
    assert queries() == few


def test_editors_do_not_get_the_list(editor_client):
    assert editor_client.get(reverse("admin:named_persons")).status_code == 403
