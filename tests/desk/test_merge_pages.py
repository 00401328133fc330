"""The page on which moderators merge two values, and the redirects from the old addresses."""

import pytest
from django.urls import reverse

from measures.models import ActionField, Solution, SolutionType, SpatialScope
from tests.factories import make_draft, make_editor, make_public, make_solution, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def software():
    """Two values of software: other than those of the other vocabularies, they do not come with the migrations."""
    return make_solution("Consul"), make_solution("CONSUL Democracy")


VOCABULARIES = (SolutionType, ActionField, SpatialScope, Solution)


def page(value, view="merge"):
    return reverse(f"admin:measures_{value._meta.model_name}_{view}", args=[value.pk])


def add_page(model):
    return reverse(f"admin:measures_{model._meta.model_name}_add")


@pytest.fixture
def app(db):
    return SolutionType.objects.get(slug="app")


@pytest.fixture
def dashboard(db):
    return SolutionType.objects.get(slug="dashboard")


@pytest.fixture
def moderator(client):
    user = make_user(is_moderator=True)
    sign_in(client, user)
    return user


def test_only_moderators_merge(client, app, dashboard):
    edition = make_draft(types=["app"])
    for user, expected in ((None, 302), (make_editor(edition.measure.project), 403), (make_user(), 302)):
        if user:
            sign_in(client, user)
        assert client.get(page(app)).status_code == expected
        # Users without access get 403 and the sent form again.
        assert client.post(page(app), {"into": dashboard.pk}).status_code == 403
    assert edition.solution_types.get() == app
    anonymous = type(client)()
    assert anonymous.get(page(app)).url.split("?")[0] == reverse("admin:login")


@pytest.mark.parametrize("model", VOCABULARIES)
def test_a_moderator_merges_a_value_and_is_redirected_to_the_other_one(client, moderator, model):
    old, new = model.objects.order_by("pk")[:2]
    html = client.get(page(old, "change")).content.decode()
    assert f'href="{page(old)}"' in html
    assert page(old) not in client.get(add_page(model)).content.decode()
    response = client.get(page(old))
    choices = [str(value) for value, _ in response.context["form"].fields["into"].choices]
    assert choices == ["", *(str(value.pk) for value in model.objects.exclude(pk=old.pk))]

    response = client.post(page(old), {"into": new.pk}, follow=True)

    assert response.redirect_chain == [(page(new, "change"), 302)]
    (message,) = response.context["messages"]
    assert (old.name in str(message), new.name in str(message)) == (True, True)
    assert model.objects.get(pk=old.pk).merged_into == new
    history = client.get(page(new, "history")).content.decode()
    assert old.name in history
    assert client.get(page(old)).status_code == 404
    assert client.post(page(old), {"into": new.pk}).status_code == 404


def test_the_page_says_how_much_moves(client, moderator, app):
    for _ in range(2):
        make_public(types=["app", "dashboard"])
    for _ in range(3):
        make_draft(types=["app"])
    make_public(types=["dashboard"])
    response = client.get(page(app))
    assert response.context["usage"] == {"editions": 5, "public": 2}
    lead = response.content.decode().split('class="lead"')[1].split("</p>")[0]
    assert ("5" in lead, "2" in lead) == (True, True)


def test_an_invalid_value_is_refused_and_changes_nothing(client, moderator, app):
    edition = make_public(types=["app"])
    field = ActionField.objects.exclude(pk__in=SolutionType.objects.values("pk")).first()
    for into in ("", "x", "\0", "-1", "9" * 30, "²", app.pk, [1, 2], "1.0", "None", *([field.pk] if field else [])):
        response = client.post(page(app), {"into": into} if into != [1, 2] else {})
        assert response.status_code == 200, into
        assert response.context["form"].errors.keys() == {"into"}, into
    assert edition.solution_types.get() == app
    for url in ("0/merge/", "9999999/merge/", f"{'9' * 30}/merge/", "x/merge/"):
        response = client.get(reverse("admin:measures_solutiontype_changelist") + url)
        assert response.status_code in (302, 404), url


