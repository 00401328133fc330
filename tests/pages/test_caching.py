"""Who has a public page as it is now does not get it again."""

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
def test_who_knows_something_else_gets_the_page(client, tag, known):
    response = client.get(URL, headers={"If-None-Match": known})
    assert (response.status_code, response["ETag"]) == (200, tag)


def test_the_tag_is_good_for_one_address_one_method_and_one_catalogue(client, tag, settings):
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


def test_no_tag_gets_past_the_names_of_the_site(client, tag, settings):
    settings.ALLOWED_HOSTS = ["masswerk.example"]
    assert client.get(URL, headers={"If-None-Match": tag, "Host": "other.example"}).status_code == 400
