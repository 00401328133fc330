"""Problems that moderators keep: their question has to be understood and to find something."""

import pytest
from django.urls import reverse

from measures.models import Problem
from tests.factories import make_public, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db

ADD = reverse("admin:measures_problem_add")


@pytest.fixture
def typed(client):
    sign_in(client, make_user(is_moderator=True))
    make_public("Sonnensegel gegen Hitze")
    return {"name": "Glut", "slug": "glut", "description": "Es ist zu heiß.", "question": "?q=hitze", "order": "5"}


def test_a_problem_is_added(client, typed):
    assert client.post(ADD, typed).status_code == 302
    assert Problem.objects.get(slug="glut").question == "q=hitze"
    assert "Glut" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("q=einhorn", "Keine Maßnahme beantwortet diese Frage."),
        ("typ=gibtesnicht", "gibtesnicht"),
        ("q=hitze&seite=1", "Seitenzahlen"),
        ("q=hitze&m=abcdefgh", "Merklisten"),
        ("%ff%00", ""),
        ("q=" + "x" * 290, ""),
    ],
)
def test_a_question_without_an_answer_is_refused(client, typed, question, message):
    response = client.post(ADD, typed | {"question": question})
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Problem.objects.filter(slug="glut").exists()
