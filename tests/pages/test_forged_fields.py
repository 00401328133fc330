"""R2: a form writes only the fields that it offers; any other field that is sent along changes nothing.

Each form is sent twice: as its page gives it, and with every field of every model added. Both must write the same,
and must write something.
"""

import re

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import reverse

from measures.models import Edition, Effect, Indicator, Problem, SolutionType, Source, SynonymGroup
from municipalities.accounts.models import Invitation, Mail, Membership, User
from municipalities.models import Participation
from tests.factories import make_project, make_public
from tests.forms import filled
from tests.pages.cast import make_cast
from tests.pages.dumps import changes, dump

pytestmark = pytest.mark.django_db

ROWS = {
    "effects-0": Effect,
    "sources-0": Source,
    "participations-0": Participation,
    "memberships-0": Membership,
    "form-0": Edition,
    "editions-0": Edition,
}
ALWAYS_OFFERED = {"version", "base", "note", "reason", "newest", "edition", "post"}
# (who, page of the edition, its state, what is sent): forms whose page is another one, or has no fields
STEPS = [
    ("own", "entry_submit", "draft", {}),
    ("own", "entry_submit", "returned", {}),
    ("own", "entry_recall", "submitted", {}),
    ("own", "entry_confirm", "published", {}),
    ("own", "entry_start", "published", {}),
    ("own", "entry_restore", "superseded", {}),
    ("own", "entry_discard", "draft", {}),
    ("moderator", "entry_publish", "submitted", {}),
    ("moderator", "entry_return", "submitted", {"note": "Bitte kürzer"}),
    ("moderator", "entry_archive", "published", {"reason": "Ende"}),
    ("moderator", "entry_withdraw", "archived", {"reason": "Ende"}),
    ("moderator", "publish_several", "submitted", {}),
]


@pytest.fixture
def cast(db):
    return make_cast()


def junk_for(field, cast):
    """Return a value that would show if it were written."""
    if isinstance(field, models.BooleanField):
        return "on"
    if field.is_relation:
        other = {"accounts.user": cast.people["moderator"], "municipalities.modelproject": cast.elsewhere}
        return getattr(other.get(field.related_model._meta.label_lower), "pk", 1)
    if isinstance(field, models.DateTimeField):
        return "2001-02-03 04:05"
    if isinstance(field, models.DateField):
        return "2001-02-03"
    if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField):
        return "77"
    if field.choices:
        return list(dict(field.flatchoices))[-1]
    return "untergeschoben"


def forged_values(cast, role):
    """Return {name: value} for each field of each model, as forms, formsets and keys would name it.

    For visitors only those of accounts and measures: larger forms of theirs are refused unread.
    """
    forged = {"pk": "77", "state": "published", "user": cast.people["moderator"].pk, "by": cast.people["moderator"].pk}
    reached = [User, Membership, Invitation, Edition] if role == "anonymous" else apps.get_models()
    for model in reached:
        forged = {**names_of(model, cast), **forged}
    if role == "anonymous":
        return forged
    for prefix, model in ROWS.items():
        forged |= {f"{prefix}-{name}": value for name, value in names_of(model, cast).items()}
    assert len(forged) < 900  # with more than 1,000, Django refuses them all
    return forged


def names_of(model, cast):
    found = {}
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        found |= dict.fromkeys({field.name, getattr(field, "attname", field.name)}, junk_for(field, cast))
        if isinstance(field, models.DateTimeField):
            found |= {f"{field.name}_0": "2001-02-03", f"{field.name}_1": "04:05"}
    return found


def offered_fields(html):
    return set(re.findall(r'name="([^"]+)"', html)) | ALWAYS_OFFERED


def written(client, url, form):
    """Send a form, roll back, and return (status, what it has written)."""
    before, cookies = dump(), client.cookies.copy()
    with transaction.atomic():
        response = client.post(url, form)
        found = changes(before, dump())
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code, found


