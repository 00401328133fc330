"""An entry goes to others who maintain it, with their consent: rights, mails, audit, and what stays."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures import handovers, moving, workflow
from measures.asking import verbs
from measures.finding.current import current
from measures.models import AuditEntry, Edition, Enquiry, Handover, Measure
from measures.transitions import Conflict, WorkflowError
from municipalities.accounts.models import Mail, Membership
from municipalities.models import ModelProject
from tests.factories import make_editor, make_project, make_public, make_reuse, make_user
from tests.forms import filled
from tests.login import sign_in

pytestmark = pytest.mark.django_db
REASON = "Das Projekt ist zu Ende."


@pytest.fixture
def moderator():
    return make_user("moderation@example.org", is_moderator=True)


@pytest.fixture
def editor():
    return make_editor(make_project("Modellstadt"), email="alt@example.org")


@pytest.fixture
def town():
    """A town that is no model project, with an editor."""
    return ModelProject.objects.create(slug="nachbarstadt", name="Nachbarstadt", kind=ModelProject.Kind.BODY)


@pytest.fixture
def heir(town):
    return make_editor(town, email="neu@example.org")


@pytest.fixture
def edition(editor):
    return make_public("Parkleitung", project=editor.memberships.get().project)


def client_of(user):
    client = Client()
    sign_in(client, user)
    return client


def fresh(edition):
    return Edition.objects.select_related("measure__project").get(pk=edition.pk)


def offer(edition, receiver, by):
    edition = fresh(edition)
    return handovers.offer(edition=edition, by=by, version=edition.version, receiver=receiver, reason=REASON)


def accept(offered, by):
    edition = Edition.objects.readable().select_related("measure__project").get(measure=offered.measure_id)
    handovers.accept(handover=offered, edition=edition, by=by, version=edition.version)


def status(user, edition, route="entry_history"):
    return client_of(user).get(reverse(f"admin:{route}", args=[edition.pk])).status_code


def recipients():
    return sorted(Mail.objects.values_list("to", flat=True))


def test_an_entry_goes_to_a_town_that_accepts_it(client, edition, editor, town, heir):
    Mail.objects.all().delete()
    form = {"version": edition.version, "receiver": town.pk, "reason": REASON}
    assert client_of(editor).post(reverse("admin:entry_hand_over", args=[edition.pk]), form).status_code == 302
    assert recipients() == [heir.email]
    assert REASON in Mail.objects.get().text
    assert (status(editor, edition), status(heir, edition)) == (200, 404)  # nothing changes before they accept
    Mail.objects.all().delete()
    draft = workflow.start_draft(measure=edition.measure, by=editor)
    offered = Handover.objects.get()
    page = client_of(heir).get(reverse("admin:handovers")).content.decode()
    assert "Parkleitung" in page
    assert REASON in page
    form = {"version": fresh(edition).version}
    response = client_of(heir).post(reverse("admin:handover_accept", args=[offered.pk]), form)
    assert response.status_code == 302
    assert (status(editor, edition), status(heir, edition)) == (404, 200)
    assert recipients() == [editor.email]
    assert not Handover.objects.exists()
    assert fresh(draft).version == draft.version + 1  # an open form of the former editor gets a conflict
    assert fresh(edition).state == "published"
    assert fresh(edition).measure.project.name == "Modellstadt"
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Betreut von: Nachbarstadt" in page
    assert "Modellstadt" in page
    rows = AuditEntry.objects.filter(verb__in=["offer", "accept"]).order_by("pk").values_list("verb", "by", "note")
    assert list(rows) == [
        ("offer", editor.pk, f"An „Nachbarstadt“: {REASON}"),
        ("accept", heir.pk, f"Von „Modellstadt“ zu „Nachbarstadt“: {REASON}"),
    ]


def test_the_moderators_take_an_entry_over_and_answer_for_it(edition, editor, moderator):
    offered = offer(edition, None, editor)
    Mail.objects.all().delete()
    accept(offered, moderator)
    assert Measure.objects.get().maintainer is None
    assert (status(editor, edition), status(moderator, edition)) == (404, 200)
    enquiry = Enquiry.objects.create(measure=Measure.objects.get(), name="J", email="j@example.org", question="Wie?")
    Mail.objects.all().delete()
    verbs.confirm(enquiry)
    assert recipients() == [moderator.email]
    assert list(Enquiry.objects.open_to(editor)) == []


def test_only_the_receiver_accepts_and_only_the_giver_takes_back(edition, editor, town, heir, moderator):
    offered = offer(edition, town, editor)
    stranger = make_editor(make_project("Anderswo"))
    form = {"version": fresh(edition).version, "reason": "Nein."}

    def answers(user):
        client = client_of(user)
        routes = ("handover_accept", "handover_decline", "handover_take_back")
        return [client.post(reverse(f"admin:{route}", args=[offered.pk]), form).status_code for route in routes]

    assert answers(stranger) == [404, 404, 404]
    assert answers(editor)[:2] == [404, 404]
    assert not Handover.objects.exists()  # the third one has taken it back
    offered = offer(edition, town, editor)
    form["version"] = fresh(edition).version
    assert answers(moderator)[:2] == [404, 404]  # consent is the receiver's alone
    assert Measure.objects.get().maintainer == edition.measure.project


def test_a_declined_entry_stays_and_the_giver_reads_why(edition, editor, town, heir):
    offered = offer(edition, town, editor)
    Mail.objects.all().delete()
    address = reverse("admin:handover_decline", args=[offered.pk])
    client = client_of(heir)
    version = fresh(edition).version
    assert client.post(address, {"version": version, "reason": " "}).status_code == 400
    assert client.post(address, {"version": version - 1, "reason": "Kein Personal."}).status_code == 409
    assert client.post(address, {"version": version, "reason": "Kein Personal."}).status_code == 302
    assert recipients() == [editor.email]
    assert "Kein Personal." in Mail.objects.get().text
    assert (status(editor, edition), status(heir, edition)) == (200, 404)


def test_an_offer_is_refused_where_nobody_could_accept_it(edition, editor, town):
    with pytest.raises(WorkflowError, match="keine Redaktion"):
        offer(edition, town, editor)
    with pytest.raises(WorkflowError, match="schon betreut"):
        offer(edition, edition.measure.project, editor)
    offer(edition, None, editor)
    with pytest.raises(WorkflowError, match="schon jemandem angeboten"):
        offer(edition, None, editor)
    assert AuditEntry.objects.filter(verb="offer").count() == 1


def test_what_was_changed_or_taken_back_meanwhile_is_a_conflict(edition, editor, moderator):
    offered = offer(edition, None, editor)
    seen = fresh(edition)
    handovers.take_back(handover=offered, edition=fresh(edition), by=editor, version=seen.version)
    with pytest.raises(Conflict):
        handovers.accept(handover=offered, edition=seen, by=moderator, version=seen.version)
    assert Measure.objects.get().maintainer == edition.measure.project


def test_moving_or_withdrawing_an_entry_ends_the_offer(edition, editor, moderator):
    offer(edition, None, editor)
    other = make_project("Neustadt")
    current = fresh(edition)
    moving.move(edition=current, by=moderator, version=current.version, project=other, reason="Gehört dorthin")
    assert not Handover.objects.exists()
    assert Measure.objects.get().maintainer == other
    offer(edition, None, moderator)
    workflow.withdraw(edition=fresh(edition), by=moderator, version=fresh(edition).version, reason="Doppelt")
    assert not Handover.objects.exists()


def test_former_editors_reach_the_entry_by_no_other_way(edition, editor, town, heir):
    draft = workflow.start_draft(measure=edition.measure, by=editor)
    workflow.discard(edition=draft, by=editor, version=draft.version)
    reuse = make_reuse(edition)
    accept(offer(edition, town, editor), heir)
    client = client_of(editor)
    form = {"title": "Übernommen", "version": 1}
    assert client.post(reverse("admin:entry_edit", args=[draft.pk]), form).status_code == 404
    assert client.get(reverse("admin:reuse", args=[reuse.pk])).status_code == 404
    table = client.get(reverse("admin:table_export"), {"format": "csv"}).content.decode()
    assert "Parkleitung" not in table
    assert "Parkleitung" in client_of(heir).get(reverse("admin:table_export"), {"format": "csv"}).content.decode()
    assert edition.measure.newest == edition


def test_a_body_without_a_project_is_on_no_list_and_owns_no_measures(client, edition, town, heir):
    accept(offer(edition, town, make_user("m@example.org", is_moderator=True)), heir)
    for route in ("projects", "measures", "sitemap_part", "api_projects"):
        arguments = ["modellprojekte"] if route == "sitemap_part" else []
        assert "achbarstadt" not in client.get(reverse(route, args=arguments)).content.decode(), route
    assert client.get(reverse("project", args=[town.slug])).status_code == 404
    assert current().choices.project_count == 1
    form = {"project": town.pk, "title": "Neu"}
    assert client_of(heir).post(reverse("admin:entry_add"), form).status_code == 400


def test_entries_without_an_editor_are_listed_with_a_way_to_hand_them_over(edition, editor, moderator):
    make_public("Nie betreut", project=make_project("Ohne Redaktion"))
    address = reverse("admin:orphans")
    assert "Parkleitung" not in client_of(moderator).get(address).content.decode()
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=editor).update(starts_on=yesterday - timedelta(days=9), ends_on=yesterday)
    page = client_of(moderator).get(address).content.decode()
    assert reverse("admin:entry_hand_over", args=[edition.pk]) in page
    assert "Nie betreut" not in page
    accept(offer(edition, None, moderator), moderator)
    assert "Parkleitung" not in client_of(moderator).get(address).content.decode()
    assert fresh(edition).state == "published"


def test_the_lists_take_as_many_queries_for_many_entries(editor, moderator):
    project, gone = editor.memberships.get().project, make_project("Beendet")
    yesterday = timezone.localdate() - timedelta(days=1)
    make_editor(gone).memberships.update(starts_on=yesterday, ends_on=yesterday)
    client = client_of(moderator)

    def queries(number):
        for _number in range(number):
            offer(make_public(project=project), None, editor)
            make_public(project=gone)
        with CaptureQueriesContext(connection) as captured:
            for route in ("handovers", "orphans"):
                assert client.get(reverse(f"admin:{route}")).status_code == 200
        return len(captured)

    queries(1)  # what is read once
    assert queries(1) == queries(4)


def test_a_body_is_added_without_a_cohort_and_a_project_stays_one(moderator, edition):
    client = client_of(moderator)
    add = reverse("admin:municipalities_modelproject_add")
    page = client.get(add, {"kind": "traeger"}).content.decode()
    form = {**filled(page, "modelproject_form"), "name": "Nachbarstadt", "slug": "nachbarstadt"}
    assert form["kind"] == "traeger"
    assert client.post(add, {**form, "cohort": "2020"}).status_code == 200  # refused
    assert client.post(add, form).status_code == 302
    assert ModelProject.objects.get(slug="nachbarstadt").cohort is None
    project = edition.measure.project
    change = reverse("admin:municipalities_modelproject_change", args=[project.pk])
    form = {**filled(client.get(change).content.decode(), "modelproject_form"), "kind": "traeger", "cohort": ""}
    assert client.post(change, form).status_code == 200  # refused: visitors see its measures by it
    project.refresh_from_db()
    assert (project.kind, project.cohort) == ("mittelstadt", 2020)
