"""A town gets a new key: the import names what continues it, and projects and entries can be moved there."""

from datetime import date

import pytest
from django.urls import reverse

from measures import workflow
from measures.finding.current import current
from measures.form_fields import form_field
from measures.models import Edition
from measures.succession import SuccessionError, dependents, move_to_successor
from municipalities.models import Municipality, Participation
from tests.factories import make_municipality, make_project, make_public, make_user
from tests.login import sign_in
from tests.municipalities.register_files import district, municipality, run, write

pytestmark = pytest.mark.django_db

OLD, NEW = "160560000000", "160630005105"


@pytest.fixture
def before(tmp_path):
    """A city that is its own district, in the database by an import."""
    run(
        write(
            tmp_path / "before.txt", district("16056", "Wartau, Stadt", "41"), municipality(OLD, "Wartau, Stadt", "61")
        )
    )
    return Municipality.objects.get()


@pytest.fixture
def after(tmp_path):
    """The next register: the city is part of a district."""
    lines = district("16063", "Burgkreis", date="20240331"), municipality(NEW, "Wartau, Stadt", "63", date="20240331")
    return write(tmp_path / "after.txt", *lines)


@pytest.fixture
def project(before):
    return make_project("Wartau", municipalities=[before])


def names(row):
    return set(row.projects.values_list("name", flat=True))


def test_the_successor_is_named_with_what_depends_on_the_old_one(before, after, project):
    make_public(project=project)
    report = run(after)
    assert f"gone: {OLD} Wartau" in report
    assert f"{OLD} Wartau is continued by {NEW} Wartau (Burgkreis)" in report
    assert f"{OLD} Wartau is still named by projects: Wartau; entries: 1" in report
    assert "--move-to-successors" in report[-1]
    assert "Nachfolge" in report[-1]
    assert names(before) == {"Wartau"}


def test_the_option_moves_them_in_the_same_run_or_a_later_one(before, after, project, client):
    edition = make_public(project=project)
    run(after)
    report = run(after, move_to_successors=True)
    assert f"moved from {OLD} Wartau to {NEW} Wartau (Burgkreis): projects: Wartau; entries: 1" in report
    new = Municipality.objects.get(ars=NEW)
    assert (names(before), names(new), list(edition.places.all())) == (set(), {"Wartau"}, [new])
    response = client.get(reverse("municipality", args=[before.slug]))
    assert (response.status_code, response.url) == (301, new.get_absolute_url())
    assert client.get(new.get_absolute_url()).status_code == 200
    assert not any("moved" in line or "still named" in line for line in run(after, move_to_successors=True))


def test_a_town_that_nothing_names_leads_on_without_further_ado(before, after, client):
    run(after)
    assert client.get(reverse("municipality", args=[before.slug])).status_code == 301


def test_until_it_is_moved_the_old_page_shows_the_project(before, after, project, client):
    run(after)
    assert client.get(reverse("municipality", args=[before.slug])).status_code == 200


@pytest.mark.parametrize(
    "line",
    [
        municipality("090010001001", "Wartau, Stadt", "63", date="20240331"),  # another state
        municipality("160630005105", "Warthausen", "63", date="20240331"),  # another name
        "\n".join(municipality(f"16063000510{number}", "Wartau", date="20240331") for number in (5, 6)),  # two
    ],
)
def test_other_towns_are_no_successor(tmp_path, before, line):
    report = run(write(tmp_path / "after.txt", line), accept_gone=True)
    assert not any("continued" in text for text in report)
    assert Municipality.objects.get(pk=before.pk).successor is None


def test_a_chain_of_successors_leads_to_the_last(tmp_path, before, after):
    run(after)
    last = municipality("160700005105", "Wartau, Stadt", "63", date="20250331")
    run(write(tmp_path / "last.txt", district("16070", "Großkreis", date="20250331"), last), accept_gone=True)
    assert Municipality.objects.get(pk=before.pk).successor.ars == "160700005105"


