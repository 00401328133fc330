"""R1 beside the pages: lists, lookups, autocompletion, tables and discarded drafts show and change nothing foreign."""

from io import BytesIO

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from measures import workflow
from measures.models import AuditEntry, Edition, Measure, Upload
from tests.pages.cast import OUTSIDE, ROLES, STATES, make_cast, title_of

pytestmark = pytest.mark.django_db

EDITIONS = "/admin/measures/edition/"
NO_ROWS = [f"{rows}-{size}_FORMS" for rows in ("effects", "sources") for size in ("TOTAL", "INITIAL")]
BEGINS = "Geheimnis"  # begins all titles of cast.py


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def foreign(cast):
    return cast.clients["foreign"]


@pytest.fixture
def own(cast):
    return cast.clients["own"]


def page(name, *key):
    return reverse(f"admin:{name}", args=key)


def text_of(response):
    return response.content.decode(errors="replace")


def counts():
    return Measure.objects.count(), Edition.objects.count(), AuditEntry.objects.count(), LogEntry.objects.count()


def relations():
    """Yield every relation of every model, each a possible target of Django's autocompletion."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation:
                yield model._meta.app_label, model._meta.model_name, field.name


SERVED = "municipalities", "participation", "municipality"


def test_autocompletion_serves_moderators_one_field_and_nobody_any_other(cast):
    found = {}
    for field in relations():
        query = dict(zip(("app_label", "model_name", "field_name"), field, strict=True))
        for role in ROLES:
            response = cast.clients[role].get(reverse("admin:autocomplete"), {**query, "term": "stadt"})
            found.setdefault((role, response.status_code), []).append(field)
    statuses = {(role, 302) for role in OUTSIDE} | {(role, 403) for role in ("own", "foreign", "moderator")}
    assert set(found) == statuses | {("moderator", 200)}
    assert found["moderator", 200] == [SERVED]
    assert len(found["foreign", 403]) > 60


@pytest.mark.parametrize(
    "query",
    [
        "", f"q={BEGINS}", "q=Musterstadt", "state__exact=draft", "state__in=draft,submitted", "o=1", "o=-5.2", "all=",
        "_popup=1", "_popup=1&_to_field=id", "_facets=True", "p=1",
    ],
)  # fmt: skip
def test_no_question_to_the_list_shows_a_foreign_entry(cast, foreign, own, query):
    html = text_of(foreign.get(EDITIONS, QUERY_STRING=query))
    assert [state for state in STATES if title_of(state) in html] == []
    assert foreign.get(EDITIONS, QUERY_STRING=query).context["cl"].result_count == 0
    assert own.get(EDITIONS, QUERY_STRING=query).context["cl"].result_count > 0


@pytest.mark.parametrize(
    "lookup",
    [
        "measure__project__slug=musterstadt", "id__exact=1", "pk=1", "title__startswith=G", "return_note__regex=.",
        "edited_by__password__startswith=m", "edited_by__email=own@example.org", "measure__editions__title=x",
        "_to_field=edited_by__password", "created_by__memberships__project=1", "sources__url__contains=x",
    ],
)  # fmt: skip
def test_no_question_about_hidden_fields_is_answered(cast, own, lookup):
    """Also for users who may see the rows: an answer that depends on a hidden field reveals it letter by letter."""
    assert own.get(EDITIONS, QUERY_STRING=lookup).status_code == 400
    assert cast.clients["moderator"].get(EDITIONS, QUERY_STRING=lookup).status_code == 400


def test_a_list_is_not_sorted_by_what_it_does_not_show(own):
    usual = [edition.pk for edition in own.get(EDITIONS).context["cl"].result_list]
    for order in ("return_note", "-edited_by__password", "99", "6", "x.1"):
        shown = own.get(EDITIONS, {"o": order}).context["cl"].result_list
        assert [edition.pk for edition in shown] in (usual, sorted(usual, reverse=True))


def test_no_action_and_no_editable_list_writes(cast, foreign, own):
    keys = [edition.pk for edition in cast.editions.values()]
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": keys[0], "form-0-title": "Untergeschoben"}
    before = counts(), list(Edition.objects.order_by("pk").values())
    for client in (foreign, own, cast.clients["moderator"]):
        for action in ("delete_selected", "publish", "__class__"):
            sent = {"action": action, "_selected_action": keys, "select_across": "1", "index": "0", "post": "yes"}
            assert client.post(EDITIONS, sent).status_code in (200, 302)
        client.post(EDITIONS, {**rows, "_save": "Speichern"})
    assert (counts(), list(Edition.objects.order_by("pk").values())) == before


def test_two_editions_are_compared_only_within_one_measure(cast, foreign, own):
    mine = workflow.create_measure(
        project=cast.people["foreign"].memberships.get().project, by=None, content={"title": "Eigenes"}
    )
    for edition in cast.editions.values():
        for query in ({"mit": edition.pk}, {"von": edition.pk, "mit": mine.pk}, {"von": edition.pk, "mit": edition.pk}):
            response = foreign.get(page("entry_compare", mine.pk), query)
            assert response.status_code == 404
            assert BEGINS not in text_of(response)
    before = counts()
    for edition in cast.editions.values():
        assert foreign.post(page("entry_restore", mine.pk), {"newest": edition.pk}).status_code == 400
    assert counts() == before


def test_a_discarded_draft_comes_back_for_its_own_editors_only(cast, foreign, own):
    draft = cast.editions["draft"]
    workflow.discard(edition=draft, by=cast.people["own"], version=draft.version)
    typed = {"title": "Wieder da", "version": 1, **dict.fromkeys(NO_ROWS, "0")}
    before = counts()
    for role in ("foreign", "anonymous", "deactivated", "ex-member", "future member"):
        assert cast.clients[role].post(page("entry_edit", draft.pk), typed).status_code in (403, 404)
        assert counts() == before
    assert own.get(page("entry_edit", draft.pk)).status_code == 404
    assert own.post(page("entry_edit", draft.pk), typed).status_code == 302


@pytest.mark.parametrize("state", STATES)
def test_a_table_neither_shows_nor_changes_a_foreign_entry(cast, foreign, state):
    edition = cast.editions[state]
    before = counts()
    export = text_of(foreign.get(page("table_export"), {"format": "csv"}))
    assert BEGINS not in export
    for key in (edition.measure.slug, str(edition.measure.pk), str(edition.pk), ""):
        rows = f"Kennung;Modellprojekt;Titel\r\n{key};Musterstadt;Untergeschoben\r\n"
        file = BytesIO(rows.encode("utf-8-sig"))
        file.name = "tabelle.csv"
        response = foreign.post(page("table_upload"), {"file": file}, follow=True)
        assert response.status_code == 200, text_of(response)
        assert BEGINS not in text_of(response)
        upload = Upload.objects.filter(user=cast.people["foreign"]).latest("pk")
        plan = response.context["plan"]
        foreign.post(page("table_apply", upload.pk), {"plan": plan.fingerprint})
        assert plan.counts["new"] + plan.counts["changed"] == 0
    assert counts() == before


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(cast, elsewhere):
    asked = cast.clients["own"].get(reverse("admin:login"), {"next": elsewhere})
    assert (asked.status_code, asked.url) == (302, reverse("admin:index"))
    cast.people["own"].set_password("geheim")
    cast.people["own"].save()
    typed = {"username": "own@example.org", "password": "geheim", "next": elsewhere}
    response = cast.clients["anonymous"].post(reverse("admin:login"), typed)
    assert response.status_code == 302
    assert response.url.startswith("/admin/") or response.url.startswith("/accounts/")
