"""The same form sent twice, by a double click or after going back, makes one object."""

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.models import Edition, SolutionType, SynonymGroup, Upload
from municipalities.accounts.models import Invitation
from municipalities.models import ModelProject
from tests.concurrency import at_once
from tests.factories import make_editor, make_project, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db


def client_of(user):
    client = Client()
    sign_in(client, user)
    return client


def test_a_new_entry():
    project, other = make_project("Einmal"), make_project("Auch")
    client = client_of(make_user("kts@example.org", is_moderator=True))
    form = {"project": project.pk, "title": "Laufende Nummer"}
    first, second = (client.post(reverse("admin:entry_add"), form) for _ in range(2))
    assert first.url == second.url
    assert "zweimal" in client.get(second.url).content.decode()
    assert Edition.objects.count() == 1
    client.post(reverse("admin:entry_add"), {**form, "project": other.pk})
    client.post(reverse("admin:entry_add"), {**form, "title": "Andere Nummer"})
    assert Edition.objects.count() == 3


def test_two_editors_may_use_the_same_title():
    project = make_project("Einmal")
    for name in ("a", "b"):
        client_of(make_editor(project, email=f"{name}@example.org")).post(
            reverse("admin:entry_add"), {"project": project.pk, "title": "Gleich"}
        )
    assert Edition.objects.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_new_entry_at_the_same_moment():
    project = make_project("Einmal")
    client = client_of(make_editor(project, email="a@example.org"))
    for number in range(3):
        send = partial(client.post, reverse("admin:entry_add"), {"project": project.pk, "title": f"Eilig {number}"})
        outcomes = at_once(send, send)
        assert outcomes[0].url == outcomes[1].url
        assert Edition.objects.filter(title=f"Eilig {number}").count() == 1


def test_an_uploaded_table():
    client = client_of(make_editor(make_project("Einmal"), email="a@example.org"))

    def send(title):
        file = SimpleUploadedFile("tabelle.csv", f"Titel;Kurzfassung\n{title};x\n".encode())
        return client.post(reverse("admin:table_upload"), {"file": file}).url

    assert send("Eins") == send("Eins")
    assert send("Zwei") != send("Eins")
    assert Upload.objects.count() == 3


@pytest.mark.parametrize(
    ("model", "page", "form"),
    [
        (SolutionType, "measures_solutiontype", {"name": "Neuer Typ", "slug": "neuer-typ", "order": 5}),
        (SynonymGroup, "measures_synonymgroup", {"terms": "Karre, Karren"}),
        (Invitation, "accounts_invitation", {"email": "neu@example.org", "as_moderator": "on"}),
        (Invitation, "accounts_invitation", {"email": "Neu@Straße.example", "as_moderator": "on"}),
        (
            ModelProject,
            "municipalities_modelproject",
            {
                "name": "Neu",
                "slug": "neu",
                "cohort": 2019,
                "kind": "grossstadt",
                "participations-TOTAL_FORMS": 0,
                "participations-INITIAL_FORMS": 0,
            },
        ),
    ],
)
def test_whatever_a_moderator_adds(model, page, form):
    client = client_of(make_user("kts@example.org", is_moderator=True))
    before = model.objects.count()
    first, second = (client.post(reverse(f"admin:{page}_add"), form) for _ in range(2))
    assert (first.status_code, second.status_code < 500) == (302, True)
    assert model.objects.count() == before + 1
