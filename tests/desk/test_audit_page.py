"""The page of the audit: moderators read and filter it, and it cannot be changed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Max, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from measures import workflow
from measures.models import AuditEntry
from tests.desk.pages import count_queries, text_of
from tests.factories import make_draft, make_public, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db


AUDIT = "admin:measures_auditentry_changelist"


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

    html = text_of(client.get(reverse(AUDIT)))
    assert "Quellen" not in html  # they did not change
    assert "Ziele" in html
    few = count_queries(client, reverse(AUDIT))
    for _ in range(10):
        make_draft(project=second.measure.project, by=make_user())
    assert count_queries(client, reverse(AUDIT)) == few


def test_the_audit_is_filtered_by_day_and_person(moderator_client, second, editor, moderator, project):
    rows_of = {name: {entry.pk for entry in AuditEntry.objects.filter(by=who)} for name, who in
               (("editor", editor), ("import", None))}  # fmt: skip

    def found(**parameters):
        response = moderator_client.get(reverse(AUDIT), parameters)
        assert response.status_code == 200
        return {entry.pk for entry in response.context["cl"].result_list}

    everything = found()
    assert found(person=editor.pk) == rows_of["editor"] < everything
    assert found(person="import") == rows_of["import"] < everything
    # Midnight may pass while the test runs.
    moments, day = AuditEntry.objects.aggregate(first=Min("at"), last=Max("at")), timedelta(days=1)
    first, last = timezone.localdate(moments["first"]), timezone.localdate(moments["last"])
    assert found(von=first) == found(bis=last) == found(von=first, bis=last) == everything
    assert found(von=last + day) == found(bis=first - day) == set()
    assert found(von="", bis="", person="") == everything
    assert found(von=first, person=editor.pk, projekt=project.slug, verb__exact="save") < rows_of["editor"]
    for nonsense in ("2026-02-31", "x", "\0x", "9" * 500, "<script>alert(1)</script>"):
        for name in ("von", "bis", "person"):
            response = moderator_client.get(reverse(AUDIT), {name: nonsense})
            assert {entry.pk for entry in response.context["cl"].result_list} == everything
            assert "<script>alert" not in text_of(response)
            assert ('role="alert"' in text_of(response)) == (name != "person")


def test_a_day_ends_at_midnight_here_and_not_in_greenwich(moderator_client, project):
    make_draft("Spät", project=project)
    late = datetime(2026, 3, 9, 23, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    AuditEntry.objects.bulk_create(
        AuditEntry(at=late + timedelta(hours=hours), verb="save", project=project, measure_key=1, edition_key=1,
                   edition_number=1, state="draft")
        for hours in (0, 1)
    )  # fmt: skip
    for day in ("2026-03-09", "2026-03-10"):
        result = moderator_client.get(reverse(AUDIT), {"von": day, "bis": day}).context["cl"].result_list
        assert [localtime(entry.at).date().isoformat() for entry in result] == [day]


def test_a_filter_keeps_what_the_others_ask(moderator_client, second):
    html = text_of(moderator_client.get(reverse(AUDIT), {"verb__exact": "save", "von": "2026-01-01"}))
    kept = html.count('<input type="hidden" name="verb__exact" value="save">')
    assert kept == 3  # by the day, the person and the project
