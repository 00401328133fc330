"""If the file of an image is missing, all pages still work and only the image answers 404."""

import pytest

from tests.factories import make_picture, make_public
from tests.pages import routes

pytestmark = pytest.mark.django_db


def test_every_page_is_there_without_the_file_and_only_the_image_is_missing(client, settings):
    settings.MASSWERK_CONTACT = "kontakt@example.org"  # without one there is no security.txt
    edition = make_public("Mit Bild", **make_picture(2, 1))
    addresses = routes.addresses(edition)
    before = {name: client.get(url).status_code for name, url in addresses.items()}
    assert {before[name] for name in ("start", "measures", "measure", "measure_sheet", "measure_image")} == {200}

    edition.image.storage.delete(edition.image.name)

    after = {name: client.get(url).status_code for name, url in addresses.items()}
    assert after == {**before, "measure_image": 404}
    html = client.get(addresses["measure"]).content.decode()
    assert ('width="2"' in html, 'height="1"' in html) == (True, True)
