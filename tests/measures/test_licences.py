"""What the text for a licence means."""

import pytest

from measures.licences import is_known_licence, licence_name, licence_page
from measures.public.linked_data import describe_software
from tests.factories import make_public

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "known"), [("MIT", True), ("AGPL-3.0-only OR EUPL-1.2", True), ("MIT-Lizenz", False), ("CC BY 4.0", False)]
)
def test_what_spdx_knows(text, known):
    assert is_known_licence(text) is known


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("EUPL-1.2", "https://spdx.org/licenses/EUPL-1.2"),
        ("eupl-1.2", "https://spdx.org/licenses/EUPL-1.2"),
        ("AGPL-3.0-only OR EUPL-1.2", ""),
        ("LicenseRef-Stadt-Muster", ""),
        ("MIT-Lizenz", ""),
        ("../<b>", ""),
        ("", ""),
    ],
)
def test_only_a_single_licence_of_spdx_has_a_page_there(text, page):
    assert licence_page(text) == page


@pytest.mark.parametrize(
    ("text", "name"), [("LicenseRef-Stadt-Muster", "Stadt Muster"), ("GPL-2.0-only", "GPL-2.0-only")]
)
def test_a_licence_of_its_own_is_named_in_words(text, name):
    assert licence_name(text) == name


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("MIT", "https://spdx.org/licenses/MIT"),
        ("LicenseRef-Stadt-Muster", {"@type": "CreativeWork", "name": "Stadt Muster"}),
        ("MIT OR EUPL-1.2", {"@type": "CreativeWork", "name": "MIT OR EUPL-1.2"}),
    ],
)
def test_linked_data_has_no_address_that_leads_nowhere(text, described):
    edition = make_public(licence=text, source_code_url="https://github.com/stadt/app")
    assert describe_software(edition)["license"] == described
