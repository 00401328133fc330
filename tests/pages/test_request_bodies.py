"""Bodies of clients that are not signed in: a large one is refused before anything reads it."""

from io import BytesIO
from wsgiref.util import is_hop_by_hop

import pytest
from django.urls import reverse

from config.body_limits import MOST_BYTES, MOST_BYTES_OF_AN_ENTRY
from tests.factories import make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *size):
        pytest.fail("the body was read")

    readline = read


def send(client, path, length, body=None, **more):
    extra = {"wsgi.input": body or Unread(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": FORM, **more}
    return client.generic("POST", path, **extra)


@pytest.mark.parametrize("path", ["/", "/massnahmen/", "/admin/login/", "/admin/password_reset/", "/gibt-es-nicht/"])
@pytest.mark.parametrize("length", [MOST_BYTES + 1, 50_000_000, 10**17])
def test_a_large_anonymous_body_is_refused_unread(client, path, length):
    response = send(client, path, length)
    assert response.status_code == 413
    # Servers refuse headers about the connection from an application, or drop them.
    assert not [name for name in response.headers if is_hop_by_hop(name)]


def test_a_session_that_does_not_exist_does_not_help(client):
    client.cookies["masswerk_session"] = "a" * 32
    assert send(client, "/admin/login/", MOST_BYTES + 1).status_code == 413


@pytest.mark.parametrize("headers", [{"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "-1"}, {"CONTENT_LENGTH": "1e9"}])
def test_a_body_without_a_length_is_refused(client, headers):
    response = send(client, "/admin/login/", 0, HTTP_TRANSFER_ENCODING="chunked", **headers)
    assert response.status_code == 411


def test_the_sign_in_still_works_and_the_text_of_an_entry_is_shown_again(client):
    assert client.post("/admin/login/", {"username": "a@example.org", "password": "falsch"}).status_code == 200
    text = "x" * (MOST_BYTES * 2)
    response = client.post(reverse("admin:entry_add"), {"title": text})
    assert response.status_code == 403
    assert text in response.content.decode()
    assert send(client, reverse("admin:entry_add"), MOST_BYTES_OF_AN_ENTRY + 1).status_code == 413


def test_a_signed_in_user_may_send_a_table(client):
    sign_in(client, make_user("kts@example.org", is_moderator=True))
    body = b"title=" + b"x" * (MOST_BYTES_OF_AN_ENTRY + 1)
    assert send(client, reverse("admin:entry_add"), len(body), BytesIO(body)).status_code == 400