def assert_forged_fields_are_ignored(cast, role, url, form, names):
    client = cast.clients[role]
    forged = {
        name: value for name, value in forged_values(cast, role).items() if name not in names and name not in form
    }
    assert len(forged) > (90 if role == "anonymous" else 200)
    plain = written(client, url, form)
    assert plain[0] == 302, url
    assert plain[1], f"{url} was to write something"
    assert written(client, url, {**forged, **form}) == plain


@pytest.fixture(autouse=True)
def _elsewhere(cast):
    cast.elsewhere = make_project("Drittes")


@pytest.mark.parametrize(("role", "page", "state", "words"), STEPS)
def test_a_step_writes_no_forged_field(cast, role, page, state, words):
    edition = cast.editions[state]
    several = page == "publish_several"
    url = reverse(f"admin:{page}", args=[] if several else [edition.pk])
    form = {"version": edition.version, "newest": edition.measure.editions.order_by("number").last().pk, **words}
    if several:
        form["edition"] = f"{edition.pk}:{edition.version}"
    assert_forged_fields_are_ignored(cast, role, url, form, ALWAYS_OFFERED)


@pytest.mark.parametrize("role", ["own", "moderator"])
@pytest.mark.parametrize("state", ["draft", "returned"])
@pytest.mark.parametrize("button", [{}, {"_submit": ""}])
def test_the_form_of_an_entry_writes_its_content_only(cast, role, state, button):
    url = reverse("admin:entry_edit", args=[cast.editions[state].pk])
    html = cast.clients[role].get(url).content.decode()
    form = filled(html, "eintrag") | {"summary": "Neu.", "sources-0-url": "https://example.org/"} | button
    assert_forged_fields_are_ignored(cast, role, url, form, offered_fields(html))


@pytest.mark.parametrize("role", ["own", "moderator"])
def test_a_new_entry_begins_with_project_and_title(cast, role):
    url = reverse("admin:entry_add")
    form = {"project": cast.project.pk, "title": "Neu"}
    assert_forged_fields_are_ignored(cast, role, url, form, set(form))


def rows(cast):
    """Return one row of each list that moderators may change."""
    return {
        "measures_solutiontype": SolutionType.objects.get(slug="dashboard"),
        "measures_indicator": Indicator.objects.get(),
        "measures_problem": Problem.objects.first(),
        "measures_synonymgroup": SynonymGroup.objects.first(),
        "municipalities_modelproject": cast.project,
        "municipalities_municipality": cast.project.municipalities.get(),
        "accounts_user": cast.people["foreign"],
    }


CHANGED = {
    "measures_solutiontype": {"description": "Neu"},
    "measures_indicator": {"description": "Neu"},
    "measures_problem": {"description": "Neu", "question": "sort=titel"},
    "measures_synonymgroup": {"terms": "neu, frisch"},
    "municipalities_modelproject": {"note": "Neu"},
    "municipalities_municipality": {"kind": "Neu"},
    "accounts_user": {"last_name": "Neu"},
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_list_writes_what_its_form_offers(cast, name):
    url = reverse(f"admin:{name}_change", args=[rows(cast)[name].pk])
    html = cast.clients["moderator"].get(url).content.decode()
    form = filled(html, f"{name.split('_')[1]}_form") | CHANGED[name]
    assert_forged_fields_are_ignored(cast, "moderator", url, form, offered_fields(html))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("measures_solutiontype", {"name": "Neu"}),
        ("measures_synonymgroup", {"terms": "neu, frisch"}),
        ("municipalities_modelproject", {"name": "Neu", "slug": "neu", "cohort": "2020", "kind": "kooperation"}),
        ("municipalities_municipality", {"name": "Neu", "slug": "neu", "level": "region", "states": ["BY"]}),
        ("accounts_invitation", {"email": "neue@example.org", "as_moderator": "on"}),
    ],
)
def test_a_new_row_holds_what_its_form_offers(cast, name, typed):
    url = reverse(f"admin:{name}_add")
    html = cast.clients["moderator"].get(url).content.decode()
    form = filled(html, f"{name.split('_')[1]}_form") | typed
    assert_forged_fields_are_ignored(cast, "moderator", url, form, offered_fields(html))


