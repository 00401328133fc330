"""Conditional requests: an unchanged public page is answered with 304."""

import pytest

from tests.factories import make_public

pytestmark = pytest.mark.django_db
URL = "/massnahmen/?q=bahn"


@pytest.fixture
def tag(client):
    make_public("Stadtbahn")
    return client.get(URL)["ETag"]


@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}'])
def test_an_unchanged_page_is_not_sent_again(client, tag, known):
    for ask in (client.get, client.head):
        response = ask(URL, headers={"If-None-Match": known.format(tag)})
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
        assert response["Cache-Control"] == client.get(URL)["Cache-Control"]


@pytest.mark.parametrize("known", ['"other"', "*", "nonsense", '"'])
def test_another_etag_gets_the_page(client, tag, known):
    response = client.get(URL, headers={"If-None-Match": known})
    assert (response.status_code, response["ETag"]) == (200, tag)


def test_an_etag_is_valid_for_one_address_and_one_state_of_the_catalogue(client, tag, settings):
    known = {"If-None-Match": tag}
    assert client.get("/massnahmen/?q=bus", headers=known).status_code == 200
    assert client.get("/massnahmen/", headers=known).status_code == 200
    assert client.post(URL, headers=known).status_code == 405
    settings.MASSWERK_IMPRINT_URL = "https://stadt.example/impressum"
    assert client.get(URL, headers=known).status_code == 200
    settings.MASSWERK_IMPRINT_URL = ""
    assert client.get(URL, headers=known).status_code == 304
    make_public("Seilbahn")
    assert client.get(URL, headers=known).status_code == 200


def test_an_etag_does_not_bypass_the_check_of_the_host(client, tag, settings):
    settings.ALLOWED_HOSTS = ["masswerk.example"]
    assert client.get(URL, headers={"If-None-Match": tag, "Host": "other.example"}).status_code == 400
