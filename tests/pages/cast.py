"""Eight users in different roles and one project with an edition in each state, for tests of access."""

from datetime import timedelta
from types import SimpleNamespace

from django.test import Client
from django.utils import timezone

from measures import handovers, workflow
from measures.models import AnsweredQuestion, Edition, Enquiry, Indicator, Reminder, SavedAnswer, SolutionType, Upload
from municipalities.accounts.models import Mail, Membership, User
from tests import login
from tests.factories import (
    make_draft,
    make_editor,
    make_effect,
    make_invitation,
    make_picture,
    make_project,
    make_reuse,
    make_solution,
    make_user,
)

STATES = [state.value for state in Edition.State]
HIDDEN = [state.value for state in Edition.WORKING]
OUTSIDE = ["anonymous", "deactivated", "ex-member", "future member", "moderator without factor"]
ROLES = [*OUTSIDE, "own", "foreign", "moderator"]


TABLE = {"columns": ["title"], "rows": []}


def title_of(state):
    """Return a title that occurs nowhere else: a page that contains it shows this edition."""
    return f"Geheimnis {state}"


def make_in_state(state, *, project, by, moderator, **content):
    """Return an edition brought into `state` by the verbs of the workflow, by the editor `by` and `moderator`."""
    filled = {"title": title_of(state), "effects": [make_effect()], **make_picture(7, 5), **content}
    edition = make_draft(project=project, by=by, **filled)

    def act(verb, who, on=edition, **words):
        verb(edition=on, by=who, version=on.version, **words)

    if state != "draft":
        act(workflow.submit, by)
    if state == "returned":
        act(workflow.return_with_note, moderator, note="Bitte ändern")
    if state in Edition.ONCE_PUBLIC:
        act(workflow.publish, moderator)
    if state in ("archived", "withdrawn"):
        act(workflow.archive if state == "archived" else workflow.withdraw, moderator, reason="Darum")
    if state == "superseded":
        successor = workflow.start_draft(measure=edition.measure, by=by)
        act(workflow.save_draft, by, successor, content={"title": "Nachfolger"})
        act(workflow.submit, by, successor)
        act(workflow.publish, moderator, successor)
    edition = Edition.objects.select_related("measure__project").get(pk=edition.pk)
    assert edition.state == state
    return edition


def make_people(project):
    """Return {role: user}, all with access; `end_access` removes it for some after they have signed in."""
    insiders = ["deactivated", "ex-member", "future member", "moderator without factor", "own"]
    people = {role: make_editor(project, email=f"{role.replace(' ', '-')}@example.org") for role in insiders}
    people["foreign"] = make_editor(make_project("Anderswo"), email="foreign@example.org")
    people["moderator"] = make_user("moderator@example.org", is_moderator=True)
    return people


def sign_in(people):
    """Return {role: client}, signed in while everybody still has access."""
    clients = {role: Client(raise_request_exception=False) for role in ROLES}
    for role, user in people.items():
        login.sign_in(clients[role], user)
    return clients


def end_access(people):
    """End the access of the roles without access, whose sessions go on."""
    today = timezone.localdate()
    people["deactivated"].is_active = False
    people["deactivated"].save()
    ended = {"starts_on": today - timedelta(days=90), "ends_on": today - timedelta(days=1)}
    Membership.objects.filter(user=people["ex-member"]).update(**ended)
    Membership.objects.filter(user=people["future member"]).update(starts_on=today + timedelta(days=1))
    User.objects.filter(pk=people["moderator without factor"].pk).update(is_moderator=True)


def make_cast():
    """Return the `project`, its `editions` by state, and `people` and their `clients` by role."""
    project = make_project("Musterstadt", slug="musterstadt")
    people = make_people(project)
    by, moderator = people["own"], people["moderator"]
    editions = {state: make_in_state(state, project=project, by=by, moderator=moderator) for state in STATES}
    make_reuse(editions["published"], sides=("adopter", "origin"))
    make_solution("Rathaus-App")
    app = SolutionType.objects.get(slug="app")
    Indicator.objects.create(solution_type=app, level="output", name="Messgeräte in Betrieb", unit="Geräte")
    SavedAnswer.objects.create(title="Bild fehlt", text="Bitte fügen Sie ein Bild hinzu.")
    published = Edition.objects.get(pk=editions["published"].pk)
    reason = title_of("draft")
    handovers.offer(edition=published, by=by, version=published.version, receiver=None, reason=reason)
    editions["published"] = Edition.objects.select_related("measure__project").get(pk=published.pk)
    Upload.objects.create(user=by, file_name=f"{title_of('tabelle')}.csv", table=TABLE)
    asked = timezone.now()
    question = {"name": "Jana", "email": "jana@example.org", "question": title_of("draft"), "confirmed_at": asked}
    enquiry = Enquiry.objects.create(measure=editions["published"].measure, **question)
    said = {"question": "Was kostet es?", "answer": "Wenig.", "state": "agreed", "consented_at": asked}
    AnsweredQuestion.objects.create(measure=enquiry.measure, enquiry=enquiry, proposed_by=by, **said)
    Reminder.objects.create(user=by, kind=Reminder.Kind.DRAFT, edition=editions["draft"])
    make_invitation("neu@example.org", by=moderator, projects=[project])
    SavedAnswer.objects.create(title="Kosten", text="Bitte nennen Sie die Kosten.")
    Mail.objects.filter(pk=Mail.objects.order_by("pk").first().pk).update(error="550 unknown")
    clients = sign_in(people)
    end_access(people)
    return SimpleNamespace(project=project, people=people, editions=editions, clients=clients)