def test_old_addresses_redirect_permanently(client, moderator, app, dashboard):
    make_public("Eine", types=["app"])
    field, other = ActionField.objects.order_by("pk")[:2]
    addresses = {app.get_absolute_url(): dashboard, field.get_absolute_url(): other}
    for address in addresses:
        assert client.get(address).status_code == 200
    client.post(page(app), {"into": dashboard.pk})
    client.post(page(field), {"into": other.pk})
    client.logout()
    for address, value in addresses.items():
        for query in ("", "?seite=2"):
            response = client.get(address + query)
            assert (response.status_code, response.url) == (301, value.get_absolute_url() + query)
    assert client.get("/loesungstypen/nie-gewesen/").status_code == 404
    assert client.get(reverse("action_field", args=["app"])).status_code == 404
    odd = client.get(app.get_absolute_url(), QUERY_STRING="a=%0d%0aX:%20y&%00=%ff")
    assert (odd.status_code, "X" in odd.headers) == (301, False)


def content_of(response):
    """Return the main part of a page; header and footer have links that carry its address."""
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def test_an_old_link_to_the_list_filters_by_the_other_value(client, moderator, app, dashboard):
    make_public("Eine", types=["app"])
    make_public("Andere", types=["plattform"])
    client.post(page(app), {"into": dashboard.pk})
    response = client.get("/massnahmen/?typ=app")
    html = response.content.decode()
    assert ("Eine" in html, "Andere" in html) == (True, False)
    assert response["HX-Push-Url"] == "/massnahmen/?typ=dashboard"
    assert content_of(response) == content_of(client.get("/massnahmen/?typ=dashboard"))
    assert 'value="app"' not in html


def test_a_form_that_was_open_during_a_merger_is_saved_with_the_other_value(client, app, dashboard):
    edition = make_draft("Entwurf", types=["app"])
    sign_in(client, make_user(is_moderator=True))
    client.post(page(app), {"into": dashboard.pk})
    sign_in(client, make_editor(edition.measure.project))
    url = reverse("admin:entry_edit", args=[edition.pk])
    form = client.get(url).context["form"]
    typed = {
        "title": "Neuer Titel", "version": "1", "base": "", "solution_types": [app.pk],
        **{f"{rows}-{name}_FORMS": "0" for rows in form.rows for name in ("TOTAL", "INITIAL")},
    }  # fmt: skip
    response = client.post(url, typed)
    edition.refresh_from_db()
    assert (response.status_code, edition.title) == (302, "Neuer Titel")
    assert edition.solution_types.get() == dashboard


@pytest.mark.parametrize("model", VOCABULARIES)
def test_the_address_of_a_new_value_is_made_from_its_name_and_then_stays(client, moderator, model):
    def add(name, slug=""):
        return client.post(add_page(model), {"name": name, "slug": slug, "description": "", "order": "5"})

    assert add("Größe: 10 km").status_code == 302
    assert add("Größe 10 km").status_code == 302
    assert add("Eigene", "eigene-adresse").status_code == 302
    slugs = model.objects.filter(order=5).order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["groesse-10-km", "groesse-10-km-2", "eigene-adresse"]
    for name, slug in (("Noch eine", "eigene-adresse"), ("Noch eine", "ä b"), ("", ""), ("Eigene", "")):
        assert add(name, slug).status_code == 200

    value = model.objects.get(slug="eigene-adresse")
    client.post(page(value, "change"), {"name": "Anders", "slug": "anders", "description": "", "order": "6"})
    value.refresh_from_db()
    assert (value.name, value.slug, value.order) == ("Anders", "eigene-adresse", 6)


def test_the_slug_of_a_merged_value_cannot_be_used_again(client, moderator, app, dashboard):
    client.post(page(app), {"into": dashboard.pk})

    def add(slug):
        form = {"name": app.name, "slug": slug, "description": "", "order": "5"}
        return client.post(add_page(SolutionType), form).status_code

    assert (add("app"), add("")) == (200, 302)
    assert SolutionType.objects.current().get(name=app.name).slug == "app-2"
    assert client.get("/loesungstypen/app/").url == dashboard.get_absolute_url()
