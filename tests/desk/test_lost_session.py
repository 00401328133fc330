"""An expired session: the typed text is shown again, and forms from other sites get no token."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.pages import form_of, url
from tests.forms import filled

pytestmark = pytest.mark.django_db


def test_after_an_expired_session_the_typed_text_is_shown_again(client, editor, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    form = form_of(client, draft) | {"summary": "Lange\ngetippt & <nicht> verloren"}
    client.cookies.pop("masswerk_session")
    response = client.post(url("entry_edit", draft), form)
    assert response.status_code == 403
    kept = filled(response.content.decode(), None)
    assert kept["summary"] == form["summary"]
    client.force_login(editor)  # in another tab, with a new token
    client.get(reverse("admin:index"))
    client.cookies["csrftoken"] = "a" * 32
    response = client.post(url("entry_edit", draft), kept, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 403
    response = client.post(url("entry_edit", draft), filled(response.content.decode(), None))
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.summary == form["summary"]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_a_form_from_elsewhere_gets_no_token(editor, draft, site):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    headers = {"sec-fetch-site": site} if site else {}
    response = client.post(url("entry_edit", draft), {"summary": "untergeschoben"}, headers=headers)
    assert response.status_code == 403
    assert "untergeschoben" not in response.content.decode()


def test_a_password_is_never_shown_again(client, draft):
    response = client.post(url("entry_edit", draft), {"password": "geheimnis", "title": "Titel"})
    assert "geheimnis" not in response.content.decode()