def test_accepting_an_invitation_gives_only_the_rights_it_offers(cast):
    link = re.search(r"token=[\w-]+", Mail.objects.get(to="neu@example.org").text)[0]
    form = {"token": link.removeprefix("token="), "password": "Ein sehr langes Wort", "again": "Ein sehr langes Wort"}
    form |= {"first_name": "Neue", "last_name": "Kraft"}
    url = reverse("admin_invitation")
    html = cast.clients["anonymous"].get(f"{url}?{link}").content.decode()
    assert_forged_fields_are_ignored(cast, "anonymous", url, form, offered_fields(html))


def test_a_password_form_changes_one_password(cast):
    cast.people["own"].set_password("geheim")
    cast.people["own"].save()
    cast.clients["own"].force_login(cast.people["own"])
    new = {"old_password": "geheim", "new_password1": "Ein sehr langes Wort", "new_password2": "Ein sehr langes Wort"}
    assert_forged_fields_are_ignored(cast, "own", reverse("admin:password_change"), new, set(new))


@pytest.mark.parametrize(
    ("name", "prefix", "model"),
    [
        ("municipalities_modelproject", "participations", Participation),
        ("accounts_user", "memberships", Membership),
    ],
)
def test_the_rows_of_another_object_are_not_taken(cast, name, prefix, model):
    """Moving, changing and deleting rows by the keys of rows that belong elsewhere."""
    mine, moderator = rows(cast)[name], cast.clients["moderator"]
    parent = "project" if model is Participation else "user"
    theirs = model.objects.exclude(**{parent: mine}).first()
    url = reverse(f"admin:{name}_change", args=[mine.pk])
    form = filled(moderator.get(url).content.decode(), f"{name.split('_')[1]}_form")
    own = model.objects.filter(**{parent: mine}).count()
    foreign = {f"{prefix}-{own}-id": theirs.pk, f"{prefix}-TOTAL_FORMS": own + 1, f"{prefix}-INITIAL_FORMS": own + 1}
    fields = {
        field.name: field.value_from_object(theirs) for field in model._meta.concrete_fields if field.name != "id"
    }
    foreign |= {f"{prefix}-{own}-{field}": value for field, value in fields.items() if value is not None}
    # With an own parent, or marked for deletion, Django drops the row and saves the rest, which has not changed.
    for more in ({}, {f"{prefix}-{own}-{parent}": mine.pk}, {f"{prefix}-{own}-DELETE": "on"}):
        _, found = written(moderator, url, form | foreign | more)
        assert model._meta.db_table not in {table for _, table, _ in found}, more
    # The first row belongs to the object, and its parent cannot be changed.
    if own:
        other = getattr(theirs, f"{parent}_id")
        plain = written(moderator, url, form)
        assert written(moderator, url, form | {f"{prefix}-0-{parent}": other})[1] in (plain[1], [])


def test_a_merger_needs_another_value_of_the_same_list(cast):
    value = SolutionType.objects.get(slug="dashboard")
    url = reverse("admin:measures_solutiontype_merge", args=[value.pk])
    for into in (value.pk, 987_654_321, "x", "", "\0"):
        assert written(cast.clients["moderator"], url, {"into": into}) == (200, [])


def test_an_account_gives_itself_no_rights(cast):
    """Users who are not moderators cannot use the form of an account."""
    url = reverse("admin:accounts_user_change", args=[cast.people["own"].pk])
    form = {"email": "own@example.org", "is_moderator": "on", "is_superuser": "on", "is_active": "on"}
    formset = {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0", "memberships-0-project": "1"}
    for role in ("own", "foreign", "deactivated", "ex-member"):
        assert written(cast.clients[role], url, form | formset) == (403, [])


def test_a_public_page_writes_nothing(cast):
    url = make_public().get_absolute_url()
    assert written(cast.clients["anonymous"], url, forged_values(cast, "anonymous")) == (405, [])
