"""Access to the admin: moderators manage lists and see every edition, editors see those of their projects."""

import pytest
from django.contrib import admin
from django.db import connection, models
from django.urls import reverse

from measures.models import CatalogueVersion, SolutionType
from municipalities.accounts.models import Membership
from municipalities.admin.base import LimitedLookupAdmin
from municipalities.models import ModelProject
from municipalities.web_addresses import WebAddressField
from tests.factories import make_draft, make_editor, make_project, make_user
from tests.forms import filled
from tests.login import sign_in

pytestmark = pytest.mark.django_db

MODERATED_LISTS = [
    "measures_solutiontype",
    "measures_actionfield",
    "measures_spatialscope",
    "measures_offer",
    "measures_indicator",
    "measures_problem",
    "measures_synonymgroup",
    "measures_savedanswer",
    "municipalities_municipality",
    "municipalities_modelproject",
    "accounts_invitation",
]


@pytest.fixture
def own(db):
    return make_draft("Eigener Entwurf", project=make_project(slug="eigenes"))


@pytest.fixture
def foreign(db):
    return make_draft("Fremder Entwurf", project=make_project(slug="fremdes"))


@pytest.fixture
def editor(own):
    return make_editor(own.measure.project)


@pytest.fixture
def moderator(db):
    return make_user(is_moderator=True)


def edition_pages(edition):
    return [reverse(f"admin:{view}", args=[edition.pk]) for view in ("entry_edit", "entry_history")]


def test_an_editor_sees_the_editions_of_their_projects_only(client, editor, own, foreign):
    sign_in(client, editor)
    html = client.get(reverse("admin:measures_edition_changelist")).content.decode()
    assert own.title in html
    assert foreign.title not in html
    for url in edition_pages(own):
        assert client.get(url).status_code == 200
    for url in edition_pages(foreign):
        assert client.get(url).status_code == 404


def test_no_edition_is_deleted_in_the_admin(client, editor, moderator, own):
    for user in (editor, moderator):
        sign_in(client, user)
        for method in (client.get, client.post):
            assert method(f"/admin/measures/edition/{own.pk}/delete/").status_code == 404
        client.post(
            reverse("admin:measures_edition_changelist"),
            {"action": "delete_selected", "_selected_action": [own.pk], "post": "yes"},
        )
    own.refresh_from_db()
    assert own.title == "Eigener Entwurf"


@pytest.mark.parametrize("name", MODERATED_LISTS)
def test_only_moderators_use_the_lists(client, editor, moderator, name):
    for user, expected in ((editor, 403), (moderator, 200)):
        sign_in(client, user)
        for view in ("changelist", "add"):
            assert client.get(reverse(f"admin:{name}_{view}")).status_code == expected


def test_anonymous_visitors_are_redirected_to_the_sign_in(client, own):
    for url in [reverse("admin:index"), reverse("admin:measures_edition_changelist"), *edition_pages(own)]:
        response = client.get(url)
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("admin:login"))


def test_a_former_editor_sees_nothing(client, editor, own):
    sign_in(client, editor)
    editor.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    response = client.get(edition_pages(own)[0])
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("admin:login"))
    Membership.objects.create(user=editor, project=make_project())
    assert own.title not in client.get(reverse("admin:measures_edition_changelist")).content.decode()
    assert client.get(edition_pages(own)[0]).status_code == 404


def test_the_redirect_to_any_object_is_closed(client, moderator, own):
    sign_in(client, moderator)
    assert client.get(f"/admin/r/1/{own.pk}/").status_code == 404


def test_a_changed_vocabulary_makes_a_new_catalogue_version(client, moderator):
    sign_in(client, moderator)
    before = CatalogueVersion.objects.get().number
    url = reverse("admin:measures_solutiontype_add")
    client.post(url, {"slug": "neu", "name": "Neu", "description": "", "order": "5"})
    assert CatalogueVersion.objects.get().number == before + 1


def test_the_page_of_an_edition_shows_what_it_names(client, editor, own):
    sign_in(client, editor)
    html = client.get(edition_pages(own)[0]).content.decode()
    for relation in (own.solution_types, own.action_fields, own.places):
        assert str(relation.get()) in html


def test_a_value_that_an_edition_names_is_not_deleted(client, moderator, own):
    sign_in(client, moderator)
    value = own.solution_types.get()
    before = CatalogueVersion.objects.get().number
    one, several = (
        reverse("admin:measures_solutiontype_delete", args=[value.pk]),
        reverse("admin:measures_solutiontype_changelist"),
    )
    client.post(one, {"post": "yes"})
    client.post(several, {"action": "delete_selected", "_selected_action": [value.pk], "post": "yes"})
    assert SolutionType.objects.filter(pk=value.pk).exists()
    assert CatalogueVersion.objects.get().number == before


@pytest.mark.parametrize("how", ["on its page", "in the list"])
def test_deleting_a_value_named_at_the_same_moment_shows_an_error(client, moderator, own, how):
    sign_in(client, moderator)
    value = SolutionType.objects.create(slug="neu", name="Neu")
    pages = {"on its page": ("delete", [value.pk]), "in the list": ("changelist", [])}
    address = reverse(f"admin:measures_solutiontype_{pages[how][0]}", args=pages[how][1])
    waiting = [lambda: own.solution_types.add(value)]

    def in_between(execute, sql, params, many, context):
        if waiting and sql.startswith('UPDATE "measures_catalogueversion"'):  # Django has looked who names it
            waiting.pop()()
        return execute(sql, params, many, context)

    form = {"post": "yes", "action": "delete_selected", "_selected_action": value.pk}
    with connection.execute_wrapper(in_between):
        response = client.post(address, form, follow=True)
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert SolutionType.objects.filter(pk=value.pk).exists()


def test_an_address_typed_without_a_scheme_is_taken_to_be_secure(client, moderator, own):
    sign_in(client, moderator)
    project = own.measure.project
    address = reverse("admin:municipalities_modelproject_change", args=[project.pk])
    form = filled(client.get(address).content.decode(), "modelproject_form")
    client.post(address, form | {"website": "example.org"})
    assert ModelProject.objects.get(pk=project.pk).website == "https://example.org"


def test_every_admin_tidies_pasted_addresses():
    ours = [listed for listed in admin.site._registry.values() if isinstance(listed, LimitedLookupAdmin)]
    assert len(ours) > 5
    for listed in ours:
        for field in listed.model._meta.concrete_fields:
            if isinstance(field, models.URLField):
                assert isinstance(listed.formfield_for_dbfield(field, None), WebAddressField), listed


def test_the_admin_shows_the_name_of_the_site(client, moderator):
    sign_in(client, moderator)
    response = client.get(reverse("admin:index"), headers={"accept-language": "en"})
    assert response.context["site_header"] == response.context["site_title"]
    assert "Maßwerk" in response.content.decode().split("</title>")[0]
