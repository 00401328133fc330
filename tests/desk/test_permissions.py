"""The permissions of each kind of user, through Django's `has_perm`."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser

from measures import permissions
from measures.models import Edition
from municipalities.accounts.models import Membership, User
from tests.factories import make_draft, make_editor, make_project, make_public, make_user

pytestmark = pytest.mark.django_db
ACTIONS = ("view", "add", "change", "delete")


def models():
    """Return "app.model" for each model of ours that the admin shows."""
    labels = (model._meta.label_lower for model in admin.site._registry)
    return {label for label in labels if label.split(".")[0] in ("measures", "municipalities", "accounts")}


def allowed(user):
    """Return {"app.model": actions} for these models."""
    found = {}
    for label in models():
        app, name = label.split(".")
        actions = {action for action in ACTIONS if user.has_perm(f"{app}.{action}_{name}")}
        if actions:
            found[label] = actions
    return found


def users():
    """Return one user of each kind, for the project of the first edition."""
    own, other = make_project(), make_project()
    past = make_user(email="past@example.org")
    Membership.objects.create(user=past, project=own, starts_on="2020-01-01", ends_on="2020-12-31")
    future = make_user(email="future@example.org")
    Membership.objects.create(user=future, project=own, starts_on="2100-01-01")
    return own, {
        "editor": make_editor(own),
        "editor of another project": make_editor(other),
        "moderator": make_user(is_moderator=True),
        "closed editor": closed(make_editor(own)),
        "closed moderator": closed(make_user(is_moderator=True)),
        "ex-member": past,
        "future member": future,
        "nobody": make_user(email="nobody@example.org"),
    }


def closed(user):
    user.is_active = False
    user.save()
    return User.objects.get(pk=user.pk)


def test_the_role_says_which_lists_a_user_may_use():
    _project, people = users()
    everything = {"view", "add", "change", "delete"}
    assert allowed(people["editor"]) == {"measures.edition": {"view", "add", "change"}}
    assert allowed(people["moderator"]) == {
        "measures.edition": {"view", "add", "change"},
        "measures.auditentry": {"view"},
        "measures.solutiontype": everything,
        "measures.actionfield": everything,
        "measures.spatialscope": everything,
        "measures.solution": everything,
        "measures.offer": everything,
        "measures.indicator": everything,
        "measures.problem": everything,
        "measures.savedanswer": everything,
        "measures.synonymgroup": everything,
        "municipalities.modelproject": everything,
        "municipalities.municipality": everything,
        "accounts.mail": {"view"},
        "accounts.user": {"view", "change"},
        "accounts.invitation": {"view", "add"},
    }
    for kind in ("closed editor", "closed moderator", "ex-member", "future member", "nobody"):
        assert allowed(people[kind]) == {}, kind
    assert allowed(AnonymousUser()) == {}


def test_an_app_is_open_to_whoever_may_use_one_of_its_lists():
    _project, people = users()
    apps = ("measures", "municipalities", "accounts", "auth")
    for kind, expected in {"editor": [True, False, False, False], "moderator": [True, True, True, False]}.items():
        assert [people[kind].has_module_perms(app) for app in apps] == expected, kind
    for kind in ("closed moderator", "ex-member", "nobody"):
        assert not any(people[kind].has_module_perms(app) for app in apps), kind


@pytest.mark.parametrize("action", ["view", "change"])
def test_the_permission_for_an_edition_agrees_with_the_queryset(action):
    project, people = users()
    editions = [make_draft(project=project), make_public(project=project), make_draft(project=make_project())]
    for kind, user in people.items():
        has_access = user.is_active and user.has_access
        visible = set(Edition.objects.open_to(user)) if has_access else set()
        assert {edition for edition in editions if user.has_perm(f"measures.{action}_edition", edition)} == visible, (
            kind
        )
    assert people["editor"].has_perm(f"measures.{action}_edition", editions[0])
    assert not people["editor"].has_perm(f"measures.{action}_edition", editions[2])


def test_nobody_deletes_an_edition_or_may_do_what_is_not_listed():
    _project, people = users()
    edition = make_draft()
    for user in people.values():
        for permission in ("measures.delete_edition", "measures.publish_edition", "measures", "", "x.view_edition"):
            assert not user.has_perm(permission, edition)
            assert not user.has_perm(permission)


def test_every_listed_model_exists():
    inlines = {"municipalities.participation", "accounts.membership"}
    assert permissions.MODERATORS.keys() == models() | inlines