def test_a_town_that_is_back_has_no_successor(tmp_path, before, after):
    run(after)
    both = municipality(OLD, "Wartau, Stadt", "61", date="20250331")
    run(write(tmp_path / "back.txt", both), accept_gone=True)
    before.refresh_from_db()
    assert (before.gone_since, before.successor) == (None, None)


# Moving


@pytest.fixture
def gone():
    return make_municipality("Alt", gone_since=date(2024, 1, 1))


@pytest.fixture
def new():
    return make_municipality("Neu")


def publish_change(edition):
    draft = workflow.start_draft(measure=edition.measure, by=None)
    workflow.save_draft(edition=draft, by=None, version=draft.version, content={"title": "Neuer Titel"})
    draft.refresh_from_db(fields=["version"])
    workflow.submit(edition=draft, by=None, version=draft.version)
    workflow.publish(edition=draft, by=None, version=draft.version)


@pytest.mark.parametrize(("role", "own", "left"), [("lead", "member", "lead"), ("member", "lead", "lead")])
def test_in_a_project_of_both_the_stronger_role_remains(gone, new, role, own, left):
    project = make_project(municipalities=[])
    Participation.objects.create(project=project, municipality=gone, role=role)
    Participation.objects.create(project=project, municipality=new, role=own)
    edition = make_public(project=project)
    edition.places.set([gone, new])
    moved = move_to_successor(gone=gone, successor=new, by=None)
    assert (moved.projects, moved.entries) == ([project], 1)
    assert list(project.participations.values_list("municipality", "role")) == [(new.pk, left)]
    assert list(edition.places.all()) == [new]


def test_editions_of_the_past_keep_the_old_place(gone, new):
    edition = make_public(project=make_project(municipalities=[gone]))
    publish_change(edition)
    move_to_successor(gone=gone, successor=new, by=None)
    states = Edition.objects.values_list("state", "places__name").order_by("number")
    assert list(states) == [("superseded", "Alt"), ("published", "Neu")]
    assert dependents(gone).entries == 0


def test_before_the_move_an_entry_is_saved_with_the_old_place(gone, new):
    gone.successor = new
    gone.save()
    edition = make_public(project=make_project(municipalities=[gone]))
    assert list(edition.places.all()) == [gone]
    field = form_field("places")
    assert list(field.clean([str(gone.pk)])) == [gone]


def test_only_a_town_that_is_gone_is_continued_and_only_by_one_that_is_not(gone, new):
    other = make_municipality(gone_since=date(2024, 1, 1))
    for old, successor in ((new, gone), (gone, other), (gone, gone)):
        with pytest.raises(SuccessionError):
            move_to_successor(gone=old, successor=successor, by=None)
    assert not Municipality.objects.filter(successor__isnull=False).exists()


def test_a_moderator_moves_it_in_the_desk(client, gone, new):
    project = make_project(municipalities=[gone])
    moderator = make_user(is_moderator=True)
    sign_in(client, moderator)
    url = reverse("admin:municipalities_municipality_successor", args=[gone.pk])
    assert url in client.get(reverse("admin:municipalities_municipality_change", args=[gone.pk])).content.decode()
    assert project.name in client.get(url).content.decode()
    assert client.post(url, {"successor": "Nirgends"}).status_code == 200
    assert client.post(url, {"successor": "Neu"}).status_code == 302
    assert dependents(gone).projects == []
    assert set(project.municipalities.all()) == {new}


def test_a_form_that_still_names_the_old_place_saves_the_new_one(client, gone, new):
    gone.successor = new
    gone.save()
    field = form_field("places")
    assert list(field.clean([str(gone.pk)])) == [new]


def test_the_index_follows(gone, new):
    project = make_project(municipalities=[gone])
    make_public(project=project)
    move_to_successor(gone=gone, successor=new, by=None)
    assert current().total("ort", new.slug) == 1
    assert current().total("ort", gone.slug) == 0
    assert Edition.objects.public().filter(places=new).count() == 1
