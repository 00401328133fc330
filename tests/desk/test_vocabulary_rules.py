"""Lists of the desk: what is in use stays, and nothing is there twice in other words."""

import re

import pytest
from django.urls import reverse

from measures.models import SolutionType, SynonymGroup
from municipalities.models import Participation
from tests.factories import make_municipality, make_project, make_public, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moderator(client):
    sign_in(client, make_user(is_moderator=True))


def make_type(name):
    return SolutionType.objects.create(name=name, slug=f"art-{SolutionType.objects.count()}")


def test_a_used_value_is_not_deleted_but_leads_to_merging_and_its_entries(client):
    used, unused = make_type("Benutztes"), make_type("Unbenutztes")
    edition = make_public(title="Parkleitung", solution_types=[used])
    page = client.get(reverse("admin:measures_solutiontype_delete", args=[used.pk])).content.decode()
    assert reverse("admin:measures_solutiontype_merge", args=[used.pk]) in page
    assert f'<a href="{reverse("admin:entry_show", args=[edition.pk])}">Parkleitung</a>' in page
    assert "Weg damit" not in page
    listed = client.get(reverse("admin:measures_solutiontype_changelist")).content.decode()
    numbers = set(re.findall(r"field-entries[^>]*>\s*(\d+)", listed))
    assert numbers == {"0", "1"}
    client.post(reverse("admin:measures_solutiontype_delete", args=[unused.pk]), {"post": "yes"})
    assert set(SolutionType.objects.filter(pk__in=[used.pk, unused.pk])) == {used}


@pytest.mark.parametrize("name", ["SENSORNETZ", "Messnetz"])
def test_a_value_that_says_the_same_is_refused(client, name):
    make_type("Sensornetz")
    SynonymGroup.objects.create(terms="Sensornetz, Messnetz > Funk")
    response = client.post(reverse("admin:measures_solutiontype_add"), {"name": name, "order": 1})
    assert response.status_code == 200
    assert "Es gibt schon „Sensornetz“" in response.content.decode()
    client.post(reverse("admin:measures_solutiontype_add"), {"name": "Funk", "order": 1})
    assert SolutionType.objects.filter(name="Funk").exists()


def test_groups_of_synonyms_do_not_overlap(client):
    SynonymGroup.objects.create(terms="Quellwasser, Brunnenwasser > Trinken")
    add = reverse("admin:measures_synonymgroup_add")
    for terms in ("brunnenwasser, Nass", "Eins, EINS"):
        assert client.post(add, {"terms": terms}).status_code == 200
    assert client.post(add, {"terms": "Trinken, Schlucken > Quellwasser"}).status_code == 302
    assert SynonymGroup.objects.filter(terms__icontains="brunnenwasser").count() == 1


def participations(project, **changes):
    """Return what the form of a project sends for its municipalities, with changes."""
    rows = list(project.participations.all())
    form = {"participations-TOTAL_FORMS": len(rows), "participations-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        values = {"id": row.pk, "project": project.pk, "municipality": row.municipality.name, "role": row.role}
        form |= {f"participations-{number}-{name}": value for name, value in values.items()}
    return {"name": project.name, "cohort": project.cohort, "kind": project.kind, **form, **changes}


def test_a_project_keeps_a_municipality_and_its_lead(client):
    lead, partner = make_municipality("Erste"), make_municipality("Zweite")
    project = make_project(municipalities=[lead, partner])
    page = reverse("admin:municipalities_modelproject_change", args=[project.pk])
    both_gone = {"participations-0-DELETE": "on", "participations-1-DELETE": "on"}
    refused = ({"participations-0-role": "partner"}, {"participations-0-DELETE": "on"}, both_gone)
    for changes in refused:
        assert client.post(page, participations(project, **changes)).status_code == 200
    assert project.participations.count() == 2
    swapped = {"participations-0-DELETE": "on", "participations-1-role": "lead"}
    assert client.post(page, participations(project, **swapped)).status_code == 302
    assert list(project.participations.values_list("municipality", "role")) == [(partner.pk, Participation.Role.LEAD)]
