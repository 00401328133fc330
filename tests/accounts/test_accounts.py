"""Accounts: mails about changes, the end of access (R18) and of sessions, and the half-yearly review."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts.models import Attempt, Mail, Membership, User
from municipalities.models import ModelProject
from tests import login
from tests.accounts.signing_in import NEW, RIGHT, WRONG, is_refused, sign_in, two_sessions
from tests.concurrency import at_once
from tests.factories import make_draft, make_editor, make_municipality, make_project, make_public, make_user
from tests.pages import routes

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return make_editor(make_project("Musterstadt"), email="ada@example.org", first_name="Ada", last_name="Amt")


@pytest.fixture
def moderator(db):
    return make_user("moderation@example.org", is_moderator=True, first_name="Mona", last_name="Mod")


def account_form(user, **changes):
    """Return what the form of an account sends, with changes."""
    form = {"email": user.email, "first_name": user.first_name, "last_name": user.last_name}
    form |= {name: "on" for name in ("is_active", "is_moderator") if changes.pop(name, getattr(user, name))}
    rows = list(user.memberships.all())
    form |= {"memberships-TOTAL_FORMS": str(len(rows)), "memberships-INITIAL_FORMS": str(len(rows))}
    for number, row in enumerate(rows):
        values = {"id": row.pk, "user": user.pk, "project": row.project_id, "starts_on": row.starts_on.isoformat()}
        form |= {f"memberships-{number}-{name}": value for name, value in values.items()}
    return form | changes


def save_account(client, user, **changes):
    address = reverse("admin:accounts_user_change", args=[user.pk])
    return client.post(address, account_form(user, **changes))


def test_a_changed_password_sends_a_mail_and_ends_the_other_sessions(client, editor):
    login.sign_in(client, editor)
    other = two_sessions(editor)[0]
    form = {"old_password": RIGHT, "new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse("admin:password_change"), form).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert is_refused(other)
    mail = Mail.objects.get()
    assert mail.to == editor.email
    assert NEW not in mail.text
    form["old_password"] = WRONG
    client.post(reverse("admin:password_change"), form)
    assert Mail.objects.count() == 1


def test_changed_rights_send_a_mail_with_the_moderator_and_the_dates(client, editor, moderator):
    login.sign_in(client, moderator)
    save_account(client, editor)
    assert not Mail.objects.exists()  # nothing has changed
    ends_on = timezone.localdate() + timedelta(days=9)
    save_account(client, editor, is_moderator=True, **{"memberships-0-ends_on": ends_on.isoformat()})
    mail = Mail.objects.get(to=editor.email)
    assert "Mona Mod" in mail.text
    assert "Musterstadt" in mail.text
    assert mail.text.count("\n– ") == 2
    assert "Ada Amt" in Mail.objects.exclude(pk=mail.pk).get(to=moderator.email).subject  # a new moderator


def test_a_changed_address_sends_a_mail_to_both_addresses(client, editor, moderator):
    login.sign_in(client, moderator)
    save_account(client, editor, email="neu@example.org")
    assert {mail.to for mail in Mail.objects.all()} == {"ada@example.org", "neu@example.org"}


def test_ones_own_address_needs_the_password(client, moderator):
    login.sign_in(client, moderator)
    assert save_account(client, moderator, first_name="Maria").status_code == 302
    answers = [save_account(client, moderator, email="neu@example.org", own_password=WRONG) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    Attempt.objects.all().delete()
    assert save_account(client, moderator, email="neu@example.org").status_code == 200
    assert User.objects.get(pk=moderator.pk).email == moderator.email
    assert save_account(client, moderator, email="neu@example.org", own_password=RIGHT).status_code == 302
    assert User.objects.get(pk=moderator.pk).email == "neu@example.org"


def test_access_ends_with_the_next_request_in_all_sessions(client, moderator):
    yesterday = timezone.localdate() - timedelta(days=1)
    login.sign_in(client, moderator)
    ways = {
        "deactivated": {"is_active": False},
        "membership ended": {"memberships-0-starts_on": "2020-01-01", "memberships-0-ends_on": yesterday.isoformat()},
        "membership removed": {"memberships-0-DELETE": "on"},
    }
    refused = 0
    for changes in ways.values():
        user = make_editor(make_project())
        sessions = two_sessions(user)
        assert save_account(client, user, **changes).status_code == 302
        refused += sum(is_refused(session) for session in sessions)
    second = make_user(is_moderator=True)
    sessions = two_sessions(second)
    save_account(client, second, is_moderator=False)
    refused += sum(is_refused(session) for session in sessions)
    assert refused == 8


def test_a_moderator_who_becomes_an_editor_has_access_to_their_own_project_only(client, moderator):
    login.sign_in(client, moderator)
    user = make_editor(make_project(), is_moderator=True)
    foreign = make_draft("Fremd")
    sessions = two_sessions(user)
    save_account(client, user, is_moderator=False)
    for session in sessions:
        assert session.get("/admin/").status_code == 200
        assert session.get(reverse("admin:accounts_user_changelist")).status_code == 403
        assert session.get(reverse("admin:entry_edit", args=[foreign.pk])).status_code == 404


def test_the_last_moderator_stays_a_moderator(client, moderator):
    login.sign_in(client, moderator)
    make_user("zu@example.org", is_moderator=True, is_active=False)
    for changes in ({"is_moderator": False}, {"is_active": False}):
        response = save_account(client, moderator, **changes)
        assert (response.status_code, bool(response.context["errors"])) == (200, True)
    moderator.refresh_from_db()
    assert (moderator.is_active, moderator.is_moderator) == (True, True)
    make_user("zweite@example.org", is_moderator=True)
    assert save_account(client, moderator, is_moderator=False).status_code == 302


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_moderators_who_demote_each_other_at_once_leave_one():
    for _ in range(5):
        User.objects.update(is_moderator=False)
        one, other = (make_user(is_moderator=True) for _ in range(2))
        tries = [partial(save_account, two_sessions(one)[0], other), partial(save_account, two_sessions(other)[0], one)]
        at_once(*(partial(demote, is_moderator=False) for demote in tries))
        assert User.objects.filter(is_moderator=True, is_active=True).count() == 1


def test_accounts_cannot_be_added_or_deleted_in_the_admin(client, moderator, editor):
    login.sign_in(client, moderator)
    for name, key in (("add", []), ("delete", [editor.pk])):
        address = reverse(f"admin:accounts_user_{name}", args=key)
        assert (client.get(address).status_code, client.post(address, {"post": "yes"}).status_code) == (403, 403)
    address = reverse("admin:accounts_user_changelist")
    client.post(address, {"action": "delete_selected", "_selected_action": [editor.pk], "post": "yes"})
    assert User.objects.filter(pk=editor.pk).exists()


def test_an_unused_session_expires_and_the_typed_text_is_shown_again(settings, editor):
    settings.SESSION_COOKIE_AGE = 2
    client = Client()
    assert sign_in(editor.email, RIGHT, client=client).status_code == 302
    for _ in range(3):
        time.sleep(1)
        assert client.get("/admin/").status_code == 200  # each request prolongs the session
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 2
    time.sleep(2.1)
    response = client.post(reverse("admin:entry_add"), {"title": "Mühsam getippt"})
    assert response.status_code == 403
    assert "Mühsam getippt" in response.content.decode()
    assert client.get("/admin/").status_code == 302


def test_public_pages_neither_set_a_cookie_nor_prolong_a_session(settings, editor):
    client = Client()
    sign_in(editor.email, RIGHT, client=client)
    make_draft(project=editor.memberships.get().project)
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=50))
    for visitor in (client, Client()):
        for name in ("start", "measures", "projects", "municipalities", "about"):
            response = visitor.get(reverse(name))
            assert (response.status_code, len(response.cookies)) == (200, 0)
    assert Session.objects.get().expire_date < timezone.now() + timedelta(seconds=51)
    assert routes.public_names().isdisjoint({"admin_invitation", "admin_password_reset"})


def test_accounts_are_confirmed_half_yearly(client, moderator, editor):
    login.sign_in(client, moderator)
    address = reverse("admin:accounts_user_review")
    assert editor.email not in client.get(address).content.decode()
    User.objects.filter(pk=editor.pk).update(date_joined=timezone.now() - timedelta(days=184))
    assert editor.email in client.get(address).content.decode()
    assert address in client.get("/admin/").content.decode()
    client.post(reverse("admin:accounts_user_confirm", args=[editor.pk]))
    assert reverse("admin:accounts_user_confirm", args=[editor.pk]) not in client.get(address).content.decode()
    User.objects.filter(pk=editor.pk).update(confirmed_at=timezone.now() - timedelta(days=184), is_active=False)
    assert editor.email not in client.get(address).content.decode()


def test_the_review_names_the_current_model_projects_of_each_account(client, moderator, editor):
    yesterday = timezone.localdate() - timedelta(days=1)
    former = Membership(user=editor, project=make_project("Früher"), starts_on=yesterday, ends_on=yesterday)
    former.save()
    User.objects.update(date_joined=timezone.now() - timedelta(days=184))
    login.sign_in(client, moderator)
    accounts = client.get(reverse("admin:accounts_user_review")).context["accounts"]
    named = {user.email: [project.name for project in projects] for user, projects in accounts}
    assert named == {editor.email: ["Musterstadt"], moderator.email: []}


def test_the_review_names_projects_that_lost_their_editors(client, moderator, editor):
    login.sign_in(client, moderator)
    make_project("Nie besetzt")
    address = reverse("admin:accounts_user_review")
    make_public(project=ModelProject.objects.get(name="Musterstadt"))
    assert "Musterstadt" not in client.get(address).content.decode()
    assert client.get("/admin/").context["entries_without_editor"] == 0
    User.objects.filter(pk=editor.pk).update(is_active=False)
    html = client.get(address).content.decode()
    assert "Musterstadt" in html
    assert "Nie besetzt" not in html
    assert client.get("/admin/").context["entries_without_editor"] == 1
    assert reverse("admin:orphans") in client.get("/admin/").content.decode()


def test_people_are_found_by_name_project_and_place(client, moderator):
    login.sign_in(client, moderator)
    there = make_project("Wasserkante", municipalities=[make_municipality("Kappeln")])
    found = make_editor(there, email="fischer@example.org", first_name="Ole")
    former = make_editor(there, email="frueher@example.org")
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=former).update(starts_on=yesterday, ends_on=yesterday)
    make_editor(make_project("Anderswo"), email="andere@example.org")
    for text in ("Kappeln", "wasserkante", "ole", "fischer@"):
        page = client.get(reverse("admin:accounts_user_changelist"), {"q": text})
        assert list(page.context["cl"].queryset) == [found], text
    assert page.status_code == 200


def test_the_overview_lists_entries_first(client, moderator):
    login.sign_in(client, moderator)
    lists = client.get("/admin/").context["app_list"]
    assert [app["app_label"] for app in lists] == ["measures", "municipalities", "accounts"]
    assert lists[0]["models"][0]["object_name"] == "Edition"
